import { hash } from 'node:crypto'
import * as z from 'zod'
import { stableText } from '../../engine/contracts/stable.ts'

/** Characters of a text, and calls of a trace, that are kept. */
export const LONGEST = 1_000_000
export const MOST_CALLS = 10_000

const text = z.string().max(LONGEST)
const short = z.string().max(500)

const call: z.ZodType<AppCall> = z.strictObject({
  /** Name of the tool, the model or the store. */
  name: short,
  kind: z.enum(['tool', 'model', 'retrieval', 'other']).default('tool'),
  arguments: z.json().optional(),
  result: z.json().optional(),
  /** What went wrong, where it did. */
  error: text.optional(),
  /** Whether it was refused for want of a right. */
  denied: z.boolean().optional(),
})

/** One call of an application: of a tool, a model, a store. */
export interface AppCall {
  readonly name: string
  readonly kind: 'tool' | 'model' | 'retrieval' | 'other'
  readonly arguments?: Value | undefined
  readonly result?: Value | undefined
  readonly error?: string | undefined
  readonly denied?: boolean | undefined
}

/** What an application writes down of one task, a line each. */
export const appTraceLine: z.ZodType<Omit<AppTrace, 'id' | 'source'>> = z.strictObject({
  input: z.json(),
  /** Which context, prompt and schema of tools it ran with: names or hashes, the application's own. */
  versions: z.strictObject({ context: short.optional(), prompt: short.optional(), tools: short.optional() }).optional(),
  calls: z.array(call).max(MOST_CALLS).default([]),
  output: z.json().optional(),
  /** Errors beside those of calls. */
  errors: z.array(text).max(1000).default([]),
  /** Why it ended, in the model's own word. */
  stop: short.optional(),
  feedback: text.optional(),
  /** What a person made of the output by hand. */
  edit: z.json().optional(),
  verdict: z.enum(['pass', 'fail']).optional(),
  /** Another output, which a person preferred to this one. */
  preferred: z.json().optional(),
})

type Value = z.core.util.JSONType

/** What became of one task in an application, as it was told: nothing of it is believed, and nothing of it is run. */
export interface AppTrace {
  /** `T-` and the beginning of the hash of all the rest: the same told twice is one trace. */
  readonly id: string
  readonly source: 'ternate' | 'opentelemetry'
  readonly input: Value
  readonly versions?:
    | { readonly context?: string | undefined; readonly prompt?: string | undefined; readonly tools?: string | undefined }
    | undefined
  readonly calls: readonly AppCall[]
  readonly output?: Value | undefined
  readonly errors: readonly string[]
  readonly stop?: string | undefined
  readonly feedback?: string | undefined
  readonly edit?: Value | undefined
  readonly verdict?: 'pass' | 'fail' | undefined
  readonly preferred?: Value | undefined
}

/** The form of an identifier. */
export const TRACE_ID: RegExp = /^T-[0-9a-f]{16}$/

/** A trace with its identifier. */
export function identified(trace: Omit<AppTrace, 'id'>): AppTrace {
  const plain = JSON.parse(JSON.stringify(trace)) as Omit<AppTrace, 'id'>
  return { id: `T-${hash('sha256', stableText(plain)).slice(0, 16)}`, ...plain }
}

/** What a person would have had in place of the output: their own edit, or what they preferred. */
export const wantedOf = ({ edit, preferred }: AppTrace): Value | undefined => edit ?? preferred

/** Whether something went wrong, as far as the trace says: a person's verdict first, then what a person changed, then errors. */
export function isFailure(trace: AppTrace): boolean {
  if (trace.verdict !== undefined) return trace.verdict === 'fail'
  const wanted = wantedOf(trace)
  if (wanted !== undefined) return stableText(wanted) !== stableText(trace.output ?? null)
  return trace.errors.length > 0 || trace.output === undefined
}
