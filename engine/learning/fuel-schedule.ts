import type { Evaluation } from '../contracts/evaluation.ts'
import type { Fuel } from '../contracts/fuel.ts'

/** What a schedule knows, as plain data: the most that an initial program burned on a case, and the hashes that ran out of fuel, in order. */
export interface FuelScheduleSnapshot {
  readonly most: number
  readonly starved: readonly string[]
}

/** What offspring may burn while a run goes on, and the programs whose fuel ran out by it. */
export interface FuelSchedule {
  /** Fuel for a case of an offspring that is drawn when the run has burned so much; undefined where only the problem limits it. */
  limit(burned: number): number | undefined
  /** Whether a program that is known comes in as a new one: it ran out of fuel, and with more it did not. */
  readmits(canonicalHash: string, evaluation: Evaluation): boolean
  /** Takes in how a new program did, and whether it is an initial program. */
  note(canonicalHash: string, evaluation: Evaluation, isInitial: boolean): void
  /** Undefined without a schedule. */
  snapshot(): FuelScheduleSnapshot | undefined
}

/** The fuel schedule of a strategy, as it was when the snapshot was taken. */
export function createFuelSchedule(rule: Fuel | undefined, snapshot?: FuelScheduleSnapshot): FuelSchedule {
  const limits = rule?.limit !== undefined
  const starved = new Set(snapshot?.starved)
  let most = snapshot?.most ?? 0
  return {
    limit: (burned) => rule?.limit?.({ initial: most, spent: burned }),
    readmits: (canonicalHash, { verdict }) => starved.has(canonicalHash) && verdict !== 'fuel',
    note(canonicalHash, { verdict, cases }, isInitial) {
      if (!limits) return
      if (isInitial) for (const { fuel } of cases) most = Math.max(most, fuel)
      if (verdict === 'fuel') starved.add(canonicalHash)
      else starved.delete(canonicalHash)
    },
    snapshot: () => (!limits ? undefined : { most, starved: [...starved].sort() }),
  }
}
