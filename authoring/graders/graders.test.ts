import { describe, expect, test } from 'vitest'
import { graderRequirements } from '../../conformance/grader.ts'
import type { Envelope } from '../../engine/contracts/capability.ts'
import type { ModelQuestion } from '../../engine/contracts/converse.ts'
import { defined } from '../../engine/contracts/defined.ts'
import type { GradedCase, Mark } from '../../engine/contracts/grader.ts'
import type { Ref } from '../../engine/contracts/ref.ts'
import { createRegistry } from '../../engine/contracts/registry.ts'
import { graderParts } from './index.ts'

const parts = createRegistry(graderParts)
const subject = (expected: unknown): GradedCase => ({ name: 'a', input: 'x', expected })
const make = (ref: Ref) => parts.create('grader', ref, ['use'])
const mark = (ref: Ref, expected: unknown, answer: unknown): Mark => make(ref).grade(subject(expected), answer) as Mark

const SCHEMA = {
  type: 'object',
  required: ['city'],
  properties: { city: { type: 'string', pattern: '^[A-Z]' } },
  additionalProperties: false,
}

/** Of each grader what it finds better, and worse. */
const SUBJECTS: readonly (readonly [ref: Ref, expected: unknown, better: unknown, worse: unknown])[] = [
  [{ use: 'equal' }, 'Paris', ' Paris\n', 'paris'],
  [{ use: 'equal' }, { a: [1, 2] }, { a: [1, 2] }, { a: [2, 1] }],
  [{ use: 'equal', oneOf: true, ignoreCase: true }, ['yes', 'y'], 'Y', 'no'],
  [{ use: 'equal', not: true, value: 'unknown' }, undefined, 'Paris', 'unknown'],
  [{ use: 'contains' }, 'Paris', 'It is Paris.', 'It is Lyon.'],
  [{ use: 'contains', text: ['a', 'b', 'c'] }, undefined, 'a b', 'a'],
  [{ use: 'contains', text: ['sorry', 'cannot'], not: true, ignoreCase: true }, undefined, 'Paris', 'Sorry'],
  [{ use: 'contains', any: true }, ['Paris', 'Lyon'], 'in Lyon', 'in Nice'],
  [{ use: 'regex', pattern: String.raw`^answer: (\w+)`, flags: 'im', captures: true }, 'B', 'so\nAnswer: B', 'Answer: C'],
  [{ use: 'regex', pattern: String.raw`\d`, not: true }, undefined, 'none', 'one 1'],
  [{ use: 'number', absolute: 0.01 }, 3.14, '3.1415', 'about 3.14'],
  [{ use: 'number', relative: 0.1, find: 'last' }, '1,000', 'from 3 to $1,050.', '1,000 or 5'],
  [{ use: 'number', find: 'first' }, -5, 'it is -5 degrees', 'it is 5 degrees'],
  [{ use: 'json-schema', schema: SCHEMA }, undefined, '{"city": "Paris"}', '{"city": "paris"}'],
  [{ use: 'json-schema', schema: SCHEMA, fenced: true }, undefined, 'So:\n```json\n{"city": "Paris"}\n```', 'So: {"city": "Paris"}'],
  [{ use: 'json-schema', schema: { uniqueItems: true, items: { format: 'email' } } }, undefined, ['a@b.c'], ['a@b.c', 'a@b.c']],
  [{ use: 'program', grade: ({ expected }: GradedCase, answer: unknown) => answer === expected }, 4, 4, 5],
  [{ use: 'program', grade: (_: GradedCase, answer: unknown) => ({ score: answer === 4 ? 0.5 : 0.2, why: 'half' }) }, 4, 4, 5],
]

describe.each(SUBJECTS.map((each) => [JSON.stringify(each[0]), each] as const))('the grader %s', (_, [ref, expected, better, worse]) => {
  for (const { name, run } of graderRequirements({ make: () => make(ref), pairs: [{ subject: subject(expected), better, worse }] }))
    test(name, run)
})

/** A judge that gives answers which say please the best mark; it reads no more than the answer, which stands last and between fences. */
function judge({ messages }: ModelQuestion): string {
  const [, answer = ''] = /Answer:\n~+\n([^]*?)\n~+$/.exec(messages.at(-1)?.content ?? '') ?? []
  return `{"why": "says no please", "mark": ${answer.includes('please') ? 4 : 1}}`
}

