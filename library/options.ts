import { availableParallelism } from 'node:os'
import * as z from 'zod'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Budget, OrderConstants, Strategy } from '../engine/contracts/manifest.ts'
import { strategies } from '../engine/strategies.ts'
import { firstIssue } from '../evaluators/problem/define.ts'
import { proposers } from '../proposers/index.ts'

/** What may surround a sandbox process. */
export type Sandbox = 'process' | 'bwrap'

/** How a run is to be made. Everything has a default. */
export interface RunOptions extends Budget {
  /** Any text or integer; runs of one seed are equal. `1` unless given. */
  readonly seed?: string | number
  /** Worker threads, one for each processor unless given. Changes the speed of a run and nothing else. */
  readonly workers?: number
  /** Name of a shipped strategy, or a recipe. */
  readonly strategy?: string | Strategy
  readonly order?: Partial<OrderConstants>
  /** What surrounds the sandbox processes: nothing more, or the namespaces of bubblewrap (Linux). */
  readonly sandbox?: Sandbox
  /** Folder of the run; without one it lives in memory. */
  readonly out?: string
}

/** The part of the options that is a run's budget. */
export const budgetSchema: z.ZodObject = z.strictObject({
  evaluations: z.int().positive().optional(),
  fuel: z.int().positive().optional(),
  seconds: z.number().positive().finite().optional(),
  target: z.number().finite().optional(),
})

const weight = z.int().positive().max(1_000_000)

/** The recipe of a run, as data. */
export const strategySchema: z.ZodType<Strategy> = z.strictObject({
  name: z.string().min(1),
  islands: z
    .array(
      z.strictObject({
        selectors: z
          .array(
            z.discriminatedUnion('name', [
              z.strictObject({ name: z.literal('tournament'), size: z.int().positive().max(1000), weight }),
              z.strictObject({ name: z.literal('elite'), weight }),
              z.strictObject({ name: z.literal('best'), weight }),
            ]),
          )
          .min(1),
        proposers: z.array(z.strictObject({ name: z.enum(Object.keys(proposers)), weight })).min(1),
        capacity: z.int().positive().max(1_000_000),
        inspirations: z.int().nonnegative().max(100),
      }),
    )
    .min(1)
    .max(1000),
  migration: z.strictObject({ every: z.int().nonnegative(), count: z.int().nonnegative() }),
  finalists: z.int().positive().max(10_000),
})

/** The constants of the strict order that a user may set. */
export const orderSchema: z.ZodType<Partial<OrderConstants>> = z.strictObject({
  slots: z.int().positive().max(4096).optional(),
  bundle: z.int().positive().max(4096).optional(),
  base: z.int().positive().max(1e12).optional(),
}) as z.ZodType<Partial<OrderConstants>>

const optionsSchema = z.strictObject({
  ...budgetSchema.shape,
  seed: z.union([z.string().min(1).max(200), z.int()]).optional(),
  workers: z.int().positive().max(1024).optional(),
  strategy: z.union([z.string(), strategySchema]).optional(),
  order: orderSchema.optional(),
  sandbox: z.enum(['process', 'bwrap']).optional(),
  out: z.string().min(1).optional(),
})

/** Options with every default filled in. */
export interface CompleteOptions {
  readonly seed: string
  readonly budget: Budget
  readonly workers: number
  readonly strategy: Strategy
  readonly order: OrderConstants
  readonly sandbox: Sandbox
  readonly out?: string
}

const DEFAULT_EVALUATIONS = 16_000
const DEFAULT_ORDER: OrderConstants = { slots: 16, bundle: 1, base: 200_000 }

function findStrategy(strategy: string | Strategy = 'default'): Strategy {
  if (typeof strategy !== 'string') return strategy
  const found = Object.hasOwn(strategies, strategy) ? strategies[strategy] : undefined
  if (found === undefined) {
    throw new TernateError(
      'OPTION_INVALID',
      `there is no strategy called ${JSON.stringify(strategy)}`,
      `Use one of: ${Object.keys(strategies).join(', ')}, or the path of a file that exports one.`,
    )
  }
  return found
}

/**
 * Checks options and fills in defaults.
 *
 * @throws TernateError `OPTION_INVALID`
 */
export function completeOptions(options: RunOptions): CompleteOptions {
  const checked = optionsSchema.safeParse(options)
  if (!checked.success) {
    throw new TernateError(
      'OPTION_INVALID',
      `an option is not valid: ${firstIssue(checked.error)}`,
      'See `ternate run --help` for what it may be.',
    )
  }
  const { seed, workers, strategy, order, sandbox, out, evaluations, fuel, seconds, target } = options
  const limited = [evaluations, fuel, seconds].some((limit) => limit !== undefined)
  return {
    seed: String(seed ?? 1),
    workers: workers ?? availableParallelism(),
    strategy: findStrategy(strategy),
    order: { ...DEFAULT_ORDER, ...order },
    sandbox: sandbox ?? 'process',
    budget: {
      ...(evaluations !== undefined ? { evaluations } : limited ? {} : { evaluations: DEFAULT_EVALUATIONS }),
      ...(fuel === undefined ? {} : { fuel }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(target === undefined ? {} : { target }),
    },
    ...(out === undefined ? {} : { out }),
  }
}
