import type * as z from 'zod'

/** What is wrong with a value that somebody else wrote: where in it, and what belongs there. */
export interface Issue {
  readonly path: readonly PropertyKey[]
  /** The key that nothing is known of, where that is what is wrong. */
  readonly key?: string
  /** The name of the part whose options are wrong, where they are those of one. */
  readonly part?: string
  readonly says: string
}

/** Characters of a wrong value that are repeated. */
const SHOWN = 40

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  function: 'a function',
  null: 'null',
  undefined: 'nothing',
}

/** A value as a sentence shows it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  return value === undefined ? 'nothing' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

const either = (all: readonly string[]): string => (all.length < 3 ? all.join(' or ') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`)

/** What a value that is too small or too large should have been. */
function bounded(origin: string, from: string, limit: number | bigint): string {
  if (origin === 'string') return from === 'at least' && limit === 1 ? 'a text that is not empty' : `a text of ${from} ${limit} characters`
  if (origin === 'array' || origin === 'set')
    return from === 'at least' && limit === 1 ? 'a list that is not empty' : `a list of ${from} ${limit}`
  if (origin === 'object' || origin === 'record') return `an object of ${from} ${limit} keys`
  const kind = origin === 'int' ? 'a whole number' : 'a number'
  return from === 'above' || from === 'below' ? `${kind} ${from} ${limit}` : `${kind} of ${from} ${limit}`
}

/** What belongs in the place of a value that an issue is about; undefined where the issue says something else. */
function wanted(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? `a ${issue.expected}`
    case 'too_small':
      return bounded(issue.origin, issue.exact === true ? 'exactly' : issue.inclusive === false ? 'above' : 'at least', issue.minimum)
    case 'too_big':
      return bounded(issue.origin, issue.exact === true ? 'exactly' : issue.inclusive === false ? 'below' : 'at most', issue.maximum)
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    case 'invalid_format':
      return 'a text of another form'
    case 'invalid_value':
      return either(issue.values.map((value) => shown(value)))
    case 'invalid_union':
      return issue.errors.length === 0 ? undefined : either([...new Set(issue.errors.flatMap(([first]) => (first && wanted(first)) ?? []))])
    default:
      return undefined
  }
}

/** What an issue of a union is about: a member that the value was meant to be, when that can be told. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue
  const members = issue.errors.flatMap(([first]) => (first === undefined ? [] : [first]))
  const isOther = ({ code, path }: z.core.$ZodIssue): boolean => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')
  const near = members.filter((member) => !isOther(member)).sort((a, b) => b.path.length - a.path.length)[0]
  return near === undefined ? issue : meant({ ...near, path: [...issue.path, ...near.path] })
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, part) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[part], value)

/** The message of a union whose schema says nothing of its own. */
const UNSAID = /^Invalid (?:input|discriminator value)/

/** The first thing that a check found wrong with `value`. */
function wrongWith({ issues }: z.core.$ZodError, value: unknown): Issue {
  const [first] = issues
  if (first === undefined) return { path: [], says: 'is not as it should be' }
  const issue = meant(first)
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    return { path, key, says: `there is no field ${shown(key)}` }
  }
  const found = valueAt(value, path)
  const want = wanted(issue)
  if (issue.code === 'invalid_union' && want === undefined) {
    if (!UNSAID.test(issue.message)) return { path, says: issue.message }
    return { path, says: found === undefined ? 'is missing' : `nothing is called ${shown(found)} here` }
  }
  if (want === undefined) return { path, says: issue.message }
  return { path, says: found === undefined && path.length > 0 ? `${want} is missing` : `${want}, not ${shown(found)}` }
}

/** The name of the innermost part, an object with `use`, that a path leads into; undefined where it leads to that name itself. */
function partAt(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (path.at(-1) === 'use') return undefined
  const names = [...path.keys(), path.length].map((count) => valueAt(valueAt(value, path.slice(0, count)), ['use']))
  const name = names.findLast((each) => each !== undefined)
  return typeof name === 'string' && /^[a-z][a-z0-9-]{0,59}$/i.test(name) ? name : undefined
}

/** The first thing that a check found wrong with `value`, in words for whoever wrote it. */
export function issueOf(error: z.core.$ZodError, value: unknown): Issue {
  const issue = wrongWith(error, value)
  const part = partAt(value, issue.path)
  return part === undefined || issue.says.includes(part) ? issue : { ...issue, part }
}

/** Where an issue is, as a program writes it, and in which part: `islands[1].parents.size (tournament)`. */
export const placeOf = ({ path, part }: Pick<Issue, 'path' | 'part'>): string =>
  path.reduce<string>(
    (place, step) => (typeof step === 'number' ? `${place}[${step}]` : `${place}${place === '' ? '' : '.'}${String(step)}`),
    '',
  ) + (part === undefined ? '' : ` (${part})`)

/** The same as one line: where, and what is wrong there. */
export function firstIssue(error: z.core.$ZodError, value: unknown): string {
  const issue = issueOf(error, value)
  return issue.path.length === 0 ? issue.says : `${placeOf(issue)}: ${issue.says}`
}
