import type * as z from 'zod'
import type { Acceptance } from './acceptance.ts'
import type { AgentCapability, AgentSite, CapabilityPart } from './agent-capability.ts'
import type { Cells } from './cells.ts'
import type { Examiner } from './detector.ts'
import type { Exchange } from './exchange.ts'
import type { Fuel } from './fuel.ts'
import type { Grader } from './grader.ts'
import type { LanguageDefinition, LanguagePart } from './language.ts'
import type { ModelStrategy } from './manifest.ts'
import type { Purpose } from './model.ts'
import type { Problem } from './problem.ts'
import type { Proposer } from './proposer.ts'
import type { Jail, Runner, RunnerSite, Wall } from './runner.ts'
import type { Scheduler } from './scheduler.ts'
import type { Selector } from './selector.ts'
import type { Survival } from './survival.ts'

/**
 * A decision of the search that anyone can replace: a name, the schema of its options, and how it is made from them.
 *
 * Requirements: `create` is a function of the options alone; what it makes shares no state with what it made before. Options are plain
 * data. They stand in the strategy and the manifest, in a ref beside `use`, and `options` is the one place that says what they may
 * be: what a ref leaves out has the schema's default. No option is called `use`, `weight` or, of a selector, `count`, `role` or `island`, or, of a gate, `next`, or, of a grader, `name` or `pass`. Names are of
 * letters, digits and dashes.
 */
interface PartOf<Kind extends string, Made> {
  readonly kind: Kind
  readonly name: string
  /** Absent where there are no options. */
  readonly options?: z.ZodObject
  /** Present where it comes from a plug-in: what it chooses is checked, since no suite of ours has seen it. */
  readonly foreign?: true
  create(options: never): Made
}

/** A selector by its name. */
export type SelectorPart = PartOf<'selector', Selector>

/** A survival rule by its name. */
export type SurvivalPart = PartOf<'survival', Survival>

/** An exchange between islands by its name. */
export type ExchangePart = PartOf<'exchange', Exchange>

/** An acceptance rule by its name. */
export interface AcceptancePart extends PartOf<'acceptance', Acceptance> {
  /** Whether another rule may follow: a ref of a gate may have `next`, which names one, beside its options. */
  readonly gate?: boolean
  /** `next`: the rule that follows, where the ref names one. */
  create(options: never, next?: Acceptance): Acceptance
}

/** A fuel schedule by its name. */
export type FuelPart = PartOf<'fuel', Fuel>

/** A scheduler by its name. */
export type SchedulerPart = PartOf<'scheduler', Scheduler>

/** A way to divide descriptor space into cells, by its name. */
export type CellsPart = PartOf<'cells', Cells>

/** A grader by its name. Of its options alone functions of a problem, which is trusted code, need not be plain data. */
export interface GraderPart extends PartOf<'grader', Grader> {
  /** Whether its marks are a model's opinion: they are no proof, and count in no gate alone. */
  readonly opinion?: true
}

/** A detector of an audit by its name; `defineDetector` makes one. */
export type DetectorPart = PartOf<'detector', Examiner>

/** A runner by its name. What it makes is opened anew by each worker. */
export interface RunnerPart extends Omit<PartOf<'runner', Runner>, 'create'> {
  /** Whether the programs of a problem call for models of the run: its tickets are then carried out beside the workers. They call for none unless given. */
  asks?(problem: AskedProblem): boolean
  /** What stands around its programs on a site with this jail; absent: it sees to that itself. */
  wall?(jail: Jail): Wall
  /** Whether what a case costs is measured: results then count in the order of their arrival unless a run says otherwise. They are not unless given. */
  measures?(options: never): boolean
  /** Whether a program runs in the process of its judge, so that it may make of its score what it likes. It does not unless given. */
  fused?(options: never): boolean
  create(options: never, site: RunnerSite): Runner | Promise<Runner>
}

/** What says of a problem whether its programs call for models of the run. */
export type AskedProblem = Pick<Problem, 'model'> & Partial<Pick<Problem, 'runner'>>

/** A proposer by its name. */
export interface ProposerPart extends PartOf<'proposer', Proposer> {
  /** Whether it asks models: its tickets are then carried out beside the workers, and a strategy that names it needs a model. */
  readonly asks?: boolean
  /** What it asks models for beside what the proposer `model` does: a run has the templates for these. */
  readonly purposes?: readonly Purpose[]
  /** Names of the languages whose files it changes; absent: any. */
  readonly languages?: readonly string[]
  /** The proposer that stands in its place, or beside it, in a problem whose initial programs have files of other languages. */
  readonly otherwise?: string
  /** `asking`: which models there are and how they are asked; undefined in a run that asks none. */
  create(options: never, asking?: ModelStrategy): Proposer
}

/** A part of any kind. */
export type Part =
  | SelectorPart
  | SurvivalPart
  | AcceptancePart
  | FuelPart
  | SchedulerPart
  | ExchangePart
  | CellsPart
  | GraderPart
  | DetectorPart
  | ProposerPart
  | CapabilityPart
  | RunnerPart
  | LanguagePart

