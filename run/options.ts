import { availableParallelism } from 'node:os'
import * as z from 'zod'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { didYouMean } from '../engine/contracts/nearest.ts'
import type { Budget, OrderConstants, Strategy } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { strategies } from '../strategies/presets/index.ts'
import { firstIssue } from '../disk/issue.ts'
import type { Wall } from '../evaluators/isolate/sandbox/jail.ts'
import { askerOf, ownParts } from './parts.ts'
import { isMeasured } from './runner-part.ts'
import { isExact } from './exact.ts'
import type { ExactProblem } from './exact.ts'
import { strategySchemaOf } from './strategy-schema.ts'
import { askingSchema, namesProposer } from './models.ts'
import type { AskingOptions } from './models.ts'
import { earlierNotes } from './notes.ts'
import type { EarlierNotes } from './notes.ts'

/** What is to stand around a sandbox process: `auto` is `bwrap` where that works, and `none` elsewhere. */
export type Sandbox = Wall

/** Constants of the order; `commitOrder` is `virtual-time` unless models are asked, whose replies only a journal tells. */
export interface OrderOptions extends Partial<Omit<OrderConstants, 'commitOrder'>> {
  /** `virtual-time` for models too that answer equal questions alike. */
  readonly commitOrder?: 'virtual-time' | 'arrival'
  /** Tickets that ask models under way at a time; in the order of arrival as many as calls unless given, else as many as there are virtual workers. */
  readonly maxConcurrentCalls?: number
}

/** How a run is to be made. Everything has a default. */
export interface RunOptions extends Omit<Budget, 'optimum'>, AskingOptions {
  /** Train score than which there is none better, and which ends the run; that of the problem unless given, none where it is `false`. */
  readonly optimum?: number | false
  /** Any text or integer; runs of one seed are equal. `1` unless given. */
  readonly seed?: string | number
  /** Worker threads, one for each processor unless given. Changes the speed of a run and nothing else. */
  readonly workers?: number
  /** Name of a shipped strategy, or a recipe; the problem's or else `default` unless given, `asking` with models. */
  readonly strategy?: string | Strategy
  readonly order?: OrderOptions
  /** What stands around the sandbox processes: the namespaces of bubblewrap (Linux), nothing more, or `auto`, which is the first where it works. */
  readonly sandbox?: Sandbox
  /** Whether the problem's baselines are judged on every set once the search has ended; they are unless this is false. */
  readonly baselines?: boolean
  /** Paths of modules that define parts for the strategy. */
  readonly plugins?: readonly string[]
  /** Folder of the run; without one it lives in memory. */
  readonly out?: string
  /** Folder of a run whose calls are repeated: no model is asked. */
  readonly cassette?: string
  /** Folder of an earlier run whose notes on similar cases this one begins with, or these notes themselves. */
  readonly notes?: string | EarlierNotes
}

/** The part of the options that is a run's budget. */
export const budgetSchema: z.ZodObject = z.strictObject({
  evaluations: z.int().positive().optional(),
  fuel: z.int().positive().optional(),
  seconds: z.number().positive().finite().optional(),
  target: z.number().finite().optional(),
  optimum: z.number().finite().optional(),
  patience: z.int().positive().optional(),
  calls: z.int().positive().optional(),
  tokens: z.int().positive().optional(),
  dollars: z.number().positive().finite().optional(),
})

/** The same as a user gives it, who may switch the optimum off. */
export const limitsSchema: z.ZodObject = budgetSchema.extend({ optimum: z.union([z.number().finite(), z.literal(false)]).optional() })

/** The recipe of a run that has no plug-ins, as data. */
export const strategySchema: z.ZodType<Strategy> = strategySchemaOf(ownParts)

/** The same where parts of plug-ins may be named that nobody has loaded. */
export const openStrategySchema: z.ZodType<Strategy> = strategySchemaOf({ ...ownParts, isOpen: true })

