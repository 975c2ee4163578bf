import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { RunRow } from '../../api-types.ts'
import { Heading } from '../parts/heading.tsx'
import { count, dollars, score, span } from '../parts/format.ts'
import { visible, Wanting } from '../parts/shown.tsx'
import type { Column } from '../parts/table.tsx'
import { Table } from '../parts/table.tsx'
import { linkTo, setQuery } from '../router.ts'
import type { Route } from '../router.ts'
import { useAnswer } from '../source.ts'
import type { Source } from '../source.ts'

const KEYS: Readonly<Record<string, (row: RunRow) => string | number>> = {
  run: ({ id }) => id,
  problem: ({ problem = '' }) => problem,
  strategy: ({ strategy = '' }) => strategy,
  seed: ({ seed = '' }) => seed,
  state: ({ state }) => state,
  best: ({ best = Number.POSITIVE_INFINITY }) => best,
  train: ({ chosen }) => chosen?.train ?? Number.POSITIVE_INFINITY,
  validation: ({ validation = Number.POSITIVE_INFINITY }) => validation,
  evaluations: ({ evaluations = -1 }) => evaluations,
  programs: ({ programs = -1 }) => programs,
  time: ({ seconds = -1 }) => seconds,
  cost: ({ cost = -1 }) => cost,
}

function sorted(rows: readonly RunRow[], key: string, down: boolean): RunRow[] {
  const of = KEYS[key] ?? KEYS['run']
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b), 'en', { numeric: true }) : a - b
  return [...rows].sort((a, b) => (down ? -1 : 1) * compare(of?.(a) ?? '', of?.(b) ?? ''))
}

/** The table of runs. */
export function RunsView({ source, route, tick }: { readonly source: Source; readonly route: Route; readonly tick: number }): JSX.Element {
  const { value, fault } = useAnswer('runs', () => source.runs(), tick)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  if (value === undefined) return <Wanting fault={fault} />
  const key = route.query.get('sort') ?? 'run'
  const down = route.query.get('down') === '1'
  const choose = (id: string): void => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const columns: Column<RunRow>[] = [
    {
      head: 'Compare',
      cell: ({ id, state }) =>
        state === 'unreadable' ? null : (
          <input type="checkbox" checked={chosen.has(id)} onChange={() => choose(id)} aria-label={`Compare ${id}`} />
        ),
    },
    {
      head: 'Run',
      key: 'run',
      cell: ({ id, state }) => (state === 'unreadable' ? visible(id) : <a href={linkTo(['run', id])}>{visible(id)}</a>),
    },
    {
      head: 'Problem',
      key: 'problem',
      cell: ({ problem = '–', fault }) => (fault === undefined ? visible(problem) : <span class="fault">{visible(fault)}</span>),
    },
    { head: 'Strategy', key: 'strategy', cell: ({ strategy = '–' }) => visible(strategy) },
    { head: 'Seed', key: 'seed', cell: ({ seed = '–' }) => visible(seed) },
    {
      head: 'State',
      key: 'state',
      cell: ({ state, ended }) => <span class={`state ${state}`}>{ended === undefined ? state : `${state}, ${ended}`}</span>,
    },
    { head: 'Best on train', key: 'best', number: true, cell: ({ best }) => score(best) },
    { head: 'Champion on train', key: 'train', number: true, cell: ({ chosen }) => score(chosen?.train) },
    { head: 'Champion on validation', key: 'validation', number: true, cell: ({ validation }) => score(validation) },
    {
      head: 'Evaluations',
      key: 'evaluations',
      number: true,
      cell: ({ evaluations }) => (evaluations === undefined ? '–' : count(evaluations)),
    },
    { head: 'Programs', key: 'programs', number: true, cell: ({ programs }) => (programs === undefined ? '–' : count(programs)) },
    { head: 'Time', key: 'time', number: true, cell: ({ seconds }) => (seconds === undefined ? '–' : span(seconds)) },
    { head: 'Cost', key: 'cost', number: true, cell: ({ cost }) => (cost === undefined ? '–' : dollars(cost)) },
    { head: 'Digest', cell: ({ digest }) => <code title={digest}>{digest?.slice(0, 12) ?? '–'}</code> },
  ]
  return (
    <>
      <Heading>Runs</Heading>
      <p class="quiet">
        {value.runs.length} in <code>{visible(value.folder)}</code>
      </p>
      <Table
        caption="Runs"
        columns={columns}
        rows={sorted(value.runs, key, down)}
        empty="No runs here yet. `npx ternate run bin-packing` makes one."
        sort={{ key, down, by: (next) => setQuery({ sort: next, down: next === key && !down ? 1 : undefined }) }}
      />
      <p>
        {chosen.size > 1 ? (
          <a class="button" href={linkTo(['compare'], { runs: JSON.stringify([...chosen]) })}>
            Compare {chosen.size} runs
          </a>
        ) : (
          <span class="quiet">Tick two or more runs to compare them.</span>
        )}
      </p>
    </>
  )
}
