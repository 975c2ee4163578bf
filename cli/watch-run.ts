import type { Direction } from '../engine/contracts/problem.ts'
import type { Run } from '../run/start.ts'
import { createDashboardKey } from './dashboard.ts'
import { EXIT } from './exit.ts'
import { createJsonView } from './view/json.ts'
import type { Key } from './view/keys.ts'
import { createLineView } from './view/lines.ts'
import { createLiveView } from './view/live.ts'
import { stoppedLines, reportLines } from './view/report.ts'
import type { Scene, View } from './view/view.ts'

/** What is to be shown of a run that is under way. */
export interface WatchedRun {
  readonly problem: string
  readonly unit: string
  readonly direction: Direction
  readonly strategy: string
  /** Folder of the run. */
  readonly out: string
  readonly json: boolean
}

const write = (text: string): void => void process.stdout.write(text)

/** A view of a run: for machines, for people, for logs and pipes. */
export function createView(scene: Scene, json: boolean): View {
  if (json) return createJsonView(write)
  return process.stdout.isTTY ? createLiveView(scene, process.stdout, process.stdin) : createLineView(scene, write)
}

/**
 * Shows a run until it comes to rest and returns the exit code. The first interrupt drains and saves, the second stops at
 * once; nothing that was journaled is lost either way.
 */
export async function watchRun(run: Run, { json, out, ...facts }: WatchedRun): Promise<number> {
  let interrupts = 0
  const interrupt = (): void => {
    interrupts += 1
    if (interrupts > 1) stopAtOnce()
    view.say('finishing what runs, then saving; once more stops at once')
    run.pause().catch(() => {})
  }
  function stopAtOnce(): void {
    view.close()
    process.exit(EXIT.interrupted)
  }
  /** Beside what a pipe takes; a terminal has its own window to keep. */
  const warn = (what: string): void =>
    process.stdout.isTTY ? view.say(`warning: ${what}`) : void process.stderr.write(`warning: ${what}\n`)
  const dashboard = createDashboardKey(out)
  const keys: readonly Key[] = [
    {
      key: 'p',
      word: (paused) => (paused ? 'resume' : 'pause'),
      press: () => void run.steer({ kind: run.status().paused === true ? 'resume' : 'pause' }).catch(() => {}),
    },
    { key: 'd', word: () => 'dashboard', press: () => void dashboard.open().then(view.say) },
    { key: 'q', word: () => 'stop safely', press: interrupt },
  ]
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  // before the terminal is changed, so that no signal ends the process between
  for (const signal of signals) process.on(signal, interrupt)
  process.on('SIGQUIT', stopAtOnce)
  const view: View = createView({ ...facts, status: run.status, keys }, json)
  let warning: string | undefined
  try {
    for await (const event of run.events) {
      view.show(event)
      // a run that comes to nothing at once says why, and nothing else
      if (event.type !== 'started' && warning !== undefined && !json) warn(warning)
      warning = event.type === 'started' ? event.warning : undefined
    }
    const last = await run.finished
    view.close()
    if (!json) {
      const lines = last.type === 'finished' ? reportLines(last, facts.unit, facts.direction) : stoppedLines(last)
      write(`${lines.join('\n')}\n`)
    }
    return last.type === 'finished' ? EXIT.ok : EXIT.stopped
  } finally {
    view.close()
    dashboard.close()
    for (const signal of signals) process.off(signal, interrupt)
    process.off('SIGQUIT', stopAtOnce)
  }
}
