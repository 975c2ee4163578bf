import { Validator } from '@cfworker/json-schema'
import type { Schema } from '@cfworker/json-schema'
import * as z from 'zod'
import { parseJson } from '../../disk/json.ts'
import { defineGrader } from '../../engine/contracts/part.ts'
import type { GraderPart } from '../../engine/contracts/part.ts'
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

/** What stands in a schema, however deep: all of its objects. */
function* objectsIn(schema: unknown, depth = 0): Generator<Readonly<Record<string, unknown>>> {
  if (typeof schema !== 'object' || schema === null || depth > BOUNDS.depth) return
  if (!Array.isArray(schema)) yield schema as Readonly<Record<string, unknown>>
  for (const each of Object.values(schema)) yield* objectsIn(each, depth + 1)
}

/** What is wrong with a schema whose patterns and formats hostile answers will meet. */
function wrongWith(schema: unknown): string | undefined {
  for (const { pattern, patternProperties, format, $ref } of objectsIn(schema)) {
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
    const validator = new Validator(schema as Schema, '2020-12')
    const all = [...objectsIn(schema)]
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
        const { valid, errors } = validator.validate(value)
        if (valid) return { score: 1 }
        const last = errors.at(-1)
        return { score: 0, why: `${last?.instanceLocation ?? '#'}: ${(last?.error ?? 'does not fit').slice(0, 120)}` }
      },
    }
  },
})
