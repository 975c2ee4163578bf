import type { AgentDefinition } from './agent.ts'
import type { ZodType } from 'zod'
import type { Converse, Conversing, LocalModel } from './converse.ts'
import type { Metrics, SetName } from './evaluation.ts'
import type { Call, Envelope } from './capability.ts'
import type { GradedCase, Label, NamedGrader } from './grader.ts'
import type { OrderConstants, Strategy } from './manifest.ts'
import type { Direction, Objective } from './objective.ts'
import type { Files } from './program.ts'
import type { Random } from './random.ts'
import type { Ref } from './ref.ts'

export type { Direction, Objective } from './objective.ts'

/** One instance. Only `input` enters the sandbox. */
export interface Case<Input = unknown> {
  readonly name: string
  readonly input: Input
  readonly expected?: unknown
  /** Share of this case in the mean score; 1 unless the problem says otherwise. */
  readonly weight: number
  /** Which of the problem's repeats this is, from 1 on; they differ in their random numbers. Absent where nothing is repeated. */
  readonly repeat?: number
  /** What it belongs to, for tables. */
  readonly group?: string
  /** What its author says beside that; graders and verifiers see it, programs do not. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A parameter of an entry function; `type` as written, e.g. `number`. */
export interface Parameter {
  /** As it is written: `...` before one that takes all the rest, a pattern for what is taken apart. */
  readonly name: string
  readonly type: string
  /** Whether it may be left out. */
  readonly optional?: true
}

/** The function that a program must export, parsed from e.g. `priority(item: number, capacity: number): number`. */
export interface Entry {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly returns: string
}

/**
 * What the genetic proposer may write beside what it finds in scope: expressions in the program's own language,
 * with `_` for a hole to be filled.
 */
export interface Vocabulary {
  /** Ready-made terms, e.g. `residual - item`. */
  readonly terms?: readonly string[]
  /** Functions and operators with holes, e.g. `Math.max(_, _)` or `_ / (_ + 1)`. */
  readonly functions?: readonly string[]
  /** Constants worth trying. */
  readonly constants?: readonly number[]
  /**
   * Whether nothing else is written: names in scope, these terms, functions and constants, and no operator, statement or number of the
   * language beside them. What an initial program holds of those may stay. Not unless given.
   */
  readonly closed?: boolean
  /**
   * What may be wrapped around all that a program returns, which is the hole, once train results tell how: names of the parent's metrics
   * stand for their values, written as fractions, and with constants of `Math` among the terms, e.g. `slope * _ + intercept`. Around the elements of a list that is
   * returned the holes are numbered, and each may stand in several places: `[slope1 * _1 + slope2 * _2]`.
   */
  readonly calibrations?: readonly string[]
  /** Of texts: phrases of which each may stand in the place of another, in lists of two or more: `[['in one word', 'in a sentence']]`. */
  readonly choices?: readonly (readonly string[])[]
}

/** How train cases become demonstrations in a data file of a program, which is a JSON list of them. */
export interface DemonstrationRule<Input = unknown> {
  /** How many the file may hold; 16 unless given. */
  readonly most?: number
  /** A case as it stands in the file, plain JSON; `undefined` for one that is not to be shown. `{ input, output: expected }` unless given. */
  of?(subject: { readonly input: Input; readonly expected: unknown; readonly name: string }): unknown
}

/** A JSON schema (draft 2020-12), as an object. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** An axis of behaviour space: a metric (or `size`, or the `fuel` that all train cases burned together) cut at rising edges into `edges.length + 1` cells. */
export interface Descriptor {
  readonly name: string
  readonly edges: readonly number[]
}

/** A published or computed figure shown beside ours. */
export interface Reference {
  readonly name: string
  /** Set name of a held-out set, e.g. `FunSearch 5k`; absent: the figure is for no particular set. */
  readonly set?: string
  readonly score: number
  /** Where the figure comes from. */
  readonly source?: string
  /** The budget, in evaluations, at which it was reached. */
  readonly evaluations?: number
}

/** What a verifier says of an answer. */
export type Judgement =
  | number
  | {
      readonly score: number
      readonly metrics?: Metrics
      readonly hidden?: Metrics
      readonly feedback?: string
      readonly artifact?: string
    }
  | Invalid

/** The verifier's refusal of an answer. */
export interface Invalid {
  readonly invalid: string
}

/** A case as a problem writes it. */
export interface CaseDraft<Input = unknown> {
  readonly input: Input
  readonly name?: string
  readonly expected?: unknown
  readonly weight?: number
  /** What it belongs to, for tables. */
  readonly group?: string
  /** What is to be known of it beside that; graders and verifiers see it, programs do not. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A grader of a problem: a part, what its marks are called and count, and the least mark that passes. */
export interface GraderRef extends Ref {
  /** The part's name unless given. */
  readonly name?: string
  /** 1 unless given. */
  readonly weight?: number
  /** From 0 to 1; 1 unless given. */
  readonly pass?: number
}

/**
 * Where a set's cases come from: a list, a generator with its own fixed stream, or a file in the problem's folder, of JSON or with a case on each line (`.jsonl`).
 * The generator of a held-out set is also called with other streams, for cases that nobody has seen: it draws from `random` alone.
 */
export type CaseSource<Input = unknown> =
  | readonly CaseDraft<Input>[]
  | ((tools: { readonly random: Random }) => readonly CaseDraft<Input>[])
  | { readonly file: string }
  | string

/** Fuel for a case in a problem that does not say: so many times what the initial program burns on it, and without an initial program about half a second's. */
export const FUEL = { times: 20, withoutInitial: 100_000_000 } as const

/** Limits of an evaluation. */
export interface Limits {
  /**
   * Fuel per case; 20 times what the initial program burns on that case unless given, and 100,000,000 in a problem without an initial program. With
   * the runner `model` it counts tokens, and nothing limits them unless given.
   */
  readonly fuel?: number
  /** MiB of large buffers that a program may make in a case, 8 or more; its heap is twice that and 64. 128 unless given. */
  readonly memory?: number
  /** Largest answer in bytes as encoded; 1 MiB unless given. */
  readonly answer?: number
  /** Size that an offspring may have, unless its parent has more; 80, or twice the largest initial program's, unless given. It counts nodes of syntax, of text words. */
  readonly size?: number
  /** Seconds that one call of `verify`, `aggregate` or `checkCase` may take before it counts as hanging, which is a fault; 60 unless given. */
  readonly patience?: number
}

/** A problem as its author writes it; see `defineProblem`. */
export interface ProblemDefinition<Input = unknown, Answer = unknown> {
  /** The folder's name unless given. */
  readonly name?: string
  /** What is to be solved, for people and for models. */
  readonly statement: string
  /** Signature of the function every program exports. Read off the initial program's first exported function unless given; a problem with another runner than `isolate` may do without. */
  readonly entry?: string
  /** How programs are run; `{ use: 'isolate' }`, the sandbox for JavaScript, unless given. */
  readonly runner?: Ref
  readonly direction?: Direction
  /** Unit of the score, for display. */
  readonly unit?: string
  /** By set; or one file with a case on each line, whose `set` says where it belongs, to train unless given. */
  readonly cases:
    | string
    | {
        readonly train: CaseSource<Input>
        readonly validation?: CaseSource<Input>
        readonly heldOut?: Readonly<Record<string, CaseSource<Input>>>
      }
  /** Trusted verifier of an untrusted answer. With graders there need be none; where there is one all the same, it says the score by their `marks`. */
  verify?(
    subject: Omit<GradedCase, 'input'> & { readonly input: Input; readonly marks?: Readonly<Record<string, number>> },
    answer: Answer,
  ): Judgement
  /**
   * Another verifier of the same answers, written apart from `verify`, at best by somebody else. A search never asks it; the audit of a
   * candidate holds the first one's scores against it.
   */
  secondVerifier?(subject: Omit<GradedCase, 'input'> & { readonly input: Input }, answer: Answer): Judgement
  /**
   * What marks answers, instead of `verify` or beside it. The score of a case is the share of them that pass, by weight; each mark is a metric
   * by the grader's name. A name of a file stands for the graders that a hosted eval in it has (`testing_criteria`).
   */
  readonly graders?: readonly GraderRef[] | string
  /**
   * What is wrong with a case, of the problem or of somebody's file, if anything is: asked before any program sees it. Without it a
   * case is whatever the driver and the verifier make of it.
   */
  checkCase?(subject: { readonly input: unknown; readonly expected: unknown; readonly name: string }): Invalid | undefined
  /** Score of a set from the results of all its cases; the weighted mean of scores unless given. */
  aggregate?(results: readonly { readonly score: number; readonly metrics: Metrics; readonly weight: number }[]): number
  /** Names of files, or of folders of files, in the problem's folder, or sources; `initial.ts`, the folder `initial`, or the only file called `initial` with another ending, unless given. A problem with none has to say its `entry`, and needs a model that writes an initial program. */
  readonly initialPrograms?: readonly (string | Files)[]
  /** File name of the driver, `ternate/kit/NAME` for one of the kit, or its source; `driver.ts` if the folder has one, else the answer is `entry(input)`. */
  readonly driver?: string | Files
  /**
   * File name of a library for programs, `ternate/kit/NAME` for one of the kit, or its source; `library.ts` if the folder has one. Its default export, an object, becomes part of
   * the tools that the entry is given as its last parameter, beside `random`. It runs in the program's realm, on the program's fuel.
   */
  readonly library?: string | Files
  /** How often each case is run, each time with other random numbers, which are the same for every program; 1 unless given. The metric `spread` says how far the scores of a case lie apart. */
  readonly repeats?: number
  /**
   * With the runner `model`: how the files of a program and an input become calls of models, and their replies an answer. Unless given `prompt.md` is
   * the system message, the demonstrations of `demos.json` follow, then the input; what the model says is the answer, and null where it says nothing.
   */
  converse?(files: Files, input: Input): Conversing<Answer>
  /** With the runner `model`: the model that answers, as a program of the problem's own. Without it the models of the run are asked. */
  readonly model?: LocalModel
  /** With the runner `agent`: the tools, workspace and tests of its programs. */
  readonly agent?: AgentDefinition<Input>
  readonly descriptors?: readonly Descriptor[]
  /** How the space of descriptors is divided: `{ use: 'cvt', centroids: 200 }`; into a grid of their edges unless given. */
  readonly cells?: Ref
  /** Two to four, optimised together: programs survive that none dominates. The champion is the best by score all the same. */
  readonly objectives?: readonly Objective[]
  readonly vocabulary?: Vocabulary
  /**
   * The data files of programs that hold demonstrations, by name, and how a train case becomes one there. Where a problem says nothing of it, an
   * initial program's `demos.json` is such a file.
   */
  readonly demonstrations?: Readonly<Record<string, DemonstrationRule<Input>>>
  /** What JSON files of programs may hold, by name: a zod schema, or a JSON schema as an object. Proposers that need no model keep to it. */
  readonly schemas?: Readonly<Record<string, ZodType | JsonSchema>>
  /**
   * How far offspring are judged on train where the strategy does not say, and options for its own rule where that leaves them out:
   * `{ use: 'cascade', steps: [{ cases: 4 }, { cases: 16, threshold: 0.5 }] }`. Put a mixture of what there is among the first cases.
   */
  readonly acceptance?: Ref
  /** The strategy of a run that names none and asks no model: a shipped one's name, or a recipe. `default` unless given. */
  readonly strategy?: string | Strategy
  /** Constants of the strict order of a run that does not set them: small batches of long evaluations, large ones of short. */
  readonly order?: Partial<Omit<OrderConstants, 'commitOrder'>>
  /** The budget of a run that nothing limits and that asks no model: about a minute's worth. 16,000 unless given. */
  readonly evaluations?: number
  /**
   * The best score that there is, of train or of several sets, where that is known: a train score that is as good ends a run. It is compared
   * as it is, so that a tolerance is part of it. Only for a problem that has its score alone.
   */
  readonly optimum?: number | { readonly train: number; readonly validation?: number; readonly heldOut?: Readonly<Record<string, number>> }
  readonly limits?: Limits
  readonly references?: readonly Reference[]
  /**
   * Programs that are known already, as the textbook's rules: names of files, or of folders of files, in the problem's folder, or sources. They are
   * judged on every set once a search has ended, and shown beside its champion; the initial programs always are.
   */
  readonly baselines?: readonly (string | Files)[]
}

/** A program that a problem knows, and how it is called: by its path from the problem's folder where it has one. */
export interface NamedProgram {
  readonly name: string
  readonly files: Files
}

/** A problem, loaded: defaults filled in, cases made, sources read. */
export interface Problem {
  readonly name: string
  readonly statement: string
  /** Absent where the runner calls no function. */
  readonly entry?: Entry
  /** Absent: `isolate`. */
  readonly runner?: Ref
  readonly direction: Direction
  readonly unit: string
  readonly train: readonly Case[]
  readonly validation: readonly Case[]
  /** In the order in which the problem names them. */
  readonly heldOut: readonly { readonly set: string; readonly cases: readonly Case[] }[]
  /** What makes other cases of a held-out set, from the random stream of a key; of each set that is given as a function. */
  readonly generators?: ReadonlyMap<string, (key: string) => readonly Case[]>
  readonly verify: NonNullable<ProblemDefinition['verify']>
  /** Absent where only a verifier judges. */
  readonly graders?: readonly NamedGrader[]
  /** `verify` with its calls, where a grader makes some; each is yielded. */
  readonly examine?: (subject: GradedCase, answer: unknown) => Generator<Call, Judgement, Envelope>
  /** Answers that people have marked, for graders of whom that is to be known. */
  readonly labels?: readonly Label[]
  /** Present where they alone say the score: its author has written no verifier. */
  readonly gradersAlone?: true
  readonly secondVerifier?: NonNullable<ProblemDefinition['secondVerifier']>
  readonly checkCase?: NonNullable<ProblemDefinition['checkCase']>
  readonly aggregate?: NonNullable<ProblemDefinition['aggregate']>
  readonly initialPrograms: readonly Files[]
  /** The author's name of the file or folder of each initial program, in the problem's folder; none for sources. For messages to people alone. */
  readonly initialFiles?: readonly (string | undefined)[]
  /** Source of the driver module (JavaScript or TypeScript), undefined for the default driver. */
  readonly driver?: string
  /** Source of the library that programs are given (JavaScript or TypeScript), undefined when there is none. */
  readonly library?: string
  /** Absent: that of the runner. */
  readonly converse?: Converse
  /** Absent: the models of the run answer. */
  readonly model?: LocalModel
  /** Absent: agents of the problem have none of these. */
  readonly agent?: AgentDefinition
  readonly descriptors: readonly Descriptor[]
  readonly cells?: Ref
  /** Absent in a problem that has only its score. */
  readonly objectives?: readonly Objective[]
  readonly vocabulary: Vocabulary
  /** By file; absent where programs hold none. */
  readonly demonstrations?: Readonly<Record<string, Required<DemonstrationRule>>>
  /** By file; absent where the problem gives none. */
  readonly schemas?: Readonly<Record<string, JsonSchema>>
  /** Names of the languages of its initial programs, in alphabetical order. */
  readonly initialLanguages: readonly string[]
  readonly acceptance?: Ref
  readonly strategy?: string | Strategy
  readonly order?: Partial<Omit<OrderConstants, 'commitOrder'>>
  readonly evaluations?: number
  /** The best score that there is by set, train among them; absent where that is not known. */
  readonly optimum?: ReadonlyMap<SetName, number>
  readonly limits: Limits
  readonly references: readonly Reference[]
  /** Those that the problem names, in its order. */
  readonly baselines: readonly NamedProgram[]
  /** Hash of every file of the problem's folder, or of the definition when it has none. */
  readonly content: string
  /** Absolute path of its folder, when it has one. */
  readonly folder?: string
}