/** The constants of the strict order that a user may set. */
export const orderSchema: z.ZodType<OrderOptions> = z.strictObject({
  virtualWorkers: z.int().positive().max(4096).optional(),
  batch: z.int().positive().max(4096).optional(),
  lookahead: z.int().positive().max(1e12).optional(),
  commitOrder: z.enum(['virtual-time', 'arrival']).optional(),
  maxConcurrentCalls: z.int().positive().max(4096).optional(),
}) as z.ZodType<OrderOptions>

const optionsSchemaOf = (registry: Registry): z.ZodType =>
  z.strictObject({
    ...limitsSchema.shape,
    seed: z.union([z.string().min(1).max(200), z.int()]).optional(),
    workers: z.int().positive().max(1024).optional(),
    strategy: z.union([z.string(), registry === ownParts ? strategySchema : strategySchemaOf(registry)]).optional(),
    plugins: z.array(z.string().min(1)).max(100).optional(),
    order: orderSchema.optional(),
    sandbox: z.enum(['auto', 'bwrap', 'none']).optional(),
    baselines: z.boolean().optional(),
    out: z.string().min(1).optional(),
    cassette: z.string().min(1).optional(),
    notes: z.union([z.string().min(1), earlierNotes]).optional(),
    ...askingSchema.shape,
  })

/** Options with every default filled in. */
export interface CompleteOptions {
  readonly seed: string
  readonly budget: Budget
  readonly workers: number
  readonly strategy: Strategy
  readonly order: OrderConstants
  readonly sandbox: Sandbox
  readonly baselines: boolean
  readonly out?: string
}

const DEFAULT_EVALUATIONS = 16_000
/** Evaluations of a run that asks models, where nothing limits it: calls cost money. */
const DEFAULT_ASKED = 500

/** Virtual time of a ticket beside its fuel; as much is to be burned in a batch of several, too. */
const LOOKAHEAD = 200_000

/** Tickets under way, at least and at most, and evaluations of the budget for each of them: what is drawn before others commit costs tickets. */
const UNDER_WAY = { least: 16, most: 512, evaluations: 500 } as const

/** Tickets in a batch, at most. */
const LARGEST_BATCH = 8

/** Tickets that a budget lets be under way: a power of two, so that budgets which differ little have equal orders. */
export function underWayFor(evaluations = 0): number {
  const { least, most, evaluations: each } = UNDER_WAY
  let tickets: number = least
  while (2 * tickets <= most && 2 * tickets * each <= evaluations) tickets *= 2
  return tickets
}

/** The part of the order that follows the budget, as far as nobody says it. Larger batches never leave less than the least number of virtual workers. */
function orderFor(evaluations: number | undefined, { virtualWorkers, batch }: OrderOptions): OrderConstants {
  const tickets = underWayFor(evaluations)
  const lookahead = LOOKAHEAD
  if (virtualWorkers !== undefined) return { virtualWorkers, batch: batch ?? 1, lookahead }
  if (batch !== undefined) return { virtualWorkers: Math.max(UNDER_WAY.least, Math.floor(tickets / batch)), batch, lookahead }
  const largest = Math.min(LARGEST_BATCH, tickets / UNDER_WAY.least)
  return { virtualWorkers: tickets, batch: largest, lookahead, ...(largest === 1 ? {} : { batchFuel: LOOKAHEAD }) }
}

/**
 * With models there is one more virtual worker for each call that may be in flight, so that tickets that ask none do not wait for those
 * that do. As results commit in the order of their arrival, a ticket that asks is drawn when one of these calls is free.
 */
function completeOrder({ order = {}, models, inFlight = 16 }: RunOptions, { evaluations }: Budget): OrderConstants {
  const { commitOrder = models === undefined ? 'virtual-time' : 'arrival', ...constants } = order
  const asking = { virtualWorkers: UNDER_WAY.least + inFlight, batch: 1, lookahead: LOOKAHEAD }
  const own = models === undefined ? orderFor(evaluations, constants) : asking
  const late = models === undefined ? {} : { maxConcurrentCalls: inFlight }
  return { ...own, ...(commitOrder === 'arrival' ? { commitOrder, ...late } : {}), ...constants }
}

/**
 * A strategy by its shipped name, or as it is given.
 *
 * @param beside what may be named beside the shipped ones, for the message
 * @throws TernateError `OPTION_INVALID`
 */
