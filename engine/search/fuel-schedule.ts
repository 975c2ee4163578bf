import type { Evaluation } from '../contracts/evaluation.ts'
import type { Strategy } from '../contracts/manifest.ts'

/** What rations know, as plain data: the most that a seed burned on a case, and the hashes that ran out of fuel, in order. */
export interface FuelScheduleSnapshot {
  readonly seed: number
  readonly starved: readonly string[]
}

/** What offspring may burn while a run goes on, and the programs whose fuel ran out by it. */
export interface FuelSchedule {
  /** Fuel for a case of an offspring that is drawn when the run has burned so much; undefined where only the problem limits it. */
  ration(burned: number): number | undefined
  /** Whether a program that is known comes in as a new one: it ran out of fuel, and with more it did not. */
  readmits(canonicalHash: string, evaluation: Evaluation): boolean
  /** Takes in how a new program did, and whether it is a seed. */
  note(canonicalHash: string, evaluation: Evaluation, isSeed: boolean): void
  /** Undefined without rations. */
  snapshot(): FuelScheduleSnapshot | undefined
}

/** The rations of a strategy, as they were when the snapshot was taken. */
export function createFuelSchedule({ ration }: Pick<Strategy, 'ration'>, snapshot?: FuelScheduleSnapshot): FuelSchedule {
  const starved = new Set(snapshot?.starved)
  let seed = snapshot?.seed ?? 0
  return {
    ration: (burned) => (ration === undefined ? undefined : Math.floor(Math.max(ration.start * seed, ration.share * burned))),
    readmits: (canonicalHash, { verdict }) => starved.has(canonicalHash) && verdict !== 'fuel',
    note(canonicalHash, { verdict, cases }, isSeed) {
      if (ration === undefined) return
      if (isSeed) for (const { fuel } of cases) seed = Math.max(seed, fuel)
      if (verdict === 'fuel') starved.add(canonicalHash)
      else starved.delete(canonicalHash)
    },
    snapshot: () => (ration === undefined ? undefined : { seed, starved: [...starved].sort() }),
  }
}
