import type { Direction } from '../engine/contracts/problem.ts'
import type { Run } from '../library/run.ts'
import { EXIT } from './exit.ts'
import { createJsonView } from './view/json.ts'
import { createLineView } from './view/lines.ts'
import { createLiveView } from './view/live.ts'
import { pausedLines, reportLines } from './view/report.ts'
import type { Scene, View } from './view/view.ts'

/** What is to be shown of a run that is under way. */
export interface Following {
  readonly problem: string
  readonly unit: string
  readonly direction: Direction
  readonly strategy: string
  readonly json: boolean
}

const write = (text: string): void => void process.stdout.write(text)

function createView(scene: Scene, json: boolean): View {
  if (json) return createJsonView(write)
  return process.stdout.isTTY ? createLiveView(scene, process.stdout) : createLineView(scene, write)
}

/**
 * Shows a run until it comes to rest and returns the exit code. The first interrupt drains and saves, the second stops at
 * once; nothing that was journaled is lost either way.
 */
export async function follow(run: Run, { json, ...facts }: Following): Promise<number> {
  const view = createView({ ...facts, status: run.status }, json)
  let interrupts = 0
  const interrupt = (): void => {
    interrupts += 1
    if (interrupts > 1) {
      view.close()
      process.exit(EXIT.interrupted)
    }
    view.say('finishing what runs, then saving; once more stops at once')
    run.pause().catch(() => {})
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, interrupt)
  try {
    for await (const event of run.events) view.show(event)
    const last = await run.finished
    view.close()
    if (!json) {
      const lines = last.type === 'finished' ? reportLines(last, facts.unit, facts.direction) : pausedLines(last)
      write(`${lines.join('\n')}\n`)
    }
    return last.type === 'finished' ? EXIT.ok : EXIT.paused
  } finally {
    view.close()
    for (const signal of signals) process.off(signal, interrupt)
  }
}
