import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Context, Proposal } from '../../engine/contracts/proposer.ts'
import { stream } from '../../engine/contracts/random.ts'
import { makeProgram } from '../../languages/index.ts'
import { openSource } from '../../languages/javascript/source.ts'
import { createGenetic } from './genetic.ts'
import { operators } from './operators.ts'
import { numberOf } from './rows.ts'
import { wholeAt } from './whole.ts'

/** The numbers of a source that are held whole, by the number itself: every number of the source is another one. */
function heldIn(text: string): number[] {
  const opened = openSource('program.js', text)
  if (!opened.ok) throw new Error(opened.reason)
  const { source } = opened
  return source.sites.flatMap((site) => {
    const value = numberOf(site.node)
    const inside = site.parent !== undefined && numberOf(site.parent.node) !== undefined
    return value !== undefined && !inside && wholeAt(source, site) !== undefined ? [Math.abs(value)] : []
  })
}

describe('whole numbers that stay so', () => {
  test.each([
    ['elements of a list of whole numbers', 'const a = [11, 12, 13]', [11, 12, 13]],
    ['rows of a table', 'const a = [[11, 12], [13, -14]]', [11, 12, 13, 14]],
    ['layers of rows', 'const a = [[[11, 12], [13, 14]], [[15, 16]]]', [11, 12, 13, 14, 15, 16]],
    ['columns of whole numbers beside others', 'const a = [[11, 0.12], [13, 0.14]]', [11, 13]],
    ['an index', 'const f = (a) => a[11] + a[f(12) + 13]', [11, 13]],
    ['what a counter begins with, steps by and is held against', 'for (let i = 11; i < 12; i += 13) f(i)', [11, 12, 13]],
    ['a counter down', 'for (let i = f().length - 11; i >= 12; i--) f(i)', [11, 12]],
    ['a counter of another loop', 'let k = 11\nwhile (k < 12) k++', [11, 12]],
    ['what a length is held against', 'const f = (a) => a.length > 11 && a.length - 12 <= 13', [11, 12, 13]],
    ['a remainder of a counter', 'for (let i = 11; i % 12 === 13; i++) f()', [11, 12, 13]],
    [
      'positions and counts of methods',
      'const f = (a, s) => a.slice(11, 12).at(-13) + s.charCodeAt(14) + s.repeat(15)',
      [11, 12, 13, 14, 15],
    ],
    ['the position that a method hands to its callback', 'const f = (a) => a.filter((x, k) => k > 11 && x > 0.5)', [11]],
    ['lengths of new lists', 'const f = () => [new Array(11), Array.from({ length: 12 })]', [11, 12]],
    ['operands of bits', 'const f = (x) => (x & 11) | (x >> 12)', [11, 12]],
    ['a name by which something is indexed', 'const f = (a) => { const at = 11; return a[at] }', [11]],
    ['a rounded number', 'const f = (x) => Math.floor(x) > 11', [11]],
  ])('%s', (_, text, held) => {
    expect(heldIn(text)).toEqual(held)
  })

  test.each([
    ['factors and summands', 'const f = (x) => 11 * x + 12'],
    ['what a number of unknown kind is held against', 'const f = (x) => (x < 11 ? 12 : 13)'],
    ['a list that has a fraction', 'const a = [11, 12, 0.5]'],
    ['a list that holds more than numbers', 'const a = [11, 12, f()]'],
    ['a list of one number', 'const a = [11]'],
    ['a variable that something else is added to', 'const f = (x) => { let sum = 11; for (const y of x) sum += y; return sum > 12 }'],
    ['a name that is given a fraction elsewhere', 'let k = 11\nk = 0.5\nwhile (k < 12) k++'],
    ['a parameter that is counted up', 'const f = (k) => { k++; return k < 11 }'],
    ['a setting', 'const f = (x) => { let width = 11; width *= 12; return width * x }'],
  ])('not %s', (_, text) => {
    expect(heldIn(text)).toEqual([])
  })
})

const list = fc.oneof(
  fc.array(fc.integer({ min: -5, max: 20 }), { minLength: 2, maxLength: 12 }),
  fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 5, max: 9 })), { minLength: 2, maxLength: 12 }),
)

/** Whether each column of a table, or the list, has several values. */
const varies = (value: readonly (number | readonly number[])[]): boolean =>
  [0, 1].every((column) => new Set(value.map((item) => (typeof item === 'number' ? item : item[column]))).size > 1)

