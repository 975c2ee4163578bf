import * as z from 'zod'
import { manifestFile } from '../archive/folder.ts'
import type { RunFile } from '../archive/folder.ts'
import { purpose } from '../archive/export/schema.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { firstIssue } from '../disk/issue.ts'
import { objectivesSchema } from '../authoring/define.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { modelRole } from './models.ts'
import { earlierNotes } from './notes.ts'
import { budgetSchema, strategySchema, openStrategySchema } from './options.ts'
import { ownParts } from './parts.ts'
import { strategySchemaOf } from './strategy-schema.ts'

const count = z.int().nonnegative()
const positive = z.int().positive()
const text = z.string()

/** Names and versions. A problem may be called as its folder is, which most systems let have 255 characters. */
const name = z.string().min(1).max(255)
const short = z.string().max(200)

const parameters = z.strictObject({
  temperature: z.number().exactOptional(),
  effort: z.enum(['minimal', 'low', 'medium', 'high']).exactOptional(),
  maxTokens: count.exactOptional(),
  body: z.record(text, z.json()).exactOptional(),
})

const price = z.number().nonnegative()

const asking = z.strictObject({
  models: z
    .array(
      z.strictObject({
        name,
        role: modelRole.exactOptional(),
        weight: positive,
        parameters: parameters.exactOptional(),
        price: z.strictObject({ input: price, output: price }).exactOptional(),
      }),
    )
    .max(1000),
  templates: z.array(z.strictObject({ id: name, purpose, text })).max(10_000),
  bandit: z.boolean(),
  crossoverEvery: count,
  maxRepairs: count,
  reflectEvery: count,
  summarizeEvery: count,
  templateUpdateEvery: count,
  omit: z.array(name).max(1000),
  notes: earlierNotes.exactOptional(),
  stagnationWindow: count,
  size: positive.exactOptional(),
})

/** Plug-ins lie in the run's folder under their names. */
const pluginName = z
  .string()
  .max(255)
  .regex(/^[^/\\\p{Cc}]+$/u)
  .refine((name) => /[^.]/.test(name))

const manifestOf = (strategy: z.ZodType<Strategy>): z.ZodObject =>
  z.strictObject({
    format: positive,
    engine: name,
    problem: z.strictObject({
      name,
      content: name,
      direction: z.enum(['minimize', 'maximize']),
      objectives: objectivesSchema.exactOptional(),
      fused: z.literal(true).exactOptional(),
    }),
    seed: name,
    strategy,
    plugins: z
      .array(z.strictObject({ file: pluginName, content: name }))
      .max(100)
      .exactOptional(),
    order: z.strictObject({
      virtualWorkers: positive.max(4096),
      batch: positive.max(4096),
      batchFuel: positive.max(1e12).exactOptional(),
      lookahead: positive.max(1e12),
      commitOrder: z.literal('arrival').exactOptional(),
      maxConcurrentCalls: positive.max(4096).exactOptional(),
    }),
    asking: asking.exactOptional(),
    platform: z.strictObject({ node: short, v8: short, icu: short, arch: short }),
  })

/** What determines a run, where its problem is, and how far it goes: all that an exported run says of itself. */
const toldOf = (strategy: z.ZodType<Strategy>): z.ZodObject =>
  z.strictObject({ manifest: manifestOf(strategy), problem: z.string().min(1).max(10_000), budget: budgetSchema })

const endpoint = z.strictObject({
  baseUrl: text.exactOptional(),
  key: text.exactOptional(),
  headers: z.record(text, text).exactOptional(),
  requestsPerMinute: positive.exactOptional(),
  tokensPerMinute: positive.exactOptional(),
})

const runFileSchemaOf = (strategy: z.ZodType<Strategy>): z.ZodType<RunFile> =>
  toldOf(strategy).extend({
    calling: z
      .strictObject({
        endpoints: z.record(text, endpoint),
        inFlight: positive.max(4096),
        deadline: z.strictObject({ connect: z.number(), firstToken: z.number(), total: z.number() }),
        retries: count.max(100),
      })
      .exactOptional(),
    files: z.record(text, text).exactOptional(),
  }) as unknown as z.ZodType<RunFile>

/** The type `RunFile`: what a run's `manifest.json` holds. */
export const runFileSchema: z.ZodType<RunFile> = runFileSchemaOf(strategySchema)

/** The same of a run whose plug-ins nobody has loaded. */
export const openRunFileSchema: z.ZodType<RunFile> = runFileSchemaOf(openStrategySchema)

/** The same as it comes from elsewhere, with plug-ins or without: how models are reached is nobody else's to say. */
export const exportedRunSchema = (withPlugins: boolean): z.ZodType<RunFile> =>
  toldOf(withPlugins ? openStrategySchema : strategySchema) as unknown as z.ZodType<RunFile>

/**
 * Sees that a run's file, which somebody may have edited or sent, asks for no more than a run may be asked for, before it is run.
 *
 * @throws TernateError `ARCHIVE_CORRUPT`
 */
export function mustBeRunnable(folder: string, file: RunFile, registry: Registry = ownParts): void {
  const checked = (registry === ownParts ? runFileSchema : runFileSchemaOf(strategySchemaOf(registry))).safeParse(file)
  if (checked.success) return
  throw new TernateError(
    'ARCHIVE_CORRUPT',
    `${manifestFile(folder)} says what no run can be: ${firstIssue(checked.error, file)}`,
    'Restore the file from a backup; the archive beside it is untouched.',
  )
}
