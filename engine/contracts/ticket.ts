import type { Evaluation, SetName } from './evaluation.ts'
import type { JobTrial } from './evaluator.ts'
import type { Ask, CallOutcome, Memory } from './model.ts'
import type { Files, Program } from './program.ts'
import type { Shown, Request, Role, Shares } from './proposer.ts'
import type { Ref } from './ref.ts'

/**
 * The k-th decision of a run, fixed when it is drawn. Programs are named by their number in the archive
 * (1, 2, 3 ... in commit order).
 */
export type Ticket =
  | {
      readonly kind: 'offspring'
      readonly number: number
      readonly island: number
      readonly proposer: string
      readonly parents: readonly number[]
      readonly inspirations: readonly number[]
      /** Why each inspiration is shown; absent where they were drawn. */
      readonly roles?: readonly Role[]
      /** Fuel for a case at this time of the run; absent in runs without a fuel schedule. */
      readonly fuelLimit?: number
      /** Present while nothing better than what the search began with is known. */
      readonly beforeGain?: true
    }
  | { readonly kind: 'evaluation'; readonly number: number; readonly program: number; readonly set: SetName }
  | { readonly kind: 'initial'; readonly number: number; readonly initial: number }
  /** The run's `injection`-th program that a person wrote, from program `of` if from any. */
  | { readonly kind: 'injection'; readonly number: number; readonly injection: number; readonly of?: number }

/** Tickets drawn together for one virtual worker. */
export interface Batch {
  /** That of its first ticket. */
  readonly number: number
  readonly virtualWorker: number
  /** Virtual time at which it was drawn, in fuel units. */
  readonly start: number
  readonly tickets: readonly Ticket[]
  /** What was known when it was drawn, a place for each ticket; absent in a run that asks no model. */
  readonly memories?: readonly (Memory | undefined)[]
  /** Shares of operators by proposer when it was drawn; absent where they are as listed. */
  readonly shares?: Readonly<Record<string, Shares>>
}

/** A ticket with everything that a worker needs to carry it out, programs included. */
export type Assignment =
  | {
      readonly kind: 'offspring'
      readonly number: number
      /** Key of the ticket's random streams. */
      readonly stream: string
      readonly proposer: string
      /** The proposer's options, as the strategy says them; absent: none. */
      readonly options?: Readonly<Record<string, unknown>>
      readonly parents: readonly Shown[]
      readonly inspirations: readonly Shown[]
      readonly memory?: Memory
      /** The acceptance rule that it is judged by; absent: on all cases. */
      readonly acceptance?: Ref
      /** As in the ticket. */
      readonly beforeGain?: true
      /** The fuel schedule of the run; absent: what the problem allows. */
      readonly fuel?: Ref
      /** Fuel for a case at this time of the run; absent: as above. */
      readonly fuelLimit?: number
      /** Operators that the proposer does without; absent: none. */
      readonly disabledOperators?: readonly string[]
      /** Shares of its operators; absent: as listed. */
      readonly shares?: Shares
    }
  | {
      readonly kind: 'evaluation'
      readonly number: number
      readonly program: Program
      readonly set: SetName
      /** Positions in the set; the whole set when absent. */
      readonly cases?: readonly number[]
      readonly trial?: JobTrial
      readonly fuelLimits?: ReadonlyMap<number, number>
      readonly fuelLimit?: number
    }
  | {
      readonly kind: 'initial'
      readonly number: number
      readonly initial: number
      /** Key of the ticket's random streams, for an initial program that has yet to be written. */
      readonly stream: string
    }
  | { readonly kind: 'injection'; readonly number: number; readonly files: Files }

/** An evaluation that a proposer asked for inside a ticket. */
export interface InnerEvaluation {
  readonly canonicalHash: string
  readonly evaluation: Evaluation
}

/** A call of a model: the question to the letter, how it ended, and what it took. */
export interface ModelCall {
  readonly kind: 'call'
  readonly ask: Omit<Ask, 'kind'>
  readonly outcome: CallOutcome
  /** HTTP requests that it took; 0 when nothing was sent. */
  readonly attempts: number
  readonly tokens: { readonly sent: number; readonly received: number }
  /** Millionths of a dollar: an integer, so that sums are exact. */
  readonly cost: number
}

/** A call of a ticket beside its evaluations: of a model, or something to be remembered. */
export type RecordedCall = ModelCall | Exclude<Request, { kind: 'evaluate' | 'ask' }>

/** What came of a ticket, in the worker's eyes. Whether it is a duplicate is judged later, at commit. */
export type Outcome =
  /** The proposer found nothing, or what it wrote does not parse; or the ticket was set aside for a fault, whose code is `fault`. */
  | {
      readonly kind: 'failed'
      readonly operator: string
      readonly reason: string
      readonly fault?: string
      readonly inner: readonly InnerEvaluation[]
      readonly calls?: readonly RecordedCall[]
    }
  /** The proposal has a parent's canonical hash. */
  | {
      readonly kind: 'unchanged'
      readonly operator: string
      readonly inner: readonly InnerEvaluation[]
      readonly calls?: readonly RecordedCall[]
    }
  | {
      readonly kind: 'evaluated'
      readonly operator: string
      readonly program: Program
      readonly evaluation: Evaluation
      readonly inner: readonly InnerEvaluation[]
      readonly calls?: readonly RecordedCall[]
    }

/** Every evaluation that was made for a ticket, inner ones first. */
export const evaluationsOf = (outcome: Outcome): Evaluation[] => [
  ...outcome.inner.map(({ evaluation }) => evaluation),
  ...(outcome.kind === 'evaluated' ? [outcome.evaluation] : []),
]

/** Fuel that a ticket burned. */
export const fuelOf = (outcome: Outcome): number => evaluationsOf(outcome).reduce((sum, { fuel }) => sum + fuel, 0)

/** Virtual time that a token of a model takes, in fuel units: about a hundredth of a second of computing. */
const TOKEN = 5_000_000

/** The calls of models that were made for a ticket. */
export const callsOf = ({ calls = [] }: Outcome): ModelCall[] => calls.filter((item) => item.kind === 'call')

/** What a ticket costs in virtual time beside the base. */
export const costOf = (outcome: Outcome): number =>
  fuelOf(outcome) + TOKEN * callsOf(outcome).reduce((sum, { tokens }) => sum + tokens.sent + tokens.received, 0)
