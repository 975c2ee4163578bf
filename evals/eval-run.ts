import type { CaseResult, Metrics, SetName } from '../engine/contracts/evaluation.ts'
import type { NamedGrader } from '../engine/contracts/grader.ts'
import type { Direction } from '../engine/contracts/objective.ts'
import type { Files } from '../engine/contracts/program.ts'

/** Number of the format in which eval runs are stored; docs/evals.md describes it. */
export const FORMAT = 1

/** What calls of models took. */
export interface Spent {
  readonly calls: number
  readonly tokens: { readonly sent: number; readonly received: number }
  /** Millionths of a dollar. */
  readonly cost: number
}

/** How a case of an eval run ended. */
export type EvaluatedCase = CaseResult & {
  readonly name: string
  readonly group?: string
  readonly weight: number
  /** Seconds from the beginning of the case to its end, waiting for models included. */
  readonly seconds: number
  readonly spent: Spent
  /** Its score each time, where it was evaluated several times: `score` is their mean. Null: it had none. */
  readonly scores?: readonly (number | null)[]
}

/** How far a grader agrees with what people say of the same answers. */
export interface Agreement {
  readonly grader: string
  readonly version?: string
  readonly labels: number
  readonly agreed: number
  /** Agreement beyond chance (Cohen, Educational and Psychological Measurement 20, 1960); null where chance alone explains all of it. */
  readonly kappa: number | null
}

/** A program on the cases of a set: what each came to, and what that took. */
export interface EvalRun {
  readonly format: number
  readonly engine: string
  readonly problem: {
    readonly name: string
    readonly direction: Direction
    readonly unit: string
    /** Hash of what judges: the problem's files but for initial programs and baselines, or the graders that came with the cases. */
    readonly verifier: string
    readonly graders: readonly NamedGrader[]
    /** Whether nothing but opinions of models says how good an answer is. */
    readonly opinionOnly: boolean
  }
  readonly program: { readonly name: string; readonly id: string; readonly size: number; readonly files: Files }
  readonly set: SetName
  /** Hash of the cases, and the file that they came from, where they are not the problem's own. */
  readonly cases: { readonly hash: string; readonly file?: string }
  /** Absent where a case has no score and nothing says that it counts 0. */
  readonly score?: number
  /** Mean over the cases that scored; absent where none did. */
  readonly mean?: number
  readonly metrics: Metrics
  readonly fuel: number
  readonly results: readonly EvaluatedCase[]
  /** The score of each evaluation of the same program; null for one without. One, unless it was repeated. */
  readonly repeats: readonly (number | null)[]
  /** Greatest score minus least over the repeats: what the same program differs by from itself. */
  readonly spread: number
  readonly spent: Spent
  /** Of the whole eval run. */
  readonly seconds: number
  readonly agreement: readonly Agreement[]
}

/** Nothing spent. */
export const NOTHING: Spent = { calls: 0, tokens: { sent: 0, received: 0 }, cost: 0 }

/** The sum of what was spent. */
export const sumOf = (all: Iterable<Spent>): Spent => {
  let sum = NOTHING
  for (const { calls, tokens, cost } of all)
    sum = {
      calls: sum.calls + calls,
      tokens: { sent: sum.tokens.sent + tokens.sent, received: sum.tokens.received + tokens.received },
      cost: sum.cost + cost,
    }
  return sum
}

/** The marks of a case by its graders; undefined where it has none. */
export const marksIn = (result: CaseResult, graders: readonly NamedGrader[]): readonly (number | undefined)[] =>
  graders.map(({ name }) => (result.verdict === 'scored' ? result.metrics[name] : undefined))
