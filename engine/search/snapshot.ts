import type { StopReason } from '../contracts/archive.ts'
import type { OperatorCount, Status } from '../contracts/event.ts'
import type { Budget } from '../contracts/manifest.ts'
import type { IndividualColumns } from '../population/columns.ts'
import type { SamplesSnapshot } from '../population/samples.ts'
import type { IslandsSnapshot } from '../population/islands.ts'
import type { LineageSnapshot } from '../population/lineage.ts'
import type { SettlingSnapshot } from '../population/settling.ts'
import type { Spent } from './budget.ts'
import type { FuelScheduleSnapshot } from '../learning/fuel-schedule.ts'
import type { InjectionsSnapshot } from './injections.ts'
import type { LearningSnapshot } from '../learning/learning.ts'
import type { ValidationSnapshot } from './validation.ts'

/** All that a search knows, as plain data. Programs stand in it as numbers. */
export interface SearchSnapshot extends IslandsSnapshot, SettlingSnapshot, ValidationSnapshot, LineageSnapshot {
  readonly phase: Status['phase']
  readonly spent: Spent
  readonly outcomes: Status['outcomes']
  /** Tickets that were drawn, and those of them for initial programs and for individuals beside those. */
  readonly tickets: number
  readonly initialDrawn: number
  /** The last ticket that was drawn for validation while the search went on. */
  readonly validatedAt: number
  readonly programs: number
  readonly stopped?: StopReason
  /** The budget that took the first one's place. */
  readonly extension?: Budget
  readonly champion?: number
  readonly samples?: SamplesSnapshot
  readonly injections?: InjectionsSnapshot
  readonly schedule?: FuelScheduleSnapshot
  /** Programs that no ticket is to know. */
  readonly withheld?: readonly number[]
  readonly operators: readonly OperatorCount[]
  readonly learning?: LearningSnapshot
  /** Train cases judged for tickets that ask no model, in a run that asks some. */
  readonly admitted?: number
  /** The cases that were spent when there was progress last. */
  readonly gained?: number
  /** The individuals of the run with several objectives of which none dominates another. */
  readonly front?: readonly number[]
  /** Every individual that the snapshot names. */
  readonly individuals: IndividualColumns
}
