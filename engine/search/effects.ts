import type { ArchivedProgram, JournalRecord } from '../contracts/archive.ts'
import type { Shown } from '../contracts/proposer.ts'
import type { Individual } from '../contracts/individual.ts'

/** Something worth telling, in commit order. */
export type SearchEvent =
  | {
      readonly type: 'improved'
      readonly individual: Individual
      readonly island: number
      readonly operator: string
      readonly evaluations: number
    }
  | { readonly type: 'validated'; readonly number: number; readonly score: number }
  | { readonly type: 'withdrawn'; readonly note: number; readonly text: string; readonly reason: string }
  | { readonly type: 'migrated'; readonly from: number; readonly to: number; readonly programs: readonly number[] }

/** What a step of the search leaves behind, to be journaled and told. */
export interface SearchEffects {
  readonly records: JournalRecord[]
  readonly programs: (ArchivedProgram & Shown)[]
  /** Programs that were judged further, with all that is known of them since. */
  readonly judged: (ArchivedProgram & Shown)[]
  readonly events: SearchEvent[]
}
