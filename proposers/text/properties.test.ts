import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Context, Shown } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { stream } from '../../engine/contracts/random.ts'
import { makeProgram } from '../../languages/index.ts'
import { fits } from './schema.ts'
import { joined } from './pieces.ts'
import { drawTexts } from './draws.ts'
import { linesOf, sentencesOf } from './sentences.ts'
import { createText } from './text.ts'

const sign = fc.constantFrom(...Array.from('ab .,!?\n\r"\'\\{}[]:0123456789-#<>。ü💡\ud800'))
const words = fc.array(sign, { maxLength: 80 }).map((signs) => signs.join(''))
const marked = fc
  .tuple(words, words, words)
  .map(([a, b, c]) => `${a.replaceAll('EVOLVE', '')}\n<!-- EVOLVE-BLOCK-START -->\n${b}\n<!-- EVOLVE-BLOCK-END -->\n${c}`)
const schema = {
  type: 'object',
  properties: {
    rate: { type: 'number', exclusiveMinimum: 0, maximum: 2 },
    mode: { type: 'string', enum: ['a', 'b', 'c'] },
    list: { type: 'array', minItems: 1, maxItems: 3, items: { anyOf: [{ type: 'integer', minimum: 0, maximum: 5 }, { type: 'null' }] } },
    note: { type: 'string', maxLength: 60 },
  },
  required: ['rate', 'mode', 'list'],
  additionalProperties: false,
}
const settings = fc.record({
  rate: fc.double({ min: 0.001, max: 2, noNaN: true }),
  mode: fc.constantFrom('a', 'b', 'c'),
  list: fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(null)), { minLength: 1, maxLength: 3 }),
  note: fc.string({ maxLength: 40 }),
})
const position = fc.integer({ min: 0, max: 49 })
const trainCase = (k: number): string => JSON.stringify({ input: `case ${k}`, output: k })
const files = fc
  .record({
    prompt: fc.oneof(words, marked),
    demos: fc.uniqueArray(position, { maxLength: 6 }),
    data: settings,
    free: fc.jsonValue(),
    indent: fc.constantFrom(0, 2),
  })
  .map(({ prompt, demos, data, free, indent }): Files => ({
    'prompt.md': prompt,
    'demos.json': `[${demos.map(trainCase).join(', ')}]`,
    'settings.json': JSON.stringify(data, undefined, indent),
    'free.json': JSON.stringify(free, undefined, indent),
  }))

const shown = (program: Files): Shown => {
  const made = makeProgram(program)
  if (!made.ok) throw new Error(made.reason)
  return { program: made.program, evaluation: { set: 'train', verdict: 'scored', cases: [], score: 1, metrics: {}, fuel: 1 } }
}

const contextOf = (parent: Files, relative: Files, key: string): Context => ({
  statement: '',
  direction: 'maximize',
  vocabulary: { choices: [['a', 'b']] },
  parents: [shown(parent)],
  inspirations: [shown(relative)],
  trainCases: 50,
  size: 60,
  demonstrations: new Map([['demos.json', { most: 5, count: 50, at: trainCase }]]),
  schemas: { 'settings.json': schema },
  random: stream(key),
})

/** What stands outside of the evolve block of a prompt. */
const fixed = (text: string): readonly string[] => text.split(/(?<=EVOLVE-BLOCK-START -->\n)[\s\S]*(?=\n<!-- EVOLVE-BLOCK-END)/)

test.each([
  ['the text proposer', (context: Context) => createText().propose(context).next().value],
  ['random draws', drawTexts],
])('whatever the texts, what comes of %s is a program within its bounds', (_, propose) => {
  fc.assert(
    fc.property(files, files, fc.string(), (parent, relative, key) => {
      const proposal = propose(contextOf(parent, relative, key))
      expect(propose(contextOf({ ...parent }, { ...relative }, key))).toEqual(proposal)
      if (proposal.kind !== 'program') return
      const made = makeProgram(proposal.files)
      if (!made.ok) throw new Error(made.reason)
      expect(made.program.size).toBeLessThanOrEqual(Math.max(60, shown(parent).program.size))
      expect(Object.keys(proposal.files)).toEqual(Object.keys(parent))
      const { 'prompt.md': prompt = '', 'demos.json': demos = '', 'settings.json': data = '' } = proposal.files
      const list = (JSON.parse(demos) as unknown[]).map((one) => JSON.stringify(one))
      const held = [parent, relative].map((program) => (JSON.parse(program['demos.json'] ?? '') as unknown[]).length)
      expect(list.length).toBeLessThanOrEqual(Math.max(5, ...held))
      expect(new Set(list).size).toBe(list.length)
      for (const one of list) expect(Array.from({ length: 50 }, (_, k) => trainCase(k))).toContain(one)
      expect(fits(JSON.parse(data), { schema, root: schema })).toBe(true)
      if (parent['prompt.md']?.includes('EVOLVE') === true) {
        const [before, after] = [parent['prompt.md'], prompt].map((text) => fixed(text))
        const isWhole = [relative['prompt.md'], parent['prompt.md']].includes(prompt)
        if (!isWhole) expect([after?.[0], after?.at(-1)]).toEqual([before?.[0], before?.at(-1)])
      }
    }),
    { numRuns: 150, seed: 1 },
  )
})

test('pieces joined again are the text', () => {
  fc.assert(
    fc.property(words, (text) => {
      expect(joined(linesOf(text))).toBe(text)
      expect(joined(sentencesOf(text))).toBe(text)
    }),
    { seed: 1 },
  )
})

test('time grows about linearly with the text', () => {
  for (const unit of ['. ', '....x', '\n', '1. a\n', '    \n  -', '"(', 'a b. c\n', '1.1 ', '[[']) {
    const propose = (length: number): number => {
      const parent = {
        'prompt.md': unit.repeat(length / unit.length),
        'demos.json': '[]',
        'settings.json': '{"rate": 1, "mode": "a", "list": [1]}',
        'free.json': '1',
      }
      const began = performance.now()
      for (const key of 'abc')
        createText()
          .propose({ ...contextOf(parent, parent, key), size: 1e9 })
          .next()
      return performance.now() - began
    }
    propose(10_000)
    // 10 times the text, at most 60 times the time: quadratic would be 100 times
    const [few, many] = [Math.min(propose(30_000), propose(30_000)), propose(300_000)]
    expect(many / Math.max(few, 20), JSON.stringify(unit)).toBeLessThan(60)
  }
})
