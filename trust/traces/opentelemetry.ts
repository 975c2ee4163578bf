import { hash } from 'node:crypto'
import * as z from 'zod'
import { parseJson } from '../../disk/json.ts'
import { stableText } from '../../engine/contracts/stable.ts'
import { LONGEST, MOST_CALLS } from './app-trace.ts'
import type { AppCall, AppTrace } from './app-trace.ts'

/**
 * Reads spans of the GenAI semantic conventions of OpenTelemetry (https://github.com/open-telemetry/semantic-conventions-genai, status
 * "development") in the JSON encoding of OTLP: operations `chat`, `execute_tool`, `invoke_agent`, `retrieval` and their kin, the messages in
 * `gen_ai.input.messages` and `gen_ai.output.messages`, and results of evaluations as events. Attributes that it does not know are left out.
 */
type Json = z.core.util.JSONType

const attributes = z
  .array(z.looseObject({ key: z.string().max(500), value: z.looseObject({}).optional() }))
  .max(2000)
  .default([])

const span: z.ZodType<Span> = z.looseObject({
  traceId: z.string().min(1).max(200),
  spanId: z.string().max(200).default(''),
  parentSpanId: z.string().max(200).default(''),
  name: z.string().max(2000).default(''),
  startTimeUnixNano: z.union([z.string().regex(/^\d{1,20}$/), z.number().nonnegative()]).default('0'),
  attributes,
  events: z
    .array(z.looseObject({ name: z.string().max(500).default(''), attributes }))
    .max(10_000)
    .default([]),
  status: z.looseObject({ code: z.union([z.number(), z.string()]).optional(), message: z.string().max(LONGEST).optional() }).optional(),
})

interface Attribute {
  readonly key: string
  readonly value?: Readonly<Record<string, unknown>> | undefined
}

/** A span, as far as it is read. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly startTimeUnixNano: string | number
  readonly attributes: readonly Attribute[]
  readonly events: readonly { readonly name: string; readonly attributes: readonly Attribute[] }[]
  readonly status?: { readonly code?: number | string | undefined; readonly message?: string | undefined } | undefined
}

/** One request of OTLP: what a file exporter writes as a line. */
const request = z.looseObject({
  resourceSpans: z
    .array(
      z.looseObject({
        scopeSpans: z
          .array(z.looseObject({ spans: z.array(span).max(200_000).default([]) }))
          .max(10_000)
          .default([]),
      }),
    )
    .max(10_000),
})

/** Whether a value looks like OTLP. */
export const isOtlp = (value: unknown): boolean => typeof value === 'object' && value !== null && 'resourceSpans' in value

/** The spans of a request; what is wrong with it, in words, where something is. */
export function spansIn(value: unknown): readonly Span[] | z.core.$ZodError {
  const checked = request.safeParse(value)
  if (!checked.success) return checked.error
  return checked.data.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
}

/** What `AnyValue` of OTLP stands for; what is nested deeper than 32 levels is left out. */
function valueOf(any: unknown, level = 0): Json {
  if (typeof any !== 'object' || any === null || level > 32) return null
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue } = any as Readonly<Record<string, unknown>>
  if (typeof stringValue === 'string') return stringValue
  if (typeof boolValue === 'boolean') return boolValue
  if (typeof intValue === 'string' || typeof intValue === 'number') return Number(intValue)
  if (typeof doubleValue === 'number') return doubleValue
  const list = (arrayValue as { readonly values?: unknown } | undefined)?.values
  if (Array.isArray(list)) return list.map((item) => valueOf(item, level + 1))
  const pairs = (kvlistValue as { readonly values?: unknown } | undefined)?.values
  if (!Array.isArray(pairs)) return null
  return Object.fromEntries(
    (pairs as readonly { readonly key?: unknown; readonly value?: unknown }[]).map(({ key, value }) => [
      String(key),
      valueOf(value, level + 1),
    ]),
  )
}

/** An attribute; a text of JSON as what it says, since many instrumentations write messages and arguments so. */
function attribute({ attributes: all }: { readonly attributes: Span['attributes'] }, key: string): Json | undefined {
  const found = all.find((each) => each.key === key)
  if (found === undefined) return undefined
  const value = valueOf(found.value)
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return parseJson(value) as Json
  } catch {
    return value
  }
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value.slice(0, LONGEST) : undefined)

