import * as z from 'zod'
import type { RunFile } from '../archive/folder.ts'
import { purpose } from '../archive/export/schema.ts'
import { budgetSchema, strategySchema } from './options.ts'

const count = z.int().nonnegative()
const positive = z.int().positive()
const text = z.string()
const direction = z.enum(['minimize', 'maximize'])

const parameters = z.strictObject({
  temperature: z.number().exactOptional(),
  effort: z.enum(['minimal', 'low', 'medium', 'high']).exactOptional(),
  maxTokens: count.exactOptional(),
  body: z.record(text, z.json()).exactOptional(),
})

const asking = z.strictObject({
  models: z.array(
    z.strictObject({
      name: text,
      weight: positive,
      parameters: parameters.exactOptional(),
      price: z.strictObject({ input: count, output: count }).exactOptional(),
    }),
  ),
  templates: z.array(z.strictObject({ id: text, purpose, text })),
  bandit: z.boolean(),
  crossovers: count,
  repairs: count,
  reflections: count,
  summaries: count,
  renewals: count,
  omit: z.array(text),
  patience: count,
  size: positive.exactOptional(),
})

const manifest = z.strictObject({
  format: positive,
  engine: text,
  problem: z.strictObject({
    name: text,
    content: text,
    direction,
    objectives: z.array(z.strictObject({ name: text, direction, reference: z.number() })).exactOptional(),
  }),
  seed: text,
  strategy: strategySchema,
  order: z.strictObject({
    slots: positive,
    bundle: positive,
    base: positive,
    rule: z.literal('arrival').exactOptional(),
    asking: positive.exactOptional(),
  }),
  asking: asking.exactOptional(),
  platform: z.strictObject({ node: text, v8: text, icu: text, arch: text }),
})

const endpoint = z.strictObject({
  baseUrl: text.exactOptional(),
  key: text.exactOptional(),
  headers: z.record(text, text).exactOptional(),
  requestsPerMinute: positive.exactOptional(),
  tokensPerMinute: positive.exactOptional(),
})

/** The type `RunFile`: what a run's `manifest.json` holds. */
export const runFileSchema: z.ZodType<RunFile> = z.strictObject({
  manifest,
  problem: text,
  budget: budgetSchema,
  calling: z
    .strictObject({
      endpoints: z.record(text, endpoint),
      inFlight: positive,
      deadline: z.strictObject({ connect: z.number(), firstToken: z.number(), total: z.number() }),
      retries: count,
    })
    .exactOptional(),
})
