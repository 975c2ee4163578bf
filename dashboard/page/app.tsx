import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Pulse, RunState } from '../api-types.ts'
import { SettingContext } from './context.ts'
import { count, percent } from './parts/format.ts'
import { awaitHeading } from './parts/heading.tsx'
import { visible } from './parts/shown.tsx'
import { SteerBar } from './parts/steer.tsx'
import { linkTo, useRoute } from './router.ts'
import type { Route } from './router.ts'
import { useAnswer } from './source.ts'
import type { Source } from './source.ts'
import { CallsView } from './views/calls.tsx'
import { CompareView } from './views/compare.tsx'
import { LineageView } from './views/lineage.tsx'
import { CellsView } from './views/cells.tsx'
import { ProgramView } from './views/program.tsx'
import { ProgressView } from './views/progress.tsx'
import { RunsView } from './views/runs.tsx'
import { SummaryView } from './views/summary.tsx'
import { TrustView } from './views/trust.tsx'
import { WorkView } from './views/work.tsx'

/** Milliseconds between two askings of a view while its run goes on. */
const CALM = 2000

/** The views of a run, in the order of the menu. */
const VIEWS = [
  { name: '', label: 'Summary' },
  { name: 'progress', label: 'Progress' },
  { name: 'lineage', label: 'Lineage' },
  { name: 'cells', label: 'Cells' },
  { name: 'program', label: 'Program' },
  { name: 'calls', label: 'Calls' },
  { name: 'work', label: 'Work' },
] as const

/** How often a run, or any run, has changed; not while nobody looks at the page. */
function useTick(
  source: Source,
  run: string | undefined,
): { readonly tick: number; readonly pulse: Pulse | undefined; readonly connected: boolean } {
  const [state, setState] = useState<{ tick: number; pulse: Pulse | undefined; run: string | undefined }>({
    tick: 0,
    pulse: undefined,
    run,
  })
  const [connected, setConnected] = useState(true)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let latest: Pulse | undefined
    let shown: RunState | undefined
    const go = (): void => {
      clearTimeout(timer)
      timer = undefined
      if (document.hidden) return
      shown = latest?.state
      setState(({ tick }) => ({ tick: tick + 1, pulse: latest, run }))
    }
    const told = (pulse: Pulse | undefined): void => {
      latest = pulse
      if (pulse?.state !== shown) go()
      else timer ??= setTimeout(go, CALM)
    }
    const stop = source.listen(run, told, setConnected)
    const seen = (): void => {
      if (!document.hidden) go()
    }
    document.addEventListener('visibilitychange', seen)
    return () => {
      stop()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [source, run])
  return { tick: state.tick, pulse: state.run === run ? state.pulse : undefined, connected }
}

/** Puts the keyboard, and those who hear the page, at the heading of a view that was just opened. */
function useArrival(key: string): void {
  const last = useRef(key)
  if (last.current !== key) {
    last.current = key
    awaitHeading()
  }
}

/** The page. */
export function App({ source }: { readonly source: Source }): JSX.Element {
  const route = useRoute()
  const [place, run] = route.path
  const inRun = place === 'run' && run !== undefined
  const { tick, pulse, connected } = useTick(source, inRun ? run : undefined)
  useArrival(route.path.join('/'))
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('main')?.focus()
        }}
      >
        Skip to the content
      </a>
      <header>
        <a class="name" href={source.live ? '#/' : linkTo(['run', run ?? ''])}>
          Ternate
        </a>
        {inRun ? <RunMenu run={run} route={route} /> : source.live ? <MainMenu place={place ?? ''} /> : null}
        <span class="spring" />
        {source.live ? (
          <span class={connected ? 'quiet' : 'fault'} role="status">
            {connected
              ? pulse === undefined
                ? ''
                : pulse.read < 1
                  ? `reading the journal, ${percent(pulse.read)}`
                  : `record ${count(pulse.index)}`
              : 'the server does not answer'}
          </span>
        ) : (
          <span class="quiet">report</span>
        )}
      </header>
      <main id="main" tabIndex={-1}>
        {inRun ? (
          <SettingContext.Provider value={{ source, run, tick }}>
            <RunPage key={run} source={source} run={run} route={route} state={pulse?.state} />
          </SettingContext.Provider>
        ) : place === 'trust' ? (
          <TrustView source={source} tick={tick} />
        ) : place === 'compare' ? (
          <CompareView source={source} route={route} tick={tick} />
        ) : (
          <RunsView source={source} route={route} tick={tick} />
        )}
      </main>
    </>
  )
}

/** The pages that are about no single run. */
function MainMenu({ place }: { readonly place: string }): JSX.Element {
  return (
    <nav aria-label="Pages">
      <ul>
        {[
          { name: '', label: 'Runs' },
          { name: 'trust', label: 'Trust' },
        ].map(({ name, label }) => (
          <li key={name}>
            <a href={linkTo(name === '' ? [] : [name])} aria-current={place === name ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function RunMenu({ run, route }: { readonly run: string; readonly route: Route }): JSX.Element {
  const here = route.path[2] ?? ''
  return (
    <nav aria-label="Views of the run">
      <span class="run">{visible(run)}</span>
      <ul>
        {VIEWS.map(({ name, label }) => (
          <li key={name}>
            <a href={linkTo(name === '' ? ['run', run] : ['run', run, name])} aria-current={here === name ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function RunPage({
  source,
  run,
  route,
  state,
}: {
  readonly source: Source
  readonly run: string
  readonly route: Route
  readonly state: RunState | undefined
}): JSX.Element {
  const view = route.path[2] ?? ''
  return (
    <>
      {source.live && state !== undefined ? (
        <div class="status">
          <span class={`state ${state}`}>{state}</span>
          <SteerBar state={state} />
        </div>
      ) : null}
      {view === 'progress' ? (
        <ProgressView route={route} />
      ) : view === 'lineage' ? (
        <LineageView route={route} />
      ) : view === 'cells' ? (
        <CellsView route={route} />
      ) : view === 'program' ? (
        route.path[3] === undefined ? (
          <BestProgram source={source} run={run} route={route} />
        ) : (
          <ProgramView key={route.path[3]} number={/^\d{1,10}$/.test(route.path[3]) ? Number(route.path[3]) : 0} route={route} />
        )
      ) : view === 'calls' ? (
        <CallsView route={route} />
      ) : view === 'work' ? (
        <WorkView />
      ) : (
        <SummaryView />
      )}
    </>
  )
}

/** The program of a run that most look for. */
function BestProgram({ source, run, route }: { readonly source: Source; readonly run: string; readonly route: Route }): JSX.Element {
  const { value, fault } = useAnswer(`best ${run}`, () => source.view(run, 'summary', {}))
  const number = value?.champion?.number
  return number === undefined ? (
    <p class={fault === undefined ? 'quiet' : 'fault'}>{fault ?? 'No program has a score yet.'}</p>
  ) : (
    <ProgramView key={number} number={number} route={route} />
  )
}
