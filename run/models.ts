import * as z from 'zod'
import { defined } from '../engine/contracts/defined.ts'
import type { Archive } from '../engine/contracts/archive.ts'
import type { CallRow } from '../engine/contracts/event.ts'
import type { ModelStrategy, Budget, Calling, Endpoint } from '../engine/contracts/manifest.ts'
import type { ModelRole, Purpose } from '../engine/contracts/model.ts'
import { paidCallsOf } from '../engine/contracts/ticket.ts'
import type { RecordedCall } from '../engine/contracts/ticket.ts'
import type { Clock } from '../engine/contracts/workers.ts'
import type { Restored } from '../engine/journal/snapshot.ts'
import { rowOf } from '../engine/learning/ledger.ts'
import { createModelClient } from '../models/client.ts'
import { faultOfHeader, readHeaders } from '../models/headers.ts'
import { KEY_NAME, readKey } from '../models/key.ts'
import { createLedger } from '../models/ledger.ts'
import { createSpendingLimit, millionths } from '../models/spending-limit.ts'
import { type CallQueue, createCallQueue, type QueueEvent } from '../models/call-queue.ts'
import { loadTemplates, SLOTS } from '../proposers/model/templates.ts'

/** A model that a run may ask. */
export interface ModelOption extends Endpoint {
  readonly name: string
  /** What it is there for: `propose` unless given, and then it writes offspring. */
  readonly role?: ModelRole
  /** Share of the calls while nothing is known of what they gain; 1 unless given. */
  readonly weight?: number
  readonly temperature?: number
  readonly effort?: 'minimal' | 'low' | 'medium' | 'high'
  /** Tokens that a reply may have. */
  readonly maxTokens?: number
  /** Fields of a request beside those of the protocol, e.g. `top_p`; over those of the run. */
  readonly body?: Readonly<Record<string, unknown>>
  /** Dollars for a million tokens. */
  readonly price?: { readonly input: number; readonly output: number }
}

/** How models are asked. */
export type Prompting = Partial<Omit<ModelStrategy, 'models' | 'templates' | 'notes'>>

/** The options of a run that asks models. */
export interface AskingOptions {
  /** Each by its name, with its role before it where that is not `propose`, as in `task=small`; or with its settings. */
  readonly models?: readonly (string | ModelOption)[]
  /** Of every model that has none of its own: any OpenAI-compatible endpoint. OpenAI's unless given. */
  readonly baseUrl?: string
  /** Of requests to every model, below its own: headers, in which `${NAME}` stands for an environment variable, and fields of the body. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
  /** Calls under way at a time; 16 unless given. Workers have nothing to do with it. */
  readonly inFlight?: number
  readonly deadline?: Partial<Calling['deadline']>
  readonly retries?: number
  readonly prompting?: Prompting
}

/** What a model may be there for. */
export const modelRole: z.ZodType<ModelRole> = z.enum(['propose', 'task', 'judge', 'improve'])

/** A model's settings by its name, as in `small` or `task=small`. */
function modelNamed(text: string): ModelOption {
  const [, role, name] = /^(propose|task|judge|improve)=(.+)$/s.exec(text) ?? []
  return name === undefined ? { name: text } : { name, role: role as ModelRole }
}

const count = z.int().nonnegative().max(1_000_000)
const seconds = z.number().positive().max(86_400)
const dollars = z.number().nonnegative().max(1_000_000)

const headers = z.record(z.string(), z.string().max(10_000)).superRefine((given, context) => {
  for (const [name, value] of Object.entries(given)) {
    const message = faultOfHeader(name, value)
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message })
  }
})

/** Fields that are made of a run's own settings and questions. */
const OWN_FIELDS = ['model', 'messages', 'n', 'stream', 'stream_options', 'max_tokens', 'max_completion_tokens'] as const
const body = z.record(z.string().min(1).max(100), z.json()).superRefine((given, context) => {
  const own = OWN_FIELDS.find((name) => Object.hasOwn(given, name))
  const hint = own?.startsWith('max_') === true ? ': write maxTokens' : ''
  if (own !== undefined) context.addIssue({ code: 'custom', path: [own], message: `is set by Ternate${hint}` })
})