describe.each([
  ['a function of the problem', { model: judge }, undefined],
  ['a model that is asked', {}, (question: unknown): Envelope => ({ ok: true, value: { text: judge(question as ModelQuestion) } })],
])('the grader rubric, marked by %s', (_, model, reply) => {
  const ref = { use: 'rubric', rubric: 'The answer says please.', version: 1, ...model }
  const pairs = [{ subject: subject(undefined), better: 'a cup, please', worse: 'a cup' }]
  for (const { name, run } of graderRequirements({ make: () => make(ref), pairs, ...defined({ reply }) })) test(name, run)
})

test('every grader that comes with the engine is held to the suite', () => {
  expect([...new Set(SUBJECTS.map(([{ use }]) => use)), 'rubric'].sort()).toEqual(parts.names('grader'))
})

test('graders say what is missing, on one short line', () => {
  expect(mark({ use: 'equal' }, 'Paris', 'Lyon')).toEqual({ score: 0, why: 'is "Lyon", not "Paris"' })
  expect(mark({ use: 'contains', text: ['a', 'b', 'c'] }, undefined, 'a')).toEqual({ score: 1 / 3, why: 'lacks "b" and 1 more' })
  expect(mark({ use: 'number' }, 4, 'four').why).toBe('is "four", and no number is found in it')
  expect(mark({ use: 'json-schema', schema: SCHEMA }, undefined, '{"city": 3}').why).toContain('city')
  expect(mark({ use: 'json-schema', schema: SCHEMA }, undefined, '{"city"').why).toMatch(/^is no JSON/)
  for (const use of ['equal', 'contains', 'number']) expect(mark({ use }, 'x', 'é\n'.repeat(9999)).why?.length).toBeLessThan(200)
})

/** A schema in a schema, so many times. */
const deep = (levels: number): object => (levels === 0 ? { pattern: '^(a|a)*b' } : { items: deep(levels - 1) })

test('what a schema lists as values is no schema, whatever it looks like', () => {
  const value = { format: 'url', pattern: '^(a|a)*b', $ref: 'https://example.com/x' }
  expect(mark({ use: 'json-schema', schema: { enum: [value], examples: [value], default: value } }, undefined, value).score).toBe(1)
  expect(mark({ use: 'json-schema', schema: { const: value } }, undefined, value).score).toBe(1)
  expect(mark({ use: 'json-schema', schema: { properties: { format: { type: 'string' }, pattern: {} } } }, undefined, value).score).toBe(1)
})

test.each([
  [{ use: 'regex', pattern: '(a+)+$' }, /linear time/],
  [{ use: 'regex', pattern: '(' }, /Invalid regular expression/],
  [{ use: 'regex', pattern: 'a', flags: 'g' }, /i, m, s or u/],
  [{ use: 'json-schema', schema: { pattern: '^(a|a)*b' } }, /linear time/],
  [{ use: 'json-schema', schema: { patternProperties: { '(x*)*y': {} } } }, /linear time/],
  [{ use: 'json-schema', schema: { format: 'url' } }, /there is no format "url"/],
  [{ use: 'json-schema', schema: { $ref: 'https://example.com/x' } }, /leads out of the schema/],
  [{ use: 'json-schema', schema: deep(70) }, /nests deeper than 64/],
  [{ use: 'json-schema', schema: { properties: { a: { anyOf: [{}, { $defs: { b: { pattern: '^(a|a)*b' } } }] } } } }, /linear time/],
  [{ use: 'number', relative: -1 }, /relative/],
  [{ use: 'contains', texts: 'x' }, /texts/],
])('the options %j are refused', (ref, why) => {
  expect(() => make(ref)).toThrow(why)
})

test('a number is read as people write it', () => {
  const found = (text: string, find: string): unknown => mark({ use: 'number', find, absolute: 1e9 }, 0, text).score
  for (const text of ['1,234.5', '-3e4', '.5', '+7', ' 12 ']) expect(found(text, 'whole')).toBe(1)
  for (const text of ['1,23', '1 2', '0x10', 'NaN', 'Infinity', '1e999', '12px', '']) expect(found(text, 'whole')).toBe(0)
  expect(mark({ use: 'number', find: 'last' }, 12.5, 'First 3, then (12.5).').score).toBe(1)
  expect(mark({ use: 'number', find: 'first' }, 3, 'v2x, no: 3').score).toBe(0)
})
