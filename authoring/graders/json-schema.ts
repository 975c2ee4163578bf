import * as z from 'zod'
import { parseJson } from '../../disk/json.ts'
import { defineGrader } from '../../engine/contracts/part.ts'
import type { GraderPart } from '../../engine/contracts/part.ts'
import { openSchema } from '../../languages/json-schema.ts'
import { wrongPattern } from './regex.ts'
import { shown } from './text.ts'

/** How much may stand in an answer that a schema is held against; a schema that wants elements to differ compares each with each. */
const LONGEST = 200_000
const BOUNDS = { depth: 64, members: 10_000, values: 20_000 }
const MOST_UNIQUE = 2000

/** Formats of texts that are checked, on so many characters; schemas may name no other. */
const FORMATS = new Set([
  'date',
  'time',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
  'json-pointer',
])
const LONGEST_FORMATTED = 2000

type Schemas = Readonly<Record<string, unknown>>

/** Keywords under which a schema stands, a list of them, or some by names (JSON Schema 2020-12, sections 10 and 11, and what it calls earlier ones). */
const UNDER = [
  'additionalItems',
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]
const LISTS = ['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems']
const NAMED = ['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties']

/** The schemas that stand in one, itself first: what is listed as a value, by `enum` or `const`, is none. Throws a RangeError where they nest too deep. */
function* schemasIn(schema: unknown, depth = 0): Generator<Schemas> {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return
  if (depth > BOUNDS.depth) throw new RangeError(`it nests deeper than ${BOUNDS.depth}`)
  const own = schema as Schemas
  yield own
  const below = [
    ...UNDER.map((keyword) => own[keyword]),
    ...LISTS.flatMap((keyword) => (Array.isArray(own[keyword]) ? (own[keyword] as unknown[]) : [])),
    ...NAMED.flatMap((keyword) => Object.values(Object(own[keyword]) as Schemas)),
  ]
  for (const each of below) yield* schemasIn(each, depth + 1)
}

/** The same as a list; undefined where they nest too deep. */
function allIn(schema: unknown): readonly Schemas[] | undefined {
  try {
    return [...schemasIn(schema)]
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** What is wrong with a schema whose patterns and formats hostile answers will meet. */
function wrongWith(schema: unknown): string | undefined {
  const all = allIn(schema)
  if (all === undefined) return `it nests deeper than ${BOUNDS.depth}`
  for (const { pattern, patternProperties, format, $ref } of all) {
    if (typeof format === 'string' && !FORMATS.has(format)) return `there is no format ${shown(format)}: one of ${[...FORMATS].join(', ')}`
    if (typeof $ref === 'string' && !$ref.startsWith('#')) return `$ref ${shown($ref)} leads out of the schema`
    const patterns = [pattern, ...(typeof patternProperties === 'object' ? Object.keys(patternProperties ?? {}) : [])]
    for (const each of patterns) {
      const wrong = typeof each === 'string' ? wrongPattern(each, 'u') : undefined
      if (wrong !== undefined) return `the pattern ${shown(each)} ${wrong}`
    }
  }
  return undefined
}

const options = z.strictObject({
  schema: z
    .looseObject({})
    .describe('a JSON schema, draft 2020-12')
    .superRefine((schema, context) => {
      const message = wrongWith(schema)
      if (message !== undefined) context.addIssue({ code: 'custom', message })
    }),
  fenced: z.boolean().default(false).describe('whether JSON between ``` fences is taken out of a text'),
})

/** What stands between the first pair of fences of a text; the text where there is none. */
function unfenced(text: string): string {
  const from = text.indexOf('```')
  const start = from === -1 ? -1 : text.indexOf('\n', from)
  const end = start === -1 ? -1 : text.indexOf('```', start)
  return end === -1 ? text : text.slice(start, end)
}

const isLong = (text: string): boolean => text.length > LONGEST_FORMATTED

/** Whether a list is so long, or a text, that holding a schema against it would take more than a moment. */
function isTooMuch(value: unknown, schema: { readonly isUnique: boolean; readonly isFormatted: boolean }): boolean {
  if (typeof value === 'string') return schema.isFormatted && isLong(value)
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value) && schema.isUnique && value.length > MOST_UNIQUE) return true
  return Object.values(value).some((each) => isTooMuch(each, schema))
}

/** The answer is JSON, as a text or as data, that a schema describes. */
export const jsonSchema: GraderPart = defineGrader({
  name: 'json-schema',
  options,
  create({ schema, fenced }) {
    const wrongIn = openSchema(schema)
    const all = allIn(schema) ?? []
    const asks = {
      isUnique: all.some(({ uniqueItems }) => uniqueItems === true),
      isFormatted: all.some(({ format }) => format !== undefined),
    }
    return {
      grade(_, answer) {
        const text = typeof answer === 'string' ? (fenced ? unfenced(answer) : answer) : JSON.stringify(answer ?? null)
        if (text.length > LONGEST) return { score: 0, why: `is longer than ${LONGEST} characters` }
        let value: unknown
        try {
          value = parseJson(text, BOUNDS)
        } catch (error) {
          return { score: 0, why: `is no JSON: ${error instanceof Error ? error.message.slice(0, 100) : ''}` }
        }
        if (isTooMuch(value, asks)) return { score: 0, why: 'is more than is looked at' }
        const why = wrongIn(value)
        return why === undefined ? { score: 1 } : { score: 0, why }
      },
    }
  },
})
