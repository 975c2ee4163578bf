import type { Evaluation, SetName } from './evaluation.ts'
import type { JobTrial } from './evaluator.ts'
import type { Address, Call, CallCost, Envelope } from './capability.ts'
import type { Ask, CallOutcome, Memory } from './model.ts'
import type { Files, Program } from './program.ts'
import type { Shown, Request, Shares } from './proposer.ts'
import type { Ref } from './ref.ts'
import type { Role } from './role.ts'

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
      /** Parents and inspirations that are judged on a sample of the train cases, each with the number of cases that were judged when it was drawn. */
      readonly sampled?: readonly Sampled[]
    }
  | {
      readonly kind: 'evaluation'
      readonly number: number
      readonly program: number
      readonly set: SetName
      /** Positions of the train cases on which the program is judged further; absent: it is judged on the whole set, for people to look at. */
      readonly cases?: readonly number[]
    }
  /** The run's `initial`-th individual to begin with, from 0 on: an initial program, or what the proposer makes beside those. */
  | { readonly kind: 'initial'; readonly number: number; readonly initial: number; readonly proposer?: string }
  /** The run's `injection`-th program that a person wrote, from program `of` if from any. */
  | { readonly kind: 'injection'; readonly number: number; readonly injection: number; readonly of?: number }

/** A ticket that judges a program on further train cases. */
export type Further = Extract<Ticket, { kind: 'evaluation' }> & { readonly cases: readonly number[] }

/** Whether a ticket judges a program on further train cases. */
export const isFurther = (ticket: Ticket): ticket is Further => ticket.kind === 'evaluation' && ticket.cases !== undefined

/** Whether a ticket is for an initial program, as against what a proposer makes beside those. */
export const isInitialProgram = (ticket: Ticket): boolean => ticket.kind === 'initial' && ticket.proposer === undefined

/** Whether a ticket is for a program that the budget has to have room for: initial programs are judged in any case. */
export const isBudgeted = (ticket: Ticket): boolean =>
  ticket.kind === 'offspring' || ticket.kind === 'injection' || (ticket.kind === 'initial' && !isInitialProgram(ticket))

/** Who makes a ticket's program: a proposer by its name, or what kind of ticket it is. */
export const makerOf = (ticket: Ticket): string => ('proposer' in ticket ? ticket.proposer : undefined) ?? ticket.kind

/** A program, and how many train cases it was judged on. */
export interface Sampled {
  readonly program: number
  readonly cases: number
}

/** Tickets drawn together for one virtual worker. */
export interface Batch {
  /** That of its first ticket. */
  readonly number: number
  readonly virtualWorker: number
  /** Virtual time at which it was drawn, in fuel units. */
  readonly start: number
  readonly tickets: readonly Ticket[]
  /** How many programs there were when it was drawn: its offspring are not judged where they are one of these. */
  readonly programs: number
  /** What was known when it was drawn, a place for each ticket; absent in a run that asks no model. */
  readonly memories?: readonly (Memory | undefined)[]
  /** Shares of operators by proposer when it was drawn; absent where they are as listed. */
  readonly shares?: Readonly<Record<string, Shares>>
  /** Tickets that had committed when it was drawn; absent where programs ask no model of the run. */
  readonly commits?: number
}

/** A ticket with everything that a worker needs to carry it out, programs included. */
export type Assignment = Assigned & {
  /** As in the batch. */
  readonly commits?: number
}

type Assigned =
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
      /** How many programs there were when it was drawn; absent: none is known. */
      readonly programs?: number
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

/** A call of a model by the ticket's proposer: what was asked, how it ended, and what it took. */
export interface ModelCall extends CallCost {
  readonly kind: 'call'
  readonly ask: Pick<Ask, 'purpose' | 'model' | 'template' | 'attempt'>
  /** The hash of the question (`hashOfAsk`). Its text is not kept: the ticket, carried out on what is recorded, asks it again to the letter. */
  readonly request: string
  readonly outcome: CallOutcome
}

/** A use of a capability by a program that was evaluated for the ticket. */
export interface CapabilityCall extends CallCost {
  readonly kind: 'capability'
  /** Of its question what the capability keeps. */
  readonly call: Call
  readonly envelope: Envelope
  /** Name of the model that answered; absent where none did. */
  readonly model?: string
  /** What the model was asked for; absent: for the capability. */
  readonly purpose?: string
}

/** A call that has a cost. */
export type PaidCall = ModelCall | CapabilityCall

