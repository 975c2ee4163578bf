import { describe, expect, test } from 'vitest'
import type { Context, Shown } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { stream } from '../../engine/contracts/random.ts'
import { makeProgram } from '../../languages/index.ts'
import { textOperators } from './operators.ts'
import { createText } from './text.ts'

/** Train cases: even positions are named `even`. Those from 90 on cannot be shown. */
const rule = (most: number): NonNullable<Context['demonstrations']> extends ReadonlyMap<string, infer Rule> ? Rule : never => ({
  most,
  count: 100,
  at: (k) => (k >= 90 ? undefined : JSON.stringify({ input: k, output: k % 2 === 0 ? 'even' : 'odd' })),
})

const shown = (files: Files, failed: readonly number[] = []): Shown => {
  const made = makeProgram(files)
  if (!made.ok) throw new Error(made.reason)
  const cases = Array.from({ length: 100 }, (_, k) => ({
    verdict: 'scored' as const,
    fuel: 1,
    score: failed.includes(k) ? 0 : 1,
    metrics: {},
  }))
  return { program: made.program, evaluation: { set: 'train', verdict: 'scored', cases, score: 1, metrics: {}, fuel: 1 } }
}

const contextOf = (files: Files, more: Partial<Context> = {}): Context => ({
  statement: 'Tell even from odd.',
  direction: 'maximize',
  vocabulary: {},
  parents: [shown(files)],
  inspirations: [],
  trainCases: 100,
  size: 2000,
  random: stream('one'),
  ...more,
})

/** Files that one operator makes of a program, over 200 streams; undefined where it found nothing. */
function made(name: string, files: Files, more: Partial<Context> = {}): (Files | undefined)[] {
  const operator = textOperators.find((item) => item.name === name)
  if (operator === undefined) throw new Error(`no operator ${name}`)
  return Array.from({ length: 200 }, (_, k) => {
    const random = stream(`${name} ${k}`)
    const context = contextOf(files, { ...more, random })
    const relatives = context.inspirations.map(({ program }) => program.files)
    return operator.apply({ files, relatives, context, random })
  })
}

/** The texts that come of a file, in alphabetical order, none twice. */
const texts = (all: readonly (Files | undefined)[], file: string): string[] =>
  [...new Set(all.flatMap((files) => files?.[file] ?? []))].sort()

const demos = (list: readonly unknown[]): string => JSON.stringify(list)
const listed = (files: Files | undefined): { input: number }[] => JSON.parse(files?.['demos.json'] ?? '[]') as { input: number }[]
const inputs = (files: Files | undefined): number[] => listed(files).map(({ input }) => input)
const shots = (...positions: readonly number[]): Files => ({
  'demos.json': demos(positions.map((k) => JSON.parse(rule(9).at(k) ?? '') as unknown)),
})
const withRule = (most: number): Partial<Context> => ({ demonstrations: new Map([['demos.json', rule(most)]]) })