/** What `AskingOptions` may be. */
export const askingSchema: z.ZodObject = z.strictObject({
  models: z
    .array(
      z.union([
        z.string().min(1).max(200),
        z.strictObject({
          name: z.string().min(1).max(200),
          role: modelRole.optional(),
          weight: z.int().positive().max(1_000_000).optional(),
          temperature: z.number().min(0).max(2).optional(),
          effort: z.enum(['minimal', 'low', 'medium', 'high']).optional(),
          maxTokens: z.int().positive().max(1_000_000).optional(),
          price: z.strictObject({ input: dollars, output: dollars }).optional(),
          baseUrl: z.string().min(1).optional(),
          key: z
            .string()
            .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable')
            .optional(),
          headers: headers.optional(),
          body: body.optional(),
          requestsPerMinute: z.int().positive().optional(),
          tokensPerMinute: z.int().positive().optional(),
        }),
      ]),
    )
    .min(1)
    .max(100)
    .optional(),
  baseUrl: z.string().min(1).optional(),
  headers: headers.optional(),
  body: body.optional(),
  inFlight: z.int().positive().max(4096).optional(),
  deadline: z.strictObject({ connect: seconds.optional(), firstToken: seconds.optional(), total: seconds.optional() }).optional(),
  retries: z.int().nonnegative().max(100).optional(),
  prompting: z
    .strictObject({
      bandit: z.boolean().optional(),
      crossoverEvery: count.optional(),
      maxRepairs: z.int().nonnegative().max(10).optional(),
      reflectEvery: count.optional(),
      summarizeEvery: count.optional(),
      templateUpdateEvery: count.optional(),
      omit: z.array(z.enum(Object.keys(SLOTS))).optional(),
      stagnationWindow: count.optional(),
      size: z.int().positive().max(1_000_000).optional(),
    })
    .optional(),
})

const PROMPTING = {
  bandit: true,
  crossoverEvery: 4,
  maxRepairs: 1,
  reflectEvery: 8,
  summarizeEvery: 200,
  templateUpdateEvery: 100,
  omit: [],
  stagnationWindow: 100,
} as const
const DEADLINE = { connect: 10, firstToken: 120, total: 300 } as const

/** Whether one of the models is there to propose. */
export const namesProposer = ({ models = [] }: AskingOptions): boolean =>
  models.some((model) => ((typeof model === 'string' ? modelNamed(model) : model).role ?? 'propose') === 'propose')

/** How often notes are summed up and templates updated, by what a run may ask: ten times and five times, but no oftener and no more seldom than so. */
const RHYTHM = {
  summarizeEvery: { share: 10, least: 20 },
  templateUpdateEvery: { share: 5, least: 40 },
} as const

/** These counts for a budget: a run of few calls comes to them too, and one of many not all the time. */
function rhythmFor({ evaluations = Infinity, calls = Infinity }: Pick<Budget, 'evaluations' | 'calls'>): Partial<typeof PROMPTING> {
  const tickets = Math.min(evaluations, calls)
  return Object.fromEntries(
    Object.entries(RHYTHM).map(([name, { share, least }]) => [
      name,
      Math.min(PROMPTING[name as keyof typeof RHYTHM], Math.max(least, Math.round(tickets / share))),
    ]),
  )
}

/** What determines how models are asked, and how they are reached; undefined without models. `folder` is the problem's; `purposes`: what proposers ask for beside the proposer `model`; `notes`: those of an earlier run; `budget`: what may be asked. */
export function completeAsking(
  { models, baseUrl, headers, body, inFlight = 16, deadline, retries = 4, prompting }: AskingOptions,
  folder: string | undefined,
  {
    purposes = [],
    notes,
    budget = {},
  }: {
    readonly purposes?: readonly Purpose[]
    readonly notes?: ModelStrategy['notes']
    readonly budget?: Pick<Budget, 'evaluations' | 'calls'>
  } = {},
): { readonly asking: ModelStrategy; readonly calling: Calling } | undefined {
  if (models === undefined) return undefined
  const complete = models.map((model) => (typeof model === 'string' ? modelNamed(model) : model))
  const settings = complete.map(({ name, role, weight = 1, temperature, effort, maxTokens, price, body: own }) => {
    const fields = { ...body, ...own }
    const parameters = {
      ...defined({ temperature, effort, maxTokens }),
      ...(Object.keys(fields).length === 0 ? {} : { body: fields }),
    }
    const priced = price === undefined ? {} : { price: { input: millionths(price.input), output: millionths(price.output) } }
    return {
      name,
      ...defined({ role: role === 'propose' ? undefined : role }),
      weight,
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      ...priced,
    }
  })
  const endpoints = complete.map((model): [string, Endpoint] => {
    const { name, baseUrl: own = baseUrl, key, requestsPerMinute, tokensPerMinute } = model
    const sent = { ...headers, ...model.headers }
    return [
      name,
      {
        ...defined({ baseUrl: own, key }),
        ...(Object.keys(sent).length === 0 ? {} : { headers: sent }),
        ...defined({ requestsPerMinute, tokensPerMinute }),
      },
    ]
  })
  return {
    asking: {
      ...PROMPTING,
      ...rhythmFor(budget),
      ...prompting,
      models: settings,
      templates: loadTemplates(folder, purposes),
      ...defined({ notes }),
    },
    calling: { endpoints: Object.fromEntries(endpoints), inFlight, deadline: { ...DEADLINE, ...deadline }, retries },
  }
}