export function findStrategy(strategy: string | Strategy, beside: readonly string[] = []): Strategy {
  if (typeof strategy !== 'string') return strategy
  const found = Object.hasOwn(strategies, strategy) ? strategies[strategy] : undefined
  if (found === undefined) {
    const known = [...Object.keys(strategies), ...beside]
    throw new TernateError(
      'OPTION_INVALID',
      `there is no strategy called ${JSON.stringify(strategy)}${didYouMean(strategy, known)}`,
      `Use one of: ${known.join(', ')}, or the path of a file that exports one.`,
    )
  }
  return found
}

/** Whether anything but a good score, or none for long, ends a run. */
const isLimited = ({ evaluations, fuel, seconds, calls, tokens, dollars }: RunOptions): boolean =>
  [evaluations, fuel, seconds, calls, tokens, dollars].some((limit) => limit !== undefined)

/** What of a problem options are made to suit. */
type SuitedProblem = Pick<Problem, 'strategy' | 'order' | 'evaluations' | 'optimum' | 'runner'> & ExactProblem

/** Options with what suits a problem where they leave it open; a run that asks models has a strategy of its own. */
export function suited(options: RunOptions, problem: SuitedProblem, registry: Registry = ownParts): RunOptions {
  const { order, evaluations, optimum } = problem
  const strategy = problem.strategy ?? (isExact(problem) ? 'synthesis' : undefined)
  return {
    ...options,
    ...(options.strategy === undefined && !namesProposer(options) && strategy !== undefined ? { strategy } : {}),
    ...(evaluations !== undefined && options.models === undefined && !isLimited(options) ? { evaluations } : {}),
    ...defined({ optimum: options.optimum ?? optimum?.get('train') }),
    order: { ...(isMeasured(problem, registry) ? { commitOrder: 'arrival' as const } : {}), ...order, ...options.order },
  }
}

/**
 * Checks options and fills in defaults.
 *
 * @param registry the parts that a strategy may name
 * @throws TernateError `OPTION_INVALID`
 */
export function completeOptions(options: RunOptions, registry: Registry = ownParts): CompleteOptions {
  const checked = optionsSchemaOf(registry).safeParse(options)
  if (!checked.success) {
    throw new TernateError(
      'OPTION_INVALID',
      `an option is not valid: ${firstIssue(checked.error, options)}`,
      'See `ternate run --help` for what it may be.',
    )
  }
  const { seed, workers, models, strategy = namesProposer(options) ? 'asking' : 'default', sandbox, out } = options
  const { evaluations, fuel, seconds, target, optimum, patience, calls, tokens, dollars } = options
  const limited = isLimited(options)
  const found = findStrategy(strategy)
  if (!namesProposer(options) && askerOf(found, registry) !== undefined) {
    throw new TernateError(
      'MODEL_MISSING',
      `the strategy ${found.name} asks a model, and none is named${models === undefined ? '' : ' that is there to propose: all have another role'}`,
      'Name a model with `--model`, or choose a strategy that needs none.',
    )
  }
  if (options.notes !== undefined && !namesProposer(options))
    throw new TernateError(
      'MODEL_MISSING',
      'notes are told to models that propose, and none is named',
      'Name a model with `--model`, or leave out the notes.',
    )
  const budget: Budget = {
    ...(evaluations !== undefined
      ? { evaluations }
      : limited
        ? {}
        : { evaluations: models === undefined ? DEFAULT_EVALUATIONS : DEFAULT_ASKED }),
    ...defined({ fuel, seconds, target, patience, calls, tokens, dollars, optimum: optimum === false ? undefined : optimum }),
  }
  return {
    seed: String(seed ?? 1),
    workers: workers ?? availableParallelism(),
    // with the defaults of its parts' options filled in
    strategy: (registry === ownParts ? strategySchema : strategySchemaOf(registry)).parse(found),
    order: completeOrder(options, budget),
    sandbox: sandbox ?? 'auto',
    baselines: options.baselines ?? true,
    budget,
    ...defined({ out }),
  }
}
