import type { Address, Call, CallCost, Envelope } from './capability.ts'
import type { CaseResult, SetName } from './evaluation.ts'

/** One call of a trace. */
export interface Step {
  readonly address: Address
  readonly call: Call
  readonly envelope: Envelope
  readonly cost: CallCost
  /** Milliseconds that it took, where it came from outside and that is known. Readers are told; proposers are not. */
  readonly took?: number
  /** Name of the model that answered; absent where none did. */
  readonly model?: string
}

/**
 * What a program did on one case: its calls in order, and what came of the case. Nothing of it is kept as such: it is derived from the journal,
 * or the program is run once more on the replies that are recorded there; and of train cases alone, since whoever reads traces may propose.
 */
export interface CaseTrace {
  /** Position of the case in its set. */
  readonly case: number
  readonly steps: readonly Step[]
  /** The program's answer, where it is known. */
  readonly answer?: unknown
  readonly result: CaseResult
}

/** The same, of a program of a run. */
export interface Trace extends CaseTrace {
  /** Number of the program. */
  readonly program: number
  readonly set: SetName
}
