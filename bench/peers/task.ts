import process from 'node:process'
import { defined } from '../../engine/contracts/defined.ts'
import { evolve } from '../../run/evolve.ts'
import { openAccount } from '../../run/processor.ts'
import type { Reading } from './rows.ts'

/** One run of ours, as it is handed to a process of its own. */
export interface Task {
  readonly place: string
  readonly seed: string
  /** Ends by whichever is given; where both are, by the later one. */
  readonly evaluations?: number
  readonly processor?: number
  /** Whether it is a formula, which is recovered or not. */
  readonly recovers: boolean
  readonly heldOut: readonly string[]
}

/** Milliseconds between two looks at a run. */
const PACE = 250

/** Seconds after which a run is given up that does not end: it shares its processors. */
const LONGEST = 6 * 3600

/** Carries a run out by one worker, with a budget that no clock of the wall ends. */
export async function carryOut({ place, seed, evaluations, processor, recovers, heldOut }: Task): Promise<Reading> {
  const limits = evaluations !== undefined && processor === undefined ? { evaluations } : { seconds: LONGEST }
  const account = openAccount(process.pid)
  const run = await evolve(place, { seed, workers: 1, baselines: false, ...limits })
  let starting: number | undefined
  let searched: Pick<Reading, 'evaluations' | 'programs' | 'processor'> | undefined
  let isEnding = false
  const look = (): void => {
    const { phase, evaluations: made, programsTried = 0 } = run.status()
    const spent = account.look()
    if (spent === undefined) throw new Error('processor seconds are measured on Linux only')
    if (made > 0) starting ??= spent
    if (phase !== 'initializing' && phase !== 'searching') {
      searched ??= { evaluations: made, programs: programsTried, processor: spent }
      return
    }
    if (processor === undefined || isEnding || spent < processor || made < (evaluations ?? 0)) return
    isEnding = true
    void run.steer({ kind: 'finish' })
  }
  const watch = setInterval(look, PACE)
  const finished = await run.finished
  look()
  clearInterval(watch)
  if (finished.type !== 'finished') throw new Error('the run was stopped')
  const { champion, heldOut: held, reason } = finished
  const scoreOn = (name: string): number | undefined => held.find(({ set }) => set === name)?.score
  const books = searched ?? { evaluations: finished.evaluations, programs: finished.programsTried ?? 0, processor: Number.NaN }
  return {
    at: processor === undefined ? 'evaluations' : 'processor',
    ...books,
    starting: starting ?? 0,
    judging: (account.look() ?? 0) - books.processor,
    train: run.status().best?.score ?? champion.score,
    ...(recovers
      ? { recovered: scoreOn('wider range') === 0 }
      : { championTrain: champion.score, heldOut: Object.fromEntries(heldOut.flatMap((name) => [[name, scoreOn(name) ?? Number.NaN]])) }),
    ...defined({ validation: champion.validation }),
    champion: Object.values(champion.program.files).join('\n'),
    reason,
    digest: finished.digest,
    node: process.version,
  }
}
