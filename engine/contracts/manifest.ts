import type { AskParameters, MemoryNote, ModelRole, Template } from './model.ts'
import type { Direction, Objective } from './objective.ts'
import type { Role } from './role.ts'
import type { Mixture, Ref } from './ref.ts'

/** A selector of individuals that are shown beside a parent. */
export type InspirationRef = Ref & {
  /** How many it gives at most. */
  readonly count: number
  /** Why they are shown, for proposers that say so; absent: they were drawn, or, where `island` is said, live elsewhere. */
  readonly role?: Role
  /** They live on another island, which is drawn; absent: on that of the parent. */
  readonly island?: 'other'
}

/** The recipe of one island. */
export interface IslandStrategy {
  /** The selector of parents; `count` beside its options is how many it gives at most, one unless given. */
  readonly parents: Mixture
  /**
   * The individuals that are shown beside a parent; absent: none are shown. Models see others, which the engine finds, at most as many, unless
   * one of these says a role or an island.
   */
  readonly inspirations?: readonly InspirationRef[]
  /**
   * A proposer stands in a mixture once at most: tickets name it. One that changes none of the problem's files, or only some, gives its place to the one
   * that it names for others, or has it beside itself. A manifest says which.
   */
  readonly proposers: Mixture
  /** Who lives. Without `use` it is `nsga2` for a problem of several objectives and `elitist` for all others; a manifest says which. */
  readonly survival?: Readonly<Record<string, unknown>> & { readonly use?: string }
  /**
   * How far an offspring is judged, and whether it may live here: that of the problem unless given, or else `cascade`. Options that it leaves
   * out are those of the problem's `acceptance`, where it has such options. A manifest says all of it.
   */
  readonly acceptance?: Ref
}

/** The recipe of a run. */
export interface Strategy {
  readonly name: string
  readonly islands: readonly IslandStrategy[]
  /**
   * Individuals that the run begins with beside the initial programs: `count` of them, each made by the proposer of that name, which asks no
   * model, from the first initial program, judged on all train cases and placed on every island. Absent: none.
   */
  readonly initial?: Ref & { readonly count: number }
  /** What moves individuals between islands, in the order in which it is asked after each commit; absent: nothing. */
  readonly exchange?: readonly Ref[]
  /** What a ticket is for: `in-turn` unless given. */
  readonly scheduler?: Ref
  /** What an offspring may burn on a case, within the problem's limit; absent: that limit alone. */
  readonly fuel?: Ref
  /**
   * Shares of operators follow what comes of their offspring: those that fail, do nothing new or gain little are drawn less often, at least this
   * part of what they are listed with. Absent: as listed.
   */
  readonly adaptive?: { readonly floor: number }
  /** Operators that the genetic and the text proposer do without: what they are worth is measured against it. Absent: none. */
  readonly disabledOperators?: readonly string[]
  /** Elites by train score that are validated when the run ends. */
  readonly finalists: number
}

/** Constants of the strict order; never derived from the machine. */
export interface OrderConstants {
  /** Virtual workers. */
  readonly virtualWorkers: number
  /** Tickets in a batch. */
  readonly batch: number
  /**
   * Fuel that a batch is to burn; absent: all batches are as large as `batch` says, and otherwise that is the most. As many tickets are under way
   * in batches of any size as there are virtual workers: the larger a batch, the fewer of them have one.
   */
  readonly batchFuel?: number
  /** Virtual time of a ticket beside its fuel, in fuel units: about what proposing, a realm and a message take. */
  readonly lookahead: number
  /** Results commit as they arrive instead, and only the journal tells the order: for models, whose replies and times no manifest determines. */
  readonly commitOrder?: 'arrival'
  /** Tickets that ask models under way at a time; absent: as many as there are virtual workers. */
  readonly maxConcurrentCalls?: number
}

/** Tickets under way at a time. */
export const ticketsUnderWay = ({ virtualWorkers, batch, batchFuel }: OrderConstants): number =>
  batchFuel === undefined ? virtualWorkers * batch : virtualWorkers