/** The kinds of parts. */
export type PartKind = Part['kind']

/** A part of one kind. */
export type PartOfKind<Kind extends PartKind> = Extract<Part, { readonly kind: Kind }>

/** What each kind of part makes. */
export interface Makes {
  readonly selector: Selector
  readonly survival: Survival
  readonly acceptance: Acceptance
  readonly fuel: Fuel
  readonly scheduler: Scheduler
  readonly exchange: Exchange
  readonly cells: Cells
  readonly grader: Grader
  readonly detector: Examiner
  readonly proposer: Proposer
  readonly language: LanguageDefinition
}

/** A part as its author writes it; the type of its options is inferred from their schema. */
interface Written<Schema extends z.ZodObject, Made> {
  readonly name: string
  readonly options?: Schema
  create(options: z.output<Schema>): Made
}

/** What an author writes of an acceptance rule. */
interface WrittenAcceptance<Schema extends z.ZodObject> extends Written<Schema, Acceptance> {
  readonly gate?: boolean
  create(options: z.output<Schema>, next?: Acceptance): Acceptance
}

/** What an author writes of a grader. */
interface WrittenGrader<Schema extends z.ZodObject> extends Written<Schema, Grader> {
  readonly opinion?: true
}

/** What an author writes of a runner. */
interface WrittenRunner<Schema extends z.ZodObject> extends Omit<Written<Schema, Runner>, 'create'> {
  asks?(problem: AskedProblem): boolean
  wall?(jail: Jail): Wall
  measures?(options: z.output<Schema>): boolean
  fused?(options: z.output<Schema>): boolean
  create(options: z.output<Schema>, site: RunnerSite): Runner | Promise<Runner>
}

/** What an author writes of a capability. */
interface WrittenCapability<Schema extends z.ZodObject, Question> {
  readonly name: string
  readonly options?: Schema
  create(options: z.output<Schema>, site: AgentSite): AgentCapability<Question>
}

/** What an author writes of a proposer. */
interface WrittenProposer<Schema extends z.ZodObject> extends Written<Schema, Proposer> {
  readonly asks?: boolean
  readonly purposes?: readonly Purpose[]
  readonly languages?: readonly string[]
  readonly otherwise?: string
  create(options: z.output<Schema>, asking?: ModelStrategy): Proposer
}

/**
 * Defines a selector.
 *
 * @example
 * export default defineSelector({ name: 'worst', create: () => ({ select: ({ individuals }) => individuals.slice(-1) }) })
 */
export const defineSelector = <Schema extends z.ZodObject>(part: Written<Schema, Selector>): SelectorPart => ({ ...part, kind: 'selector' })

/** Defines a survival rule. */
export const defineSurvival = <Schema extends z.ZodObject>(part: Written<Schema, Survival>): SurvivalPart => ({ ...part, kind: 'survival' })

/** Defines an acceptance rule. */
export const defineAcceptance = <Schema extends z.ZodObject>(part: WrittenAcceptance<Schema>): AcceptancePart => ({
  ...part,
  kind: 'acceptance',
})

/** Defines a fuel schedule. */
export const defineFuel = <Schema extends z.ZodObject>(part: Written<Schema, Fuel>): FuelPart => ({ ...part, kind: 'fuel' })

/** Defines a scheduler. */
export const defineScheduler = <Schema extends z.ZodObject>(part: Written<Schema, Scheduler>): SchedulerPart => ({
  ...part,
  kind: 'scheduler',
})

/** Defines an exchange between islands. */
export const defineExchange = <Schema extends z.ZodObject>(part: Written<Schema, Exchange>): ExchangePart => ({ ...part, kind: 'exchange' })

/** Defines a way to divide descriptor space into cells. */
export const defineCells = <Schema extends z.ZodObject>(part: Written<Schema, Cells>): CellsPart => ({ ...part, kind: 'cells' })

/** Defines a grader. */
export const defineGrader = <Schema extends z.ZodObject>(part: WrittenGrader<Schema>): GraderPart => ({ ...part, kind: 'grader' })

/** Defines a proposer. */
export const defineProposer = <Schema extends z.ZodObject>(part: WrittenProposer<Schema>): ProposerPart => ({ ...part, kind: 'proposer' })

/**
 * Defines a capability of agents.
 *
 * @example
 * export default defineCapability({
 *   name: 'dice',
 *   create: () => ({ question: z.object({ sides: z.int().min(2).max(100) }), answer: ({ sides }, { before }) => ({ value: 1 + (before.length % sides) }) }),
 * })
 */
export const defineCapability = <Schema extends z.ZodObject, Question>(part: WrittenCapability<Schema, Question>): CapabilityPart => ({
  ...part,
  kind: 'capability',
})

/** Defines a runner. */
export const defineRunner = <Schema extends z.ZodObject>(part: WrittenRunner<Schema>): RunnerPart => ({ ...part, kind: 'runner' })