/** What an operator makes of a program that returns a list, in so many tries. */
function lists(value: unknown, names: readonly string[], count: number): unknown[] {
  const made = makeProgram({ 'program.js': `export const f = (x) => (\n  ${JSON.stringify(value)}\n)` })
  if (!made.ok) throw new Error(made.reason)
  const evaluation = { set: 'train', verdict: 'scored', cases: [], score: 1, metrics: {}, fuel: 1 } as const
  const genetic = createGenetic({ operators: operators.filter(({ name }) => names.includes(name)) })
  const context = (key: number): Context => ({
    statement: '',
    entry: { name: 'f', parameters: [{ name: 'x', type: 'unknown' }], returns: 'unknown' },
    direction: 'minimize',
    vocabulary: {},
    parents: [{ program: made.program, evaluation }],
    inspirations: [],
    trainCases: 1,
    size: 400,
    random: stream(`${key}/${JSON.stringify(value)}`),
  })
  return Array.from({ length: count }, (_, key): Proposal => {
    const conversation = genetic.propose(context(key))
    let turn = conversation.next()
    while (turn.done !== true) turn = conversation.next({ kind: 'evaluation', evaluation })
    return turn.value
  }).flatMap((proposal) => {
    if (proposal.kind !== 'program') return []
    const text = proposal.files['program.js'] ?? ''
    return [JSON.parse(text.slice(text.indexOf('=>') + 2).replaceAll(/^\s*\(|\)\s*$|,(?=\s*[\])])/g, '')) as unknown]
  })
}

test('constants of lists of whole numbers stay whole and in their range, but for one in sixteen', () => {
  fc.assert(
    // a column of one value alone leaves nothing else to draw
    fc.property(list.filter(varies), (value) => {
      const numbers = value.flat()
      const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
      const made = lists(value, ['constant-mutation', 'replace-constant'], 60) as (number | number[])[][]
      const strays = made.filter((item) => item.flat().some((x) => !Number.isInteger(x) || x < least || x > most))
      expect(strays.length).toBeLessThanOrEqual(3 + 0.3 * made.length)
    }),
    { numRuns: 40 },
  )
})

test.each([
  ['insert-element', (before: number) => before + 1],
  ['duplicate-element', (before: number) => before + 1],
  ['drop-element', (before: number) => before - 1],
  ['redraw-element', (before: number) => before],
  ['move-element', (before: number) => before],
  ['swap-elements', (before: number) => before],
])('%s changes the length of a list as it should, and neither its range nor the length of its rows', (name, length) => {
  fc.assert(
    fc.property(list, (value) => {
      const numbers = new Set<unknown>(value.flat())
      for (const made of lists(value, [name], 4) as (number | number[])[][]) {
        // an offspring may be changed several times
        const steps = (made.length - value.length) / (length(value.length) - value.length || 1)
        expect(steps === Math.round(steps) && steps >= 0 && steps <= 3).toBe(true)
        if (Array.isArray(value[0])) for (const row of made) expect(row).toHaveLength(2)
        if (!/insert|redraw/.test(name)) for (const x of made.flat()) expect(numbers.has(x)).toBe(true)
        for (const x of made.flat()) expect(Number.isInteger(x)).toBe(true)
        if (/move|swap/.test(name)) expect(made.map(String).toSorted()).toEqual(value.map(String).toSorted())
      }
    }),
    { numRuns: 40 },
  )
})

test('a row of a table goes on as all its rows are: rising, or of different numbers', () => {
  const rising = [
    [0, 1],
    [1, 2],
    [2, 3],
    [0, 3],
    [1, 3],
  ]
  const distinct = [
    [0, 1],
    [2, 1],
    [2, 3],
    [3, 0],
    [1, 3],
  ]
  const share = (value: number[][], fits: (row: number[]) => boolean): number => {
    const made = lists(value, ['constant-mutation', 'replace-constant', 'redraw-element', 'insert-element'], 200) as number[][][]
    return made.filter((item) => item.every(fits)).length / made.length
  }
  expect(share(rising, ([a = 0, b = 0]) => a < b)).toBeGreaterThan(0.85)
  expect(share(distinct, ([a = 0, b = 0]) => a !== b)).toBeGreaterThan(0.85)
})