/** When a run ends; the first to be reached counts. Not part of the digest: runs of different budgets share a beginning. */
export interface Budget {
  /** Evaluations of a program on the full train set; parts count in proportion. */
  readonly evaluations?: number
  readonly fuel?: number
  readonly seconds?: number
  /** A train score that is good enough. */
  readonly target?: number
  /** The train score that none surpasses, as the problem says. */
  readonly optimum?: number
  /** Evaluations without progress: without a better best on train, of several objectives without a change of the front. */
  readonly patience?: number
  /** Calls of models, those repeated inside a call not counted. */
  readonly calls?: number
  /** Tokens sent and received together. */
  readonly tokens?: number
  readonly dollars?: number
}

/** Limits that take the place of those that a run has; an optimum of `false` ends it no more. */
export type Extension = Omit<Budget, 'optimum'> & { readonly optimum?: number | false }

/** A model that a run may ask. */
export interface ModelSetting {
  readonly name: string
  /** What it is there for; absent: `propose`. */
  readonly role?: ModelRole
  /** Share of the calls, where nothing is known of what they gain. */
  readonly weight: number
  readonly parameters?: AskParameters
  /** Millionths of a dollar for a million tokens. */
  readonly price?: { readonly input: number; readonly output: number }
}

/** Whom a run asks, and how. */
export interface ModelStrategy {
  readonly models: readonly ModelSetting[]
  /** The prompt templates that the run begins with, to the letter. */
  readonly templates: readonly Template[]
  /** Whether calls go where they gain most for a dollar; by weight alone otherwise. */
  readonly bandit: boolean
  /** One in so many tickets; 0: never. Times, for repairs. */
  readonly crossoverEvery: number
  readonly maxRepairs: number
  readonly reflectEvery: number
  readonly summarizeEvery: number
  readonly templateUpdateEvery: number
  /** Notes of an earlier run that this one begins with; absent: none. */
  readonly notes?: readonly Pick<MemoryNote, 'kind' | 'scope' | 'text' | 'version'>[]
  /** Slots of prompts that are left empty. */
  readonly omit: readonly string[]
  /** Commits without a gain after which an island's share of the calls is halved; 0: never. */
  readonly stagnationWindow: number
  /** Nodes of the syntax tree that an offspring may have, unless its parent has more; 2,000, or ten times the largest initial program's, or what the problem says, unless given. */
  readonly size?: number
}

/** The same, with the models of one role only. */
export const askingAs = (asking: ModelStrategy, role: ModelRole): ModelStrategy => ({
  ...asking,
  models: asking.models.filter((model) => (model.role ?? 'propose') === role),
})

/** Whether a run has a model that is there to propose. */
export const proposesByModel = (asking: ModelStrategy | undefined): boolean =>
  asking !== undefined && askingAs(asking, 'propose').models.length > 0

/** Where a model is, how it is reached and what it allows; nothing that a run's results are a function of. Keys are not in it. */
export interface Endpoint {
  readonly baseUrl?: string
  /** Name of the environment variable that holds the key. */
  readonly key?: string
  /** Headers beside those of the protocol. A secret in one is the name of an environment variable, as `${NAME}`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly requestsPerMinute?: number
  readonly tokensPerMinute?: number
}

/** How models are called. */
export interface Calling {
  /** By the name of the model. */
  readonly endpoints: Readonly<Record<string, Endpoint>>
  /** Calls under way at a time. */
  readonly inFlight: number
  /** Seconds that a call may take until it is connected, until its first word, and in total. */
  readonly deadline: { readonly connect: number; readonly firstToken: number; readonly total: number }
  /** Requests of a call after its first one. */
  readonly retries: number
}

/** A plug-in of a run: the name of its file, and the hash of all its files. */
export interface PluginIdentity {
  readonly file: string
  readonly content: string
}

/** Everything that determines a run. */
export interface Manifest {
  /** Version of the archive's format. */
  readonly format: number
  /** Version of the engine. */
  readonly engine: string
  readonly problem: {
    readonly name: string
    readonly content: string
    readonly direction: Direction
    /** Absent in a run that optimises its score alone. */
    readonly objectives?: readonly Objective[]
    /** Present where programs run in the process of their judge. */
    readonly fused?: true
  }
  readonly seed: string
  readonly strategy: Strategy
  /** The modules that define parts beside the engine's own, in the order in which they were named; absent: none. */
  readonly plugins?: readonly PluginIdentity[]
  readonly order: OrderConstants
  /** Absent in a run that asks no model. */
  readonly asking?: ModelStrategy
  readonly platform: { readonly node: string; readonly v8: string; readonly icu: string; readonly arch: string }
}