/** All calls of a run, by ticket: what has committed, and what waits for its ticket. */
export function* callsIn(archive: Archive): Generator<readonly [ticket: number, calls: readonly RecordedCall[]]> {
  for (const { record } of archive.entries()) if (record.type === 'commit') yield [record.ticket.number, record.outcome.calls ?? []]
  yield* archive.calls()
}

/**
 * What a run has spent on calls, as far as its archive knows, by model and purpose: what its snapshot says, and what the journal tells since
 * then.
 */
export function ledgerOf(archive: Archive, past?: Restored): readonly CallRow[] {
  const ledger = createLedger(past?.snapshot.search.learning?.ledger)
  const enter = (calls: readonly RecordedCall[]): void => {
    for (const row of paidCallsOf({ calls }).map(rowOf)) ledger.enter(row, row)
  }
  for (const { record } of archive.entries((past?.head.index ?? 0) + 1)) if (record.type === 'commit') enter(record.outcome.calls ?? [])
  for (const calls of archive.calls().values()) enter(calls)
  return ledger.rows()
}

/**
 * Opens the lines to a run's models; keys come from the environment.
 *
 * @param rows what the run has spent before
 * @throws TernateError `MODEL_KEY`, `MODEL_URL`, `MODEL_PRICE`
 */
export function openQueue(
  asking: ModelStrategy,
  { endpoints, inFlight, deadline, retries }: Calling,
  {
    budget,
    rows,
    clock,
    emit,
  }: { readonly budget: Budget; readonly rows: readonly CallRow[]; readonly clock: Clock; readonly emit: (event: QueueEvent) => void },
): CallQueue {
  // one model may have several roles
  const names = [...new Set(asking.models.map(({ name }) => name))]
  const prices = Object.fromEntries(asking.models.map(({ name, price }) => [name, price]))
  const limits = {
    ...defined({ calls: budget.calls, tokens: budget.tokens }),
    ...(budget.dollars === undefined ? {} : { cost: millionths(budget.dollars) }),
  }
  const spending = createSpendingLimit(limits, prices, names, rows)
  const clients = names.map((model) => {
    const { baseUrl, key: variable = KEY_NAME, headers = {}, requestsPerMinute, tokensPerMinute } = endpoints[model] ?? {}
    const key = readKey(process.env, variable)
    return createModelClient({
      model,
      clock,
      deadline,
      retries,
      ...readHeaders(headers, process.env, model),
      adapted: (change, reason) => emit({ type: 'adapted', model, change, reason }),
      limits: {
        ...defined({ requestsPerMinute, tokensPerMinute }),
      },
      ...defined({ baseUrl, key }),
    })
  })
  return createCallQueue({ clients, inFlight, spending, clock, emit })
}

/** Options that ask the same models in the same way as a run did. */
export function askingOptionsOf(asking: ModelStrategy | undefined, calling: Calling | undefined): AskingOptions {
  if (asking === undefined) return {}
  const { models, templates: _, notes: __, ...prompting } = asking
  const dollarsOf = (price: number): number => price / 1_000_000
  return {
    models: models.map(({ name, role, weight, parameters, price }): ModelOption => ({
      name,
      ...defined({ role }),
      weight,
      ...parameters,
      ...(price === undefined ? {} : { price: { input: dollarsOf(price.input), output: dollarsOf(price.output) } }),
      ...calling?.endpoints[name],
    })),
    prompting,
    ...(calling === undefined ? {} : { inFlight: calling.inFlight, deadline: calling.deadline, retries: calling.retries }),
  }
}
