import type { Address, Call, CallCost, Envelope } from './capability.ts'
import type { CaseResult, SetName } from './evaluation.ts'

/** One call of a trace. */
export interface Step {
  readonly address: Address
  readonly call: Call
  readonly envelope: Envelope
  readonly cost: CallCost
  /** Name of the model that answered; absent where none did. */
  readonly model?: string
}

/**
 * What a program did on one case, as far as that went through its host: its calls in order, and what came of the case. Nothing of it is kept
 * as such: it is derived from the journal, and of train cases alone, since whoever reads traces may propose.
 */
export interface Trace {
  /** Number of the program. */
  readonly program: number
  readonly set: SetName
  /** Position of the case in its set. */
  readonly case: number
  readonly steps: readonly Step[]
  /** The program's answer, where it is known. */
  readonly answer?: unknown
  readonly result: CaseResult
}
