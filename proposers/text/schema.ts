import type { JsonSchema } from '../../engine/contracts/problem.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { openSchema } from '../../languages/json-schema.ts'
import type { Fits } from '../../languages/json-schema.ts'

/** A schema within the one of a file, which its references begin from. */
export interface SchemaAt {
  readonly schema: JsonSchema
  readonly root: JsonSchema
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value)

const opened = new WeakMap<JsonSchema, Fits>()

/** A schema to hold values against, opened once. */
function openedAt({ schema, root }: SchemaAt): Fits {
  const known = opened.get(schema)
  if (known !== undefined) return known
  const made = openSchema(root['$defs'] === undefined ? schema : { ...schema, $defs: root['$defs'] })
  opened.set(schema, made)
  return made
}

/** Whether a value of JSON fits a schema. */
export const fits = (value: unknown, at: SchemaAt): boolean => openedAt(at)(value) === undefined

/** The schema that a reference within its file names: `#/$defs/node`. */
function referred(reference: string, root: JsonSchema): JsonSchema {
  let found: unknown = root
  for (const word of reference.split('/').slice(1)) {
    const key = word.replaceAll('~1', '/').replaceAll('~0', '~')
    found = isSchema(found) || Array.isArray(found) ? (found as Record<string, unknown>)[key] : undefined
  }
  return isSchema(found) ? found : {}
}

/** References that follow each other, at most. */
const FURTHEST = 16

/** The alternatives of a schema; itself where it has none. */
export function alternativesOf({ schema, root }: SchemaAt): SchemaAt[] {
  let at = schema
  for (let k = 0; k < FURTHEST && typeof at['$ref'] === 'string'; k++) at = at['$ref'].startsWith('#') ? referred(at['$ref'], root) : {}
  const branches = [at['anyOf'], at['oneOf']].find((list) => Array.isArray(list)) as readonly unknown[] | undefined
  if (branches !== undefined) return branches.filter(isSchema).map((branch) => ({ schema: branch, root }))
  const { type } = at
  return Array.isArray(type) ? type.map((one: unknown) => ({ schema: { ...at, type: one }, root })) : [{ schema: at, root }]
}

/** The schema of a value with references followed and, of alternatives, the first that it fits. */
export function resolved(at: SchemaAt, value: () => unknown): SchemaAt {
  let found = at
  for (let k = 0; k < FURTHEST; k++) {
    const branches = alternativesOf(found)
    const only = branches.length === 1 ? branches[0] : branches.find((branch) => fits(value(), branch))
    if (only === undefined || only.schema === found.schema) return only ?? found
    found = only
  }
  return found
}

const within = (schema: unknown, root: JsonSchema): SchemaAt | undefined => (isSchema(schema) ? { schema, root } : undefined)

/** The schema of a list's element. */
export function elementOf({ schema, root }: SchemaAt, k: number): SchemaAt | undefined {
  const { prefixItems, items } = schema
  return within(Array.isArray(prefixItems) && k < prefixItems.length ? prefixItems[k] : items, root)
}

/** The schema of an object's field. */
export function fieldOf({ schema, root }: SchemaAt, key: string): SchemaAt | undefined {
  const { properties, additionalProperties } = schema
  return within(isSchema(properties) && Object.hasOwn(properties, key) ? properties[key] : additionalProperties, root)
}

const numberIn = (schema: JsonSchema, word: string): number | undefined =>
  typeof schema[word] === 'number' && Number.isFinite(schema[word]) ? schema[word] : undefined

/** The numbers that a schema allows: a range with its ends, and the distance of two of them; absent where it says nothing. */
export interface NumberRange {
  readonly low?: number
  readonly high?: number
  readonly step?: number
}

/** The range of a schema of numbers. The bounds of a whole number beyond the safe ones say nothing. */
export function rangeOf(schema: JsonSchema): NumberRange {
  const step = numberIn(schema, 'multipleOf') ?? (schema['type'] === 'integer' ? 1 : undefined)
  const [least, most] = [numberIn(schema, 'minimum'), numberIn(schema, 'maximum')]
  const [above, under] = [numberIn(schema, 'exclusiveMinimum'), numberIn(schema, 'exclusiveMaximum')]
  const tiny = (bound: number): number => step ?? Math.max(Math.abs(bound), 1e-3) * 1e-6
  const low = Math.max(least ?? -Infinity, above === undefined ? -Infinity : above + tiny(above))
  const high = Math.min(most ?? Infinity, under === undefined ? Infinity : under - tiny(under))
  const says = (bound: number): boolean => Math.abs(bound) < Number.MAX_SAFE_INTEGER
  return {
    ...(says(low) ? { low: step === undefined ? low : Math.ceil(low / step) * step } : {}),
    ...(says(high) ? { high: step === undefined ? high : Math.floor(high / step) * step } : {}),
    ...(step === undefined ? {} : { step }),
  }
}

