import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PlannedRun } from './plan.ts'

/** Names in a folder, in order; none where there is no folder. */
const namesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
        .sort()
    : []

/** The places among the runs of an experiment, a problem's or a strategy's, that hold runs which its plan does not have. */
export function straysIn(folder: string, runs: readonly PlannedRun[]): string[] {
  const planned = new Set(runs.map((run) => run.folder))
  return namesIn(join(folder, 'runs')).flatMap((problem) =>
    namesIn(join(folder, 'runs', problem)).flatMap((arm) => {
      const place = join('runs', problem, arm)
      return namesIn(join(folder, place)).some((run) => !planned.has(join(folder, place, run))) ? [place] : []
    }),
  )
}
