import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { firstIssue } from './issue.ts'

const schema = z.strictObject({
  count: z.int().positive().optional(),
  share: z.number().positive().max(1).optional(),
  name: z.string().min(1).max(5).optional(),
  list: z.array(z.string()).min(1).optional(),
  pair: z.tuple([z.number(), z.number()]).optional(),
  commitOrder: z.enum(['virtual-time', 'arrival']).optional(),
  either: z.union([z.string(), z.strictObject({ size: z.int() })]).optional(),
  seed: z.union([z.string().min(1), z.int()]).optional(),
  one: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('a') }), z.strictObject({ kind: z.literal('b') })]).optional(),
  code: z.string().regex(/^x/).optional(),
  verify: z.function().optional(),
  map: z.record(z.string(), z.number()).optional(),
  even: z
    .number()
    .refine((n) => n % 2 === 0, 'must be even')
    .optional(),
  flag: z.boolean().optional(),
  parts: z.array(z.strictObject({ use: z.string(), size: z.int().optional() })).optional(),
})

const saidOf = (value: unknown, by: z.ZodType = schema): string | undefined => {
  const checked = by.safeParse(value)
  return checked.success ? undefined : firstIssue(checked.error, value)
}

/** What a validator says in its own words. */
const VALIDATOR = /invalid|expected|received|too (small|big)|unrecognized|NaN to be|ZodError|must match/i

describe('what a check finds wrong', () => {
  test.each<[unknown, string]>([
    [{ count: 'ten' }, 'count: a number, not "ten"'],
    [{ count: -3 }, 'count: a number above 0, not -3'],
    [{ count: 2.5 }, 'count: a whole number, not 2.5'],
    [{ count: Number.NaN }, 'count: a number, not NaN'],
    [{ share: 2 }, 'share: a number of at most 1, not 2'],
    [{ name: '' }, 'name: a text that is not empty, not ""'],
    [{ name: 'too long' }, 'name: a text of at most 5 characters, not "too long"'],
    [{ list: [] }, 'list: a list that is not empty, not an empty list'],
    [{ list: ['a', 7] }, 'list[1]: a text, not 7'],
    [{ commitOrder: 'loose' }, 'commitOrder: "virtual-time" or "arrival", not "loose"'],
    [{ either: 7 }, 'either: a text or an object, not 7'],
    [{ either: { size: 'big' } }, 'either.size: a number, not "big"'],
    [{ either: { size: 1, sise: 2 } }, 'either: there is no field "sise"'],
    [{ either: {} }, 'either.size: a number is missing'],
    [{ seed: '' }, 'seed: a text that is not empty, not ""'],
    [{ seed: true }, 'seed: a text or a number, not true'],
    [{ one: { kind: 'c' } }, 'one.kind: nothing is called "c" here'],
    [{ code: 'y' }, 'code: a text of another form, not "y"'],
    [{ map: { a: 'b' } }, 'map.a: a number, not "b"'],
    [{ even: 3 }, 'even: must be even'],
    [{ parts: [{ use: 'race', size: 'x' }] }, 'parts[0].size (race): a number, not "x"'],
    [{ parts: [{ use: 'race', sise: 1 }] }, 'parts[0] (race): there is no field "sise"'],
    [{ parts: [{ use: 7 }] }, 'parts[0].use: a text, not 7'],
    [{ parts: [{ use: 'no\u001b', size: 'x' }] }, 'parts[0].size: a number, not "x"'],
    [{ coutn: 3 }, 'there is no field "coutn"'],
    [7, 'an object, not 7'],
    [undefined, 'an object, not nothing'],
  ])('%j: %s', (value, said) => expect(saidOf(value)).toBe(said))

  test('is told in no word of the validator, whatever the value', () => {
    const keys = Object.keys(schema.shape)
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.oneof(fc.jsonValue(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e300)),
        (key, value) => {
          const said = saidOf({ [key]: value })
          if (said !== undefined) expect(said.replace(JSON.stringify(value), '')).not.toMatch(VALIDATOR)
        },
      ),
      { numRuns: 500 },
    )
  })
})