/** Significant digits of numbers that are written. */
const DIGITS = 4

/** A number as a range allows it: on its steps, or with few digits, between its ends. */
export function settle(value: number, { low = -Infinity, high = Infinity, step }: NumberRange): number {
  const rounded = step === undefined ? Number(value.toPrecision(DIGITS)) : Number((Math.round(value / step) * step).toPrecision(15))
  return Math.min(high, Math.max(low, rounded))
}

/** Ranges from a ratio of their ends on are drawn from by the order of magnitude. */
const WIDE = 100

/** A number drawn from a range; of one without ends near 0. */
export function drawNumber(range: NumberRange, random: Random): number {
  const { low = range.high === undefined ? -10 : range.high - 20, high = low + 20 } = range
  const value = low > 0 && high / low >= WIDE ? low * (high / low) ** random.next() : low + (high - low) * random.next()
  return settle(value, range)
}

/** A number near another one: a normal step of a tenth of the range, or of a quarter of the value where the range has no ends. */
export function stepFrom(value: number, range: NumberRange, random: Random): number {
  const { low, high, step = 0 } = range
  const isClosed = low !== undefined && high !== undefined
  if (isClosed && low > 0 && value > 0 && high / low >= WIDE) return settle(value * (high / low) ** (random.normal() / 10), range)
  const scale = Math.max(step, isClosed ? (high - low) / 10 : Math.abs(value) / 4, isClosed ? 0 : step > 0 ? step : 1e-3)
  const moved = settle(value + scale * random.normal(), range)
  return moved === value && step > 0 ? settle(value + (random.integer(2) === 0 ? step : -step), range) : moved
}

/** Elements that a list is drawn with beyond its least number, at most, where its schema does not say. */
const FURTHER = 4
/** Levels that are drawn of a schema that holds itself. */
const DEEPEST = 8

/** A value that a schema allows; undefined where none is known, as of free texts without an example. */
export function drawValue(at: SchemaAt, random: Random, depth = 0): { readonly value: unknown } | undefined {
  const { schema, root } = at
  const branches = alternativesOf(at)
  const [only] = branches
  if (branches.length > 1) return drawValue(random.pick(branches), random, depth + 1)
  if (only === undefined || depth > DEEPEST) return undefined
  if (only.schema !== schema) return drawValue(only, random, depth + 1)
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) return { value: random.pick(schema['enum'] as readonly unknown[]) }
  if (Object.hasOwn(schema, 'const')) return { value: schema['const'] }
  const type = schema['type'] ?? (isSchema(schema['properties']) ? 'object' : undefined)
  if (type === 'boolean') return { value: random.integer(2) === 0 }
  if (type === 'null') return { value: null }
  if (type === 'number' || type === 'integer') return { value: drawNumber(rangeOf(schema), random) }
  if (type === 'array') return drawList({ schema, root }, random, depth)
  if (type === 'object') return drawObject({ schema, root }, random, depth)
  const examples = [
    ...(Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : []),
    ...('default' in schema ? [schema['default']] : []),
  ]
  return examples.length === 0 ? undefined : { value: random.pick(examples) }
}

/** Least and most elements of a list. */
export const lengthsOf = (schema: JsonSchema): { readonly least: number; readonly most: number } => ({
  least: numberIn(schema, 'minItems') ?? 0,
  most: numberIn(schema, 'maxItems') ?? Infinity,
})

function drawList(at: SchemaAt, random: Random, depth: number): { readonly value: unknown } | undefined {
  const { least, most } = lengthsOf(at.schema)
  const fixed = Array.isArray(at.schema['prefixItems']) ? at.schema['prefixItems'].length : 0
  const from = Math.max(least, fixed)
  const length = elementOf(at, fixed) === undefined ? from : from + random.integer(Math.min(most, from + FURTHER) - from + 1)
  const value: unknown[] = []
  for (let k = 0; k < length; k++) {
    const element = elementOf(at, k)
    const drawn = element && drawValue(element, random, depth + 1)
    if (drawn === undefined) return undefined
    value.push(drawn.value)
  }
  return { value }
}

function drawObject(at: SchemaAt, random: Random, depth: number): { readonly value: unknown } | undefined {
  const { properties, required } = at.schema
  const value: Record<string, unknown> = {}
  for (const key of Object.keys(isSchema(properties) ? properties : {})) {
    const isRequired = Array.isArray(required) && required.includes(key)
    const field = isRequired || random.integer(2) === 0 ? fieldOf(at, key) : undefined
    const drawn = field && drawValue(field, random, depth + 1)
    if (drawn === undefined && isRequired) return undefined
    if (drawn !== undefined) value[key] = drawn.value
  }
  return { value }
}