describe('demonstrations', () => {
  test('are drawn of the train cases, none twice, up to the most', () => {
    const all = made('add-demonstrations', shots(1, 2), withRule(4))
    for (const files of all) {
      const now = inputs(files)
      expect([3, 4]).toContain(now.length)
      expect(new Set(now).size).toBe(now.length)
      expect(now.filter((k) => k === 1 || k === 2)).toEqual([1, 2])
      expect(Math.max(...now)).toBeLessThan(90)
    }
    expect(made('add-demonstrations', shots(1, 2), withRule(2)).every((files) => files === undefined)).toBe(true)
  })
  test('are drawn more often of those on which the parent failed', () => {
    const failed = [10, 11, 12, 13, 14]
    const all = made('add-demonstrations', shots(), { ...withRule(1), parents: [shown(shots(), failed)] })
    const hits = all.filter((files) => failed.includes(inputs(files)[0] ?? -1)).length
    // 5 of 100 cases: about 6 % if drawn with equal chances, 12 % as it is
    expect(hits).toBeGreaterThan(16)
  })
  test('may be put into a file that is not there yet', () => {
    for (const files of made('add-demonstrations', { 'prompt.md': 'Say.' }, withRule(3))) expect(listed(files).length).toBeGreaterThan(0)
  })
  test('are dropped', () => {
    const all = made('drop-demonstrations', shots(1, 2, 3, 4, 5, 6), withRule(9))
    expect(new Set(all.map((files) => listed(files).length))).toEqual(new Set([5, 4, 3, 2]))
    expect(made('drop-demonstrations', shots(), withRule(9)).every((files) => files === undefined)).toBe(true)
  })
  test('are replaced, and their number stays', () => {
    for (const files of made('replace-demonstrations', shots(1, 2, 3), withRule(9))) {
      expect(inputs(files)).toHaveLength(3)
      expect(inputs(files)).not.toEqual([1, 2, 3])
      expect(new Set(inputs(files)).size).toBe(3)
    }
  })
  test('are swapped', () => {
    expect(texts(made('swap-demonstrations', shots(1, 2, 3), withRule(9)), 'demos.json')).toHaveLength(3)
    for (const files of made('swap-demonstrations', shots(1, 2, 3), withRule(9)))
      expect(inputs(files).sort((a, b) => a - b)).toEqual([1, 2, 3])
  })
  test("are crossed with a relative's: what both have stays, and nothing else comes in", () => {
    const all = made('cross-demonstrations', shots(1, 2, 3), { ...withRule(4), inspirations: [shown(shots(3, 4, 5))] })
    for (const files of all) {
      expect(inputs(files)).toContain(3)
      expect(inputs(files).length).toBeLessThanOrEqual(4)
      for (const k of inputs(files)) expect([1, 2, 3, 4, 5]).toContain(k)
    }
    expect(all.some((files) => inputs(files).some((k) => k > 3))).toBe(true)
    expect(all.some((files) => inputs(files).some((k) => k < 3))).toBe(true)
  })
})

const prompt = { 'prompt.md': 'One.\n\nTwo.\nThree.\n' }

describe('lines', () => {
  test('are moved, dropped and written twice; what stands between them stays', () => {
    expect(texts(made('move-line', prompt), 'prompt.md')).toContain('Two.\nOne.\n\nThree.\n')
    for (const text of texts(made('move-line', prompt), 'prompt.md'))
      expect(text.split('\n').sort()).toEqual(['', '', 'One.', 'Three.', 'Two.'])
    expect(texts(made('drop-line', prompt), 'prompt.md')).toEqual(['\nTwo.\nThree.\n', 'One.\n\nThree.\n', 'One.\n\nTwo.\n'])
    expect(texts(made('duplicate-line', prompt), 'prompt.md')).toContain('One.\n\nTwo.\nThree.\nTwo.\n')
    expect(made('drop-line', { 'prompt.md': 'One.\n' }).every((files) => files === undefined)).toBe(true)
  })
  test('are taken from a relative', () => {
    const relative = { 'prompt.md': 'One.\nFour.\n' }
    const all = texts(made('borrow-line', prompt, { inspirations: [shown(relative)] }), 'prompt.md')
    expect(all).toContain('One.\n\nFour.\nThree.\n')
    expect(all).toContain('One.\n\nTwo.\nThree.\nFour.\n')
    for (const text of all) expect(text).toContain('Four.')
    expect(made('borrow-line', prompt, { inspirations: [shown(prompt)] }).every((files) => files === undefined)).toBe(true)
  })
  test('outside of evolve blocks stay', () => {
    const head = 'Fixed.\n<!-- EVOLVE-BLOCK-START -->\n'
    const tail = '<!-- EVOLVE-BLOCK-END -->\nFixed too.\n'
    const marked = { 'prompt.md': `${head}A.\nB.\n${tail}` }
    expect(texts(made('move-line', marked), 'prompt.md')).toEqual([`${head}B.\nA.\n${tail}`])
    expect(texts(made('drop-line', marked), 'prompt.md')).toEqual([`${head}A.\n${tail}`, `${head}B.\n${tail}`])
    const empty = { 'prompt.md': head + tail }
    expect(texts(made('borrow-line', empty, { inspirations: [shown(marked)] }), 'prompt.md')).toEqual([
      `${head}A.\n${tail}`,
      `${head}B.\n${tail}`,
    ])
  })
})

const advice = { 'prompt.md': 'Be brief. Do not guess! Is it\nclear?\n' }