/** A call of a proposer: of a model, or something to be remembered. */
export type ProposerCall = ModelCall | Exclude<Request, { kind: 'evaluate' | 'trace' | 'ask' }>

/** A call of a ticket, by its proposer or by a program. */
export type TicketCall = ProposerCall | CapabilityCall

/** A call of a ticket with its address. Lists of them are in the order of addresses, each of which is there once. */
export type RecordedCall = TicketCall & { readonly address: Address }

/** What came of a ticket, in the worker's eyes. Whether a program that was judged is a duplicate is decided later, at commit. */
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
  /** The proposal has the canonical hash of a program that was there when the ticket was drawn, and is not judged again. */
  | {
      readonly kind: 'known'
      readonly operator: string
      /** Number of that program. */
      readonly program: number
      readonly inner: readonly InnerEvaluation[]
      readonly calls?: readonly RecordedCall[]
    }
  | {
      readonly kind: 'evaluated'
      readonly operator: string
      readonly program: Program
      readonly evaluation: Evaluation
      /** Number of `evaluation` among the ticket's evaluations, where the proposer had it made and asked for more; absent: the last one. */
      readonly position?: number
      readonly inner: readonly InnerEvaluation[]
      readonly calls?: readonly RecordedCall[]
    }

/** Every evaluation that was made for a ticket, in the order of their numbers. */
export function evaluationsOf(outcome: Outcome): Evaluation[] {
  const all = outcome.inner.map(({ evaluation }) => evaluation)
  return outcome.kind === 'evaluated' ? all.toSpliced(numberOf(outcome) - 1, 0, outcome.evaluation) : all
}

/** The number of the evaluation that is a ticket's result, among all of the ticket's. */
export const numberOf = ({ position, inner }: Pick<Extract<Outcome, { kind: 'evaluated' }>, 'position' | 'inner'>): number =>
  position ?? inner.length + 1

/**
 * Programs that were tried for a ticket: judged on a train case at least, each canonical form once. An evaluation may be several of them,
 * each on a part of the cases; a ticket that judges a known program further tries none.
 */
export function triedIn(ticket: Pick<Ticket, 'kind'>, outcome: Outcome): number {
  if (ticket.kind === 'evaluation') return 0
  const isJudged = ({ set, cases }: Evaluation): boolean => set === 'train' && cases.length > 0
  // what has no canonical form does not parse, and is judged on nothing
  const forms = outcome.inner.flatMap((each) => (each.canonicalHash !== '' && isJudged(each.evaluation) ? [each.canonicalHash] : []))
  if (outcome.kind === 'evaluated' && isJudged(outcome.evaluation)) forms.push(outcome.program.canonicalHash)
  return new Set(forms).size
}

/** Whether a model was paid for its replies to a ticket's proposer, and no offspring came of it. */
export const isFutile = (outcome: Outcome): boolean =>
  outcome.kind === 'failed' && callsOf(outcome).some(({ attempts, outcome: said }) => attempts > 0 && said.kind === 'reply')

/** Fuel that a ticket burned. */
export const fuelOf = (outcome: Outcome): number => evaluationsOf(outcome).reduce((sum, { fuel }) => sum + fuel, 0)

/** Virtual time that a token of a model takes, in fuel units: about a hundredth of a second of computing. */
const TOKEN = 5_000_000

/** The calls of models that a ticket's proposer made. */
export const callsOf = ({ calls = [] }: Pick<Outcome, 'calls'>): (ModelCall & { readonly address: Address })[] =>
  calls.filter((item) => item.kind === 'call')

/** Whether a call went to a model, also one whose reply was paid for before; what is answered where a program runs is no such call. */
const isPaid = (call: RecordedCall): call is RecordedCall & PaidCall =>
  call.kind === 'call' || (call.kind === 'capability' && (call.model !== undefined || call.attempts > 0))

/** The calls of a ticket that went to models. */
export const paidCallsOf = ({ calls = [] }: Pick<Outcome, 'calls'>): PaidCall[] => calls.filter(isPaid)

/** What a ticket's proposer called for, as against the programs that were evaluated. */
export const proposerCallsOf = ({ calls = [] }: Pick<Outcome, 'calls'>): ProposerCall[] =>
  calls.filter((item) => item.kind !== 'capability')

/** What a ticket costs in virtual time beside the lookahead. */
export const costOf = (outcome: Outcome): number =>
  fuelOf(outcome) +
  TOKEN * (outcome.calls ?? []).reduce((sum, call) => sum + ('tokens' in call ? call.tokens.sent + call.tokens.received : 0), 0)
