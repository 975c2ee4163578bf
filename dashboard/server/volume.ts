import type { RunRow } from '../api-types.ts'
import type { Known } from './facts.ts'
import type { RunIndex } from './run-index.ts'

/** A run that is open. */
export interface Volume {
  readonly id: string
  readonly folder: string
  readonly runIndex: RunIndex
  /** What is known of its problem; nothing until that has been loaded. */
  known: Known
  /** What the run's row said when it was opened: it stands until the journal has been read. */
  readonly overview: RunRow
  closed: boolean
}