/** The texts of a message's parts in one; other parts as they are. */
function contentOf(message: Json | undefined): Json | undefined {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message
  const { parts, content } = message as Readonly<Record<string, Json | undefined>>
  if (!Array.isArray(parts)) return content ?? message
  const texts = parts.map((part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? (part as Readonly<Record<string, Json>>)['content'] : part,
  )
  return texts.every((each) => typeof each === 'string') ? texts.join('\n') : parts
}

const roleOf = (message: Json): unknown => (message as { readonly role?: unknown } | null)?.role

/** The last message of a role, or the last one of all. */
function lastOf(messages: Json | undefined, role?: string): Json | undefined {
  if (!Array.isArray(messages)) return messages
  return contentOf(messages.findLast((message) => role === undefined || roleOf(message) === role))
}

const hasFailed = ({ status }: Span): boolean => status?.code === 2 || status?.code === 'STATUS_CODE_ERROR'

/** What went wrong in a span; undefined where nothing did. */
function errorOf(each: Span): string | undefined {
  const type = textOf(attribute(each, 'error.type'))
  const thrown = each.events.find(({ name }) => name === 'exception')
  const message = each.status?.message ?? (thrown && textOf(attribute(thrown, 'exception.message')))
  if (!hasFailed(each) && type === undefined && thrown === undefined) return undefined
  return [type, message].filter((part) => part !== undefined && part !== '').join(': ') || 'failed'
}

const RETRIEVALS = ['retrieval', 'embeddings']
const MODELS = ['chat', 'text_completion', 'generate_content']

const operationOf = (each: Span): string => textOf(attribute(each, 'gen_ai.operation.name')) ?? ''

/** A span as a call; undefined for one that is none: an agent, a workflow, a span of something else. */
function callOf(each: Span): AppCall | undefined {
  const operation = operationOf(each)
  const error = errorOf(each)
  const failed = error === undefined ? {} : { error }
  const given = (args: Json | undefined, result: Json | undefined): Partial<AppCall> => ({
    ...(args === undefined ? {} : { arguments: args }),
    ...(result === undefined ? {} : { result }),
  })
  if (operation === 'execute_tool')
    return {
      name: textOf(attribute(each, 'gen_ai.tool.name')) ?? each.name,
      kind: attribute(each, 'gen_ai.tool.type') === 'datastore' ? 'retrieval' : 'tool',
      ...given(attribute(each, 'gen_ai.tool.call.arguments'), attribute(each, 'gen_ai.tool.call.result')),
      ...failed,
    }
  if (RETRIEVALS.includes(operation))
    return {
      name: textOf(attribute(each, 'gen_ai.data_source.id')) ?? each.name,
      kind: 'retrieval',
      ...given(attribute(each, 'gen_ai.retrieval.query.text'), attribute(each, 'gen_ai.retrieval.documents')),
      ...failed,
    }
  if (MODELS.includes(operation)) return { name: textOf(attribute(each, 'gen_ai.request.model')) ?? each.name, kind: 'model', ...failed }
  return undefined
}

const shortHash = (value: Json): string => hash('sha256', stableText(value)).slice(0, 16)

/** Versions by the hashes of what the conventions carry whole. */
function versionsOf(spans: readonly Span[]): AppTrace['versions'] {
  const first = (key: string): Json | undefined => spans.map((each) => attribute(each, key)).find((value) => value !== undefined)
  const [prompt, tools, context] = [first('gen_ai.system_instructions'), first('gen_ai.tool.definitions'), first('gen_ai.agent.version')]
  return {
    ...(prompt === undefined ? {} : { prompt: shortHash(prompt) }),
    ...(tools === undefined ? {} : { tools: shortHash(tools) }),
    ...(typeof context === 'string' ? { context: context.slice(0, 500) } : {}),
  }
}

/** What an evaluation, of a person or a judge, said: `gen_ai.evaluation.result`. */
function judgementOf(spans: readonly Span[]): Pick<AppTrace, 'verdict' | 'feedback'> {
  const event = spans.flatMap(({ events }) => events).findLast(({ name }) => name === 'gen_ai.evaluation.result')
  if (event === undefined) return {}
  const label = textOf(attribute(event, 'gen_ai.evaluation.score.label'))?.toLowerCase()
  const feedback = textOf(attribute(event, 'gen_ai.evaluation.explanation'))
  const verdict =
    label === 'pass' || label === 'passed' ? ('pass' as const) : label === 'fail' || label === 'failed' ? ('fail' as const) : undefined
  return { ...(verdict === undefined ? {} : { verdict }), ...(feedback === undefined ? {} : { feedback }) }
}

/** The spans of one trace as one task: input of the first question, output of the last answer, calls in the order in which they began. */
export function traceOf(unordered: readonly Span[]): Omit<AppTrace, 'id'> {
  const spans = [...unordered].sort((a, b) => Number(a.startTimeUnixNano) - Number(b.startTimeUnixNano) || (a.spanId < b.spanId ? -1 : 1))
  const values = (key: string): Json[] => spans.flatMap((each) => attribute(each, key) ?? [])
  const withMessages = (key: string): readonly Json[] =>
    spans.map((each) => attribute(each, key)).filter((value): value is Json => value !== undefined)
  const input = lastOf(withMessages('gen_ai.input.messages')[0], 'user')
  const output = lastOf(withMessages('gen_ai.output.messages').at(-1))
  const stop = values('gen_ai.response.finish_reasons').at(-1)
  const errors = spans.filter((each) => callOf(each) === undefined).flatMap((each) => errorOf(each) ?? [])
  return {
    source: 'opentelemetry',
    input: input ?? null,
    versions: versionsOf(spans),
    calls: spans.flatMap((each) => callOf(each) ?? []).slice(0, MOST_CALLS),
    ...(output === undefined ? {} : { output }),
    errors: errors.slice(0, 1000),
    ...(typeof stop === 'string' ? { stop: stop.slice(0, 500) } : {}),
    ...judgementOf(spans),
  }
}

/** The spans of all requests by their traces, in the order in which traces are first seen. */
export const byTrace = (spans: readonly Span[]): readonly (readonly Span[])[] => [...Map.groupBy(spans, ({ traceId }) => traceId).values()]
