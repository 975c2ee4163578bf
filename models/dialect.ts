import { Refused, Unreadable } from './failure.ts'
import type { Dialect } from './request.ts'

/** An endpoint's way as it is now known, and what changed, in words. */
export interface Adapted {
  readonly dialect: Dialect
  readonly change: string
}

/** Statuses under which endpoints refuse a request for what it holds; servers of one's own use 500 too. */
const STATUSES = new Set([400, 404, 405, 415, 422, 500, 501])
/** Characters of a refusal in which a field is looked for. */
const READ = 4000
const SYSTEM =
  /system (?:role|message|prompt|instruction)s?\b[^.]{0,60}(?:not|n't|un|only)|(?:not|n't|un)[^.]{0,60}\bsystem (?:role|message|prompt|instruction)|developer instruction|\brole\b.{0,60}\bsystem\b|\bsystem\b.{0,60}\b(?:parameter|top.level)|role\W{1,3}system\b|system\W{1,3}role|roles must alternate/i
const LIMITED =
  /(?:at most|less than or equal to|maximum(?: value| allowed)?(?: of| is|:)?|max(?:imum)? (?:output|completion)[^.\d]{0,40}|must be (?:<=|in \[?1,)|<=|supports? (?:up to|at most)|up to|>|range\b[^[]{0,60}\[\s{0,3}\d{1,6}\s{0,3},)\D{0,40}?([\d,_]{2,9})/gi
const CONTEXT = /context (?:length|window|size)|too (?:long|many tokens)|exceeds?\b[^.]{0,60}(?:context|length)/i

/** Words with which endpoints speak of a field without its name. */
const MEANT: readonly (readonly [words: RegExp, fields: readonly string[]])[] = [
  [/\bsampling\b/i, ['temperature', 'top_p', 'top_k', 'presence_penalty', 'frequency_penalty']],
  [/\b(?:thinking|reasoning)\b/i, ['reasoning_effort']],
]

/** A field's name in whatever spelling: `max_tokens`, `maxTokens`, `reasoning.effort`. */
const spelled = (name: string): RegExp => new RegExp(`(?<!\\w)${name.replaceAll(/\W/g, '').replaceAll('_', '[ _.-]?')}(?!\\w)`, 'i')

/** The fields that a refusal speaks of, those it names first in front; else those whose value it quotes, or that its words mean. */
function namedIn(error: Refused, body: Readonly<Record<string, unknown>>, fields: readonly string[]): string[] {
  const said = `${error.message}\n${error.text.slice(0, READ)}`
  const at = (name: string): number => said.search(spelled(name))
  const isParam = (name: string): boolean => error.param !== undefined && spelled(name).test(error.param)
  const found = fields.filter((name) => isParam(name) || at(name) >= 0)
  if (found.length > 0) return found.sort((a, b) => Number(isParam(b)) - Number(isParam(a)) || at(a) - at(b))
  const quoted = fields.filter((name) => {
    const value = body[name]
    return typeof value === 'string' && [`'${value}'`, `"${value}"`, `\`${value}\``].some((quote) => said.includes(quote))
  })
  if (quoted.length > 0) return quoted
  if (SYSTEM.test(error.message)) return []
  return MEANT.flatMap(([words, names]) => (words.test(error.message) ? names.filter((name) => fields.includes(name)) : []))
}

/** The endpoint lets a reply have so many tokens. */
function limitIn(message: string, sent: number): number | undefined {
  const numbers = [...message.matchAll(LIMITED)].map(([, digits = '']) => Number(digits.replaceAll(/[,_]/g, '')))
  const fitting = numbers.filter((number) => number >= 1 && number < sent)
  return fitting.length === 0 ? undefined : Math.max(...fitting)
}

const other = (limit: Dialect['limit']): Dialect['limit'] => (limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens')

/** What is to be done about the field that limits a reply. */
function limited(error: Refused, body: Readonly<Record<string, unknown>>, dialect: Dialect, renamed: boolean): Adapted | undefined {
  const { limit } = dialect
  const sent = Number(body[limit])
  const most = limitIn(error.message, sent)
  if (most !== undefined) {
    // A whole context leaves no room for the prompt.
    const room = CONTEXT.test(error.message) ? Math.floor(Math.min(most, sent) / 2) : most
    if (room >= 16) return { dialect: { ...dialect, most: room }, change: `a reply may have ${room} tokens` }
  }
  if (CONTEXT.test(error.message)) return undefined
  if (!renamed) return { dialect: { ...dialect, limit: other(limit) }, change: `${limit} is called ${other(limit)}` }
  return { dialect: { ...dialect, without: [...dialect.without, limit] }, change: `${limit} is left out` }
}

/** A base URL that does not end in a version may lack one. */
const lacksVersion = (url: string, { path }: Dialect): boolean =>
  path === '' && !/\/v\d\w*(?:\/chat\/completions)?(?:\?|$)/.test(url) && !url.includes('?')

/**
 * How to ask an endpoint that refuses a request for a field of it, for its system message, or for its address; undefined when it names
 * nothing that a request can do without.
 *
 * @param renamed whether the limit of a reply has had both names
 */
export function adapt(
  error: unknown,
  {
    url,
    body,
    dialect,
    renamed,
  }: { readonly url: string; readonly body: Readonly<Record<string, unknown>>; readonly dialect: Dialect; readonly renamed: boolean },
): Adapted | undefined {
  const astray =
    error instanceof Unreadable || (error instanceof Refused && !error.spoken && (error.status === 404 || error.status === 405))
  if (astray && lacksVersion(url, dialect)) return { dialect: { ...dialect, path: '/v1' }, change: 'its base URL ends in /v1' }
  if (!(error instanceof Refused) || !STATUSES.has(error.status ?? Number(error.code))) return undefined
  const fields = Object.keys(body).filter((name) => name !== 'model' && name !== 'messages')
  const wanted = other(dialect.limit)
  const [first] = namedIn(error, body, [...fields, ...(dialect.limit in body && !renamed ? [wanted] : [])])
  const isLimit =
    first === dialect.limit || first === wanted || (first === undefined && CONTEXT.test(error.message) && dialect.limit in body)
  if (isLimit) return limited(error, body, dialect, renamed)
  if (first !== undefined && first !== 'stream')
    return { dialect: { ...dialect, without: [...dialect.without, first] }, change: `${first} is left out` }
  if (SYSTEM.test(error.message) && !dialect.merged)
    return { dialect: { ...dialect, merged: true }, change: "the system message stands in the user's" }
  const streams = first === 'stream' || /\bstreaming\b/i.test(error.message)
  if (streams && 'stream' in body)
    return { dialect: { ...dialect, without: [...dialect.without, 'stream'] }, change: 'replies come whole, not in pieces' }
  return undefined
}
