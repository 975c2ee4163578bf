import { stableText } from '../../engine/contracts/stable.ts'
import { isFailure, wantedOf } from './app-trace.ts'
import type { AppCall, AppTrace } from './app-trace.ts'

/** What a failure is put down to, in the order in which rules are asked. */
export const CAUSES = ['permission', 'tool', 'retrieval', 'format', 'stopping', 'plan'] as const

/** One cause of a failure. */
export type Cause = (typeof CAUSES)[number]

/** What a rule found. */
export interface Evidence {
  readonly cause: Cause
  /** In words of the rule's own: nothing of the trace stands in it. */
  readonly why: string
  /** Positions of calls, from 0 on. */
  readonly calls?: readonly number[]
}

/** What a trace's failure is put down to: the first rule that holds, and all that do; `none` where nothing failed, `unknown` where no rule holds. */
export interface Attribution {
  readonly trace: string
  readonly cause: Cause | 'none' | 'unknown'
  readonly evidence: readonly Evidence[]
}

/** Characters of an error that are looked at. */
const LOOKED = 2000

const RIGHTS = /\b(?:401|403|forbidden|unauthori[sz]ed|permission|access denied|not allowed|denied)\b/i
const SHAPE = /\b(?:json|parse|parsing|schema|validation|unexpected token|malformed|invalid format)\b/i
const ENDS = /^(?:length|max_tokens|max_output_tokens|content_filter|model_length|max_turns|max_iterations|timeout)$/i

const isRights = (call: AppCall): boolean => call.denied === true || RIGHTS.test((call.error ?? '').slice(0, LOOKED))

/** Positions of calls for which something holds. */
const at = (calls: readonly AppCall[], holds: (call: AppCall, k: number) => boolean): number[] =>
  calls.flatMap((call, k) => (holds(call, k) ? [k] : []))

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0)

/** Whether a later call of the same tool went well: the failure was made good. */
const isMadeGood = (calls: readonly AppCall[], { name, kind }: AppCall, k: number): boolean =>
  calls.slice(k + 1).some((call) => call.name === name && call.kind === kind && call.error === undefined && call.denied !== true)

/** A value in letters and digits alone. */
const bare = (value: unknown): string =>
  (typeof value === 'string' ? value : stableText(value ?? null)).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** Whether a text is JSON of an object or a list. */
function isJsonText(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

type Rule = (trace: AppTrace) => Evidence | undefined

const permission: Rule = ({ calls, errors }) => {
  const found = at(calls, (call, k) => isRights(call) && !isMadeGood(calls, call, k))
  if (found.length > 0) return { cause: 'permission', why: 'a call was refused for want of a right', calls: found }
  return errors.some((error) => RIGHTS.test(error.slice(0, LOOKED)))
    ? { cause: 'permission', why: 'an error speaks of a right that was wanting' }
    : undefined
}

const tool: Rule = ({ calls }) => {
  const found = at(calls, (call, k) => call.kind === 'tool' && call.error !== undefined && !isRights(call) && !isMadeGood(calls, call, k))
  return found.length === 0
    ? undefined
    : { cause: 'tool', why: 'a call of a tool failed, and none of the same tool after it went well', calls: found }
}

const retrieval: Rule = ({ calls }) => {
  const isBarren = (call: AppCall): boolean =>
    call.kind === 'retrieval' && (call.error !== undefined || isEmpty(call.result)) && !isRights(call)
  const found = at(
    calls,
    (call, k) => isBarren(call) && !calls.slice(k + 1).some((later) => later.kind === 'retrieval' && !isBarren(later)),
  )
  return found.length === 0 ? undefined : { cause: 'retrieval', why: 'nothing was retrieved', calls: found }
}

/** What a person wrote in its place stands in nothing that was retrieved. */
const missed: Rule = (trace) => {
  const wanted = wantedOf(trace)
  const found = at(trace.calls, ({ kind }) => kind === 'retrieval')
  if (typeof wanted !== 'string' || found.length === 0 || bare(wanted).length < 4) return undefined
  const texts = found.map((k) => bare(trace.calls[k]?.result))
  return texts.some((text) => text.includes(bare(wanted)))
    ? undefined
    : { cause: 'retrieval', why: 'what a person put in its place stands in nothing that was retrieved', calls: found }
}

const format: Rule = (trace) => {
  const { output, errors, calls } = trace
  const wanted = wantedOf(trace)
  if (typeof wanted === 'object' && wanted !== null && typeof output === 'string' && !isJsonText(output))
    return { cause: 'format', why: 'a value was wanted, and the output is a text that is no JSON' }
  if (
    wanted !== undefined &&
    output !== undefined &&
    stableText(wanted) !== stableText(output) &&
    bare(wanted) === bare(output) &&
    bare(output) !== ''
  )
    return { cause: 'format', why: 'a person changed nothing but blanks, case and signs' }
  if (errors.some((error) => SHAPE.test(error.slice(0, LOOKED))))
    return { cause: 'format', why: 'an error speaks of the form of the output' }
  const found = at(calls, ({ kind, error }) => kind === 'model' && error !== undefined && SHAPE.test(error.slice(0, LOOKED)))
  return found.length === 0 ? undefined : { cause: 'format', why: 'a reply had a form that could not be read', calls: found }
}

/** Equal calls in a row from which on it is a loop. */
const LOOP = 3

const stopping: Rule = ({ calls, output, stop }) => {
  if (stop !== undefined && ENDS.test(stop)) return { cause: 'stopping', why: 'it was cut off by a limit' }
  const key = (call: AppCall | undefined): string => stableText([call?.name, call?.arguments ?? null])
  const found = at(
    calls,
    (call, k) => call.kind !== 'model' && k >= LOOP - 1 && key(call) === key(calls[k - 1]) && key(call) === key(calls[k - 2]),
  )
  if (found.length > 0) return { cause: 'stopping', why: 'the same call was made again and again', calls: found }
  return output === undefined && calls.length > 0 ? { cause: 'stopping', why: 'it ended without an output' } : undefined
}

const plan: Rule = ({ calls, verdict, edit, preferred }) => {
  const made = at(calls, ({ kind }) => kind !== 'model')
  const isJudged = verdict === 'fail' || edit !== undefined || preferred !== undefined
  return isJudged && made.length > 0
    ? { cause: 'plan', why: 'all calls went well, and what came of them was wrong', calls: made }
    : undefined
}

/** All rules, those of an earlier cause first: where a tool failed for want of a right, the right is what to look at. */
const RULES: readonly Rule[] = [permission, tool, retrieval, missed, format, stopping, plan]

/** Puts a failure down to a cause by rules alone: the same for the same trace, and no model is asked. */
export function attributed(trace: AppTrace): Attribution {
  if (!isFailure(trace)) return { trace: trace.id, cause: 'none', evidence: [] }
  const evidence = RULES.flatMap((rule) => rule(trace) ?? [])
  // that nothing else went wrong is what `plan` says
  const others = evidence.filter(({ cause }) => cause !== 'plan')
  const found = others.length > 0 ? others : evidence
  return { trace: trace.id, cause: found[0]?.cause ?? 'unknown', evidence: found }
}
