import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stream } from '../engine/contracts/random.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { loadProblem } from '../authoring/load.ts'
import { makeProgram } from '../languages/index.ts'
import library from './tensor-rank/library.ts'

type Scheme = readonly (readonly (readonly number[])[])[]

const { standard, flip, copy, listed } = library.schemes
const problem = await loadProblem('tensor-rank')
const judge = (sizes: readonly [number, number, number], answer: unknown): unknown => {
  const [n, m, p] = sizes
  return problem.verify({ input: { n, m, p }, expected: undefined, name: '' }, answer)
}

/** Strassen, "Gaussian elimination is not optimal", Numerische Mathematik 13 (1969). */
const strassen: Scheme = [
  [
    [1, 0, 0, 1],
    [1, 0, 0, 1],
    [1, 0, 0, 1],
  ],
  [
    [0, 0, 1, 1],
    [1, 0, 0, 0],
    [0, 0, 1, -1],
  ],
  [
    [1, 0, 0, 0],
    [0, 1, 0, -1],
    [0, 1, 0, 1],
  ],
  [
    [0, 0, 0, 1],
    [-1, 0, 1, 0],
    [1, 0, 1, 0],
  ],
  [
    [1, 1, 0, 0],
    [0, 0, 0, 1],
    [-1, 1, 0, 0],
  ],
  [
    [-1, 0, 1, 0],
    [1, 1, 0, 0],
    [0, 0, 0, 1],
  ],
  [
    [0, 1, 0, -1],
    [0, 0, 1, 1],
    [1, 0, 0, 0],
  ],
]

/** A vector over 2 x 2 blocks of 2 x 2 matrices, row by row of the 4 x 4 matrix. */
const block = (outer: readonly number[], inner: readonly number[]): number[] =>
  Array.from({ length: 16 }, (_, at) => {
    const [i, j] = [at >> 2, at & 3]
    return (outer[2 * (i >> 1) + (j >> 1)] ?? 0) * (inner[2 * (i & 1) + (j & 1)] ?? 0)
  })

describe('the verifier', () => {
  test('accepts Strassen with 7 products, and Strassen of Strassen with 49', () => {
    expect(judge([2, 2, 2], strassen)).toMatchObject({ score: 0, metrics: { products: 7, coefficients: 36 } })
    const twice = strassen.flatMap((outer) => strassen.map((inner) => outer.map((vector, k) => block(vector, inner[k] ?? []))))
    expect(judge([4, 4, 4], twice)).toMatchObject({ score: 0, metrics: { products: 49 } })
  })

  test('counts from the fewest known in whatever order the sizes come, and refuses sizes of which it knows nothing', () => {
    const scoreOf = (n: number, m: number, p: number): unknown => (judge([n, m, p], listed(standard(n, m, p))) as { score: number }).score
    expect(scoreOf(2, 3, 3)).toBeCloseTo(20, 9)
    expect(scoreOf(3, 2, 3)).toBeCloseTo(20, 9)
    expect(scoreOf(3, 3, 2)).toBeCloseTo(20, 9)
    expect(scoreOf(3, 1, 2)).toBe(0)
    expect(problem.checkCase?.({ input: { n: 5, m: 5, p: 5 }, expected: undefined, name: '' })?.invalid).toContain('5x5x5')
  })

  test('refuses it with any one coefficient changed, or any product left out', () => {
    const at = fc.tuple(fc.nat(6), fc.nat(2), fc.nat(3), fc.integer({ min: -3, max: 3 }))
    fc.assert(
      fc.property(at, ([product, part, place, value]) => {
        fc.pre(strassen[product]?.[part]?.[place] !== value)
        const changed = strassen.map((term, k) =>
          term.map((vector, j) => (k === product && j === part ? vector.with(place, value) : vector)),
        )
        expect(judge([2, 2, 2], changed)).toHaveProperty('invalid')
        expect(judge([2, 2, 2], strassen.toSpliced(product, 1))).toHaveProperty('invalid')
      }),
    )
  })

  test.each([
    ['more products than the definition', [...strassen, ...strassen]],
    ['fractions', strassen.map((term) => term.map((vector) => vector.map((value) => value / 2)))],
    [
      'coefficients without bound',
      [
        [
          [1e300, 0, 0, 0],
          [1e-300, 0, 0, 0],
          [1, 0, 0, 0],
        ],
      ],
    ],
    ['wrong lengths', strassen.map((term) => term.map((vector) => [...vector, 0]))],
    ['no lists', strassen.map(() => 'product')],
    ['nothing', undefined],
  ])('refuses %s', (_, answer) => {
    expect(judge([2, 2, 2], answer)).toHaveProperty('invalid')
  })
})

describe('schemes', () => {
  test('stay exact along every walk, and never grow', () => {
    fc.assert(
      fc.property(fc.constantFrom([2, 2, 2], [2, 3, 2], [3, 3, 3], [3, 4, 2]), fc.string(), ([n = 0, m = 0, p = 0], key) => {
        const random = stream(key)
        const scheme = standard(n, m, p)
        let before = scheme.count
        for (let step = 0; step < 300; step++) {
          flip(scheme, () => random.next())
          expect(scheme.count).toBeLessThanOrEqual(before)
          before = scheme.count
        }
        expect(judge([n, m, p], listed(scheme))).toHaveProperty('score')
      }),
      { numRuns: 40 },
    )
  })

  test('a long walk finds seven products for 2 x 2 matrices', () => {
    const random = stream('walk')
    const scheme = standard(2, 2, 2)
    for (let step = 0; step < 100_000 && scheme.count > 7; step++) flip(scheme, () => random.next())
    expect(judge([2, 2, 2], listed(scheme))).toMatchObject({ score: 0 })
  })

  test('a copy goes its own way', () => {
    const scheme = standard(2, 2, 2)
    const other = copy(scheme)
    for (let step = 0; step < 50; step++) flip(other, stream(`${step}`).next)
    expect(scheme).toEqual(standard(2, 2, 2))
    expect(other).not.toEqual(scheme)
  })
})

test('the initial program is exact on every case', async () => {
  const evaluator = await createEvaluator(problem)
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok) throw new Error(made.reason)
  const { verdict, cases } = await evaluator.evaluate({ program: made.program, set: 'heldOut/larger' })
  await evaluator.close()
  expect([verdict, cases.length]).toEqual(['scored', 6])
})