describe('sentences', () => {
  test('are moved, dropped and written twice', () => {
    expect(texts(made('drop-sentence', advice), 'prompt.md')).toEqual([
      'Be brief. Do not guess!\n',
      'Be brief. Is it\nclear?\n',
      'Do not guess! Is it\nclear?\n',
    ])
    expect(texts(made('move-sentence', advice), 'prompt.md')).toContain('Do not guess! Be brief. Is it\nclear?\n')
    expect(texts(made('duplicate-sentence', advice), 'prompt.md')).toContain('Be brief. Be brief. Do not guess! Is it\nclear?\n')
  })
  test('are taken from a relative', () => {
    const inspirations = [shown({ 'prompt.md': 'Be brief. Cite.\n' })]
    const all = texts(made('borrow-sentence', advice, { inspirations }), 'prompt.md')
    expect(all).toContain('Be brief. Cite. Do not guess! Is it\nclear?\n')
    expect(all).toContain('Cite. Do not guess! Is it\nclear?\n')
  })
  test('in texts of JSON change too, and it stays JSON', () => {
    const tools = { 'tools.json': '{"name": "find", "about": "It finds \\"things\\". It is slow."}' }
    expect(texts(made('drop-sentence', tools), 'tools.json')).toEqual([
      '{"name": "find", "about": "It finds \\"things\\"."}',
      '{"name": "find", "about": "It is slow."}',
    ])
  })
})

test('numbers in texts change, keep their decimals, and are never below 0', () => {
  const all = texts(made('number-mutation', { 'prompt.md': 'Give 3 of v2.1 at 0.50, GPT-4.\n' }), 'prompt.md')
  expect(all.length).toBeGreaterThan(10)
  for (const text of all) expect(text).toMatch(/^Give \d+ of v2\.1 at \d+\.\d\d, GPT-4\.\n$/)
})

test('phrases give their place to others of their list, where they stand by themselves', () => {
  const vocabulary = { choices: [['one word', 'a sentence', 'one word of English']] }
  const all = texts(made('change-choice', { 'prompt.md': 'In one word of English. No one words.\n' }, { vocabulary }), 'prompt.md')
  expect(all).toEqual(['In a sentence. No one words.\n', 'In one word. No one words.\n'])
})

const settings = { 'settings.json': '{"heat": 0.5, "steps": 4, "mode": "short", "fixed": "x", "deep": true, "list": [1, 2]}' }
const schemas = {
  'settings.json': {
    type: 'object',
    properties: {
      heat: { type: 'number', minimum: 0, maximum: 1 },
      steps: { type: 'integer', minimum: 1, maximum: 8 },
      mode: { enum: ['short', 'long'] },
      fixed: { const: 'x' },
      deep: { type: 'boolean' },
      list: { type: 'array', minItems: 2, maxItems: 3, items: { type: 'integer', minimum: 0, maximum: 9 } },
    },
    required: ['heat', 'steps', 'mode', 'fixed', 'deep', 'list'],
    additionalProperties: false,
  },
}
interface Settings {
  readonly heat: number
  readonly steps: number
  readonly mode: string
  readonly fixed: string
  readonly deep: boolean
  readonly list: readonly number[]
}
const read = (all: readonly (Files | undefined)[]): Settings[] =>
  all.flatMap((files) => (files === undefined ? [] : [JSON.parse(files['settings.json'] ?? '') as Settings]))

