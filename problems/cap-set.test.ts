import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadProblem } from '../authoring/load.ts'
import drive from './cap-set/driver.ts'

type Priority = (vector: readonly number[], n: number) => number

const problem = await loadProblem('cap-set')
/** The size of a set, or why it is refused. */
function judge(n: number, answer: ArrayLike<number>): unknown {
  const judgement = problem.verify({ input: { n }, expected: undefined, name: '' }, answer)
  return typeof judgement === 'object' && 'score' in judgement ? judgement.score : judgement
}
const known = (
  JSON.parse(readFileSync(new URL('./cap-set/known-512.json', import.meta.url), 'utf8')) as { readonly vectors: readonly string[] }
).vectors.map((vector) => Number.parseInt(vector, 3))

const digits = (v: number, n: number): number[] => v.toString(3).padStart(n, '0').split('').map(Number)

/** The greedy rule as the statement gives it: each vector against all pairs. */
function greedily(n: number, priority: Priority): number[] {
  const vectors = Array.from({ length: 3 ** n }, (_, v) => digits(v, n))
  const values = vectors.map((vector) => priority(vector, n))
  const order = [...vectors.keys()].sort((a, b) => {
    const [x, y] = [values[a] as number, values[b] as number]
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
    return x === y ? a - b : y > x ? 1 : -1
  })
  const taken: number[] = []
  const line = (a: number, b: number, c: number): boolean =>
    vectors[a]!.every((digit, k) => (digit + vectors[b]![k]! + vectors[c]![k]!) % 3 === 0)
  for (const v of order) if (!taken.some((a, k) => taken.some((b, j) => j < k && line(a, b, v)))) taken.push(v)
  return taken
}

describe('the driver', () => {
  test('is greedy, ties to the lowest, NaN last', () => {
    const values = fc.array(fc.constantFrom(Number.NaN, -Infinity, -1, -0, 0, 1, 2, Infinity), { minLength: 27, maxLength: 27 })
    fc.assert(
      fc.property(values, (list) => {
        const priority: Priority = (vector) => list[Number.parseInt(vector.join(''), 3)] as number
        expect([...drive({ priority }, { n: 3 })]).toEqual(greedily(3, priority))
      }),
      { seed: 1 },
    )
  })

  test('is greedy in more than four dimensions', () => {
    const priority: Priority = (vector, n) => Math.sin(vector.reduce((sum, x, k) => sum + x * (k + n), 0))
    expect([...drive({ priority }, { n: 5 })]).toEqual(greedily(5, priority))
  })

  test('finds the known set again when it is told', () => {
    const wanted = new Set(known)
    expect(judge(8, drive({ priority: (vector) => (wanted.has(Number.parseInt(vector.join(''), 3)) ? 1 : 0) }, { n: 8 }))).toBe(512)
  })

  test('without a preference it takes the vectors of 0 and 1', () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) expect(judge(n, drive({ priority: () => 0 }, { n }))).toBe(2 ** n)
  })
})

describe('the verifier', () => {
  test('accepts the known cap set of 512 vectors, and none with one more', () => {
    expect(judge(8, known)).toBe(512)
    expect(judge(8, Int32Array.from(known).toReversed())).toBe(512)
    for (let v = 0; v < 3 ** 8; v += 97) if (!known.includes(v)) expect(judge(8, [...known, v])).toHaveProperty('invalid')
  })

  test('sees a line wherever it is', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 ** 6 - 1 }), fc.nat({ max: 3 ** 6 - 1 }), (a, b) => {
        fc.pre(a !== b)
        const c = digits(a, 6).reduce((number, digit, k) => 3 * number + ((6 - digit - digits(b, 6)[k]!) % 3), 0)
        expect(judge(6, [a, b])).toBe(2)
        for (const order of [
          [a, b, c],
          [c, a, b],
          [b, c, a],
        ])
          expect(judge(6, order)).toHaveProperty('invalid')
      }),
      { seed: 1 },
    )
  })

  test.each([
    ['a vector twice', [0, 1, 0]],
    ['none such', [0, 81]],
    ['a fraction', [0.5]],
    ['a negative one', [-1]],
    ['NaN', [Number.NaN]],
    ['no list', null as unknown as number[]],
  ])('refuses %s', (_, answer) => {
    expect(judge(4, answer)).toHaveProperty('invalid')
  })
})