describe('values of JSON', () => {
  test('change as their schema allows', () => {
    for (const name of ['value-mutation', 'redraw-value']) {
      const all = read(made(name, settings, { schemas }))
      const seen = (of: (one: Settings) => unknown): Set<unknown> => new Set(all.map(of))
      expect(all.every(({ heat }) => heat >= 0 && heat <= 1)).toBe(true)
      expect(all.every(({ steps }) => Number.isInteger(steps) && steps >= 1 && steps <= 8)).toBe(true)
      expect(seen(({ mode }) => mode)).toEqual(new Set(['short', 'long']))
      expect(seen(({ fixed }) => fixed)).toEqual(new Set(['x']))
      expect(seen(({ deep }) => deep)).toEqual(new Set([true, false]))
      expect(seen(({ heat }) => heat).size).toBeGreaterThan(5)
      expect(seen(({ steps }) => steps).size).toBeGreaterThan(3)
    }
  })
  test('lists keep to their lengths', () => {
    const lengths = (name: string): Set<number> =>
      new Set(
        read(made(name, settings, { schemas, inspirations: [shown({ 'settings.json': '{"list": [7, 8]}' })] })).map(
          ({ list }) => list.length,
        ),
      )
    expect(lengths('insert-element')).toEqual(new Set([3]))
    expect(lengths('duplicate-element')).toEqual(new Set([3]))
    expect(lengths('drop-element')).toEqual(new Set())
    expect(lengths('borrow-element')).toEqual(new Set([2, 3]))
    expect(read(made('move-element', settings, { schemas })).map(({ list }) => list)).toContainEqual([2, 1])
  })
  test('without a schema numbers and truth values change, and lists by their elements', () => {
    const all = read(made('value-mutation', settings))
    expect(all.every(({ heat, steps, mode }) => heat >= 0 && Number.isInteger(steps) && mode === 'short')).toBe(true)
    expect(read(made('drop-element', settings)).map(({ list }) => list)).toContainEqual([2])
  })
  test('are taken from where they stand in a relative', () => {
    const inspirations = [shown({ 'settings.json': '{"heat": 7, "steps": 6, "mode": "long", "list": [1, 2]}' })]
    const all = read(made('borrow-value', settings, { schemas, inspirations }))
    expect(new Set(all.map(({ steps }) => steps))).toEqual(new Set([4, 6]))
    expect(new Set(all.map(({ mode }) => mode))).toEqual(new Set(['short', 'long']))
    // what does not fit is not taken
    expect(new Set(all.map(({ heat }) => heat))).toEqual(new Set([0.5]))
  })
  test('outside of evolve blocks stay', () => {
    const marked = { 'settings.json': '{\n"a": 1,\n"//": "EVOLVE-BLOCK-START",\n"b": [1, 2],\n"//": "EVOLVE-BLOCK-END",\n"c": true\n}\n' }
    for (const name of ['value-mutation', 'move-element', 'drop-element'])
      for (const text of texts(made(name, marked), 'settings.json')) {
        expect(text).toContain('"a": 1,\n"//": "EVOLVE-BLOCK-START"')
        expect(text).toContain('"//": "EVOLVE-BLOCK-END",\n"c": true')
        expect(text).not.toContain('"b": [1, 2]')
      }
  })
})

test('whole files are crossed', () => {
  const [a, b] = [
    { 'one.md': 'A1', 'two.md': 'A2', 'same.md': 'S' },
    { 'one.md': 'B1', 'two.md': 'B2', 'same.md': 'S' },
  ]
  const all = made('cross-files', a, { inspirations: [shown(b)] }).map((files) => `${files?.['one.md']} ${files?.['two.md']}`)
  expect(new Set(all)).toEqual(new Set(['A1 B2', 'B1 A2']))
})

describe('the proposer', () => {
  const propose = (
    context: Context,
  ): ReturnType<ReturnType<typeof createText>['propose']> extends Generator<unknown, infer P> ? P : never => {
    const turn = createText().propose(context).next()
    if (turn.done !== true) throw new Error('it asks')
    return turn.value
  }
  test('leaves operators out that the strategy does without, and says so when none is left', () => {
    const all = textOperators.map(({ name }) => name)
    const left = all.filter((name) => name !== 'drop-line')
    expect(propose(contextOf(prompt, { disabledOperators: left }))).toMatchObject({
      kind: 'program',
      operator: expect.stringMatching(/^drop-line(\+drop-line)*$/),
    })
    expect(propose(contextOf(prompt, { disabledOperators: all }))).toMatchObject({ kind: 'failure', reason: 'no operator is left' })
  })
  test('draws operators by their shares', () => {
    const shares = Object.fromEntries(textOperators.map(({ name }) => [name, name === 'move-line' ? 400 : 1]))
    const used = Array.from({ length: 60 }, (_, k) => propose(contextOf(prompt, { shares, random: stream(`shares ${k}`) })).operator)
    expect(used.filter((name) => name.includes('move-line')).length).toBeGreaterThan(50)
  })
  test('fails in words on code, and on a program that has nothing to change', () => {
    expect(propose(contextOf({ 'program.js': 'export const f = () => 1' }))).toMatchObject({
      kind: 'failure',
      reason: expect.stringContaining('no file of text or data'),
    })
    expect(propose(contextOf({ 'prompt.md': '' }))).toMatchObject({ kind: 'failure', reason: 'no operator found a change' })
  })
})
