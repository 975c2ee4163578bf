import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { loadProblem } from '../authoring/load.ts'
import { makeProgram } from '../languages/index.ts'
import library from './circle-packing/library.ts'
import { pack } from './circle-packing/initial.ts'
import published from './circle-packing/published.json' with { type: 'json' }

const { lbfgs, nelderMead, solve } = library.numeric
const problem = await loadProblem('circle-packing')
const judge = (n: number, answer: unknown): unknown => problem.verify({ input: { n }, expected: undefined, name: '' }, answer)

const rosenbrock = (x: Float64Array, gradient?: Float64Array): number => {
  const [a = 0, b = 0] = x
  if (gradient !== undefined) {
    gradient[0] = 2 * (a - 1) - 400 * a * (b - a * a)
    gradient[1] = 200 * (b - a * a)
  }
  return (1 - a) ** 2 + 100 * (b - a * a) ** 2
}

describe('lbfgs', () => {
  test('finds the minimum at the end of a curved valley, and leaves the start alone', () => {
    const start = [-1.2, 1]
    const { x, value } = lbfgs(rosenbrock, start)
    expect(value).toBeLessThan(1e-15)
    expect(x[0]).toBeCloseTo(1, 7)
    expect(x[1]).toBeCloseTo(1, 7)
    expect(start).toEqual([-1.2, 1])
  })

  test('solves what is quadratic as elimination does', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true })
    const root = fc.array(fc.array(number, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(root, fc.array(number, { minLength: 4, maxLength: 4 }), (r, right) => {
        const matrix = r.map((a, i) => r.map((b, j) => a.reduce((sum, v, k) => sum + v * (b[k] ?? 0), i === j ? 1 : 0)))
        const { x } = lbfgs(
          (v, gradient) => {
            let value = 0
            for (const [i, row] of matrix.entries()) {
              const product = row.reduce((sum, a, k) => sum + a * (v[k] ?? 0), 0)
              gradient[i] = product - (right[i] ?? 0)
              value += (v[i] ?? 0) * (product / 2 - (right[i] ?? 0))
            }
            return value
          },
          [0, 0, 0, 0],
        )
        const exact = solve(matrix, right) ?? []
        for (let k = 0; k < 4; k++) expect(x[k]).toBeCloseTo(exact[k] ?? Number.NaN, 6)
      }),
    )
  })

  /** L-BFGS as it stands in the textbook, each product made of its vectors; unit steps. */
  function textbook(gradientAt: (x: readonly number[]) => number[], start: readonly number[], iterations: number): readonly number[] {
    const times = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)
    const plus = (a: readonly number[], share: number, b: readonly number[]): number[] => a.map((value, k) => value + share * (b[k] ?? 0))
    let x = start
    let gradient = gradientAt(x)
    let scale = 1 / Math.max(1, Math.sqrt(times(gradient, gradient)))
    let pairs: { readonly s: number[]; readonly y: number[] }[] = []
    for (let round = 0; round < iterations; round++) {
      let q = gradient
      const alphas = pairs.toReversed().map(({ s, y }) => {
        const alpha = times(s, q) / times(s, y)
        q = plus(q, -alpha, y)
        return alpha
      })
      let r = q.map((value) => scale * value)
      for (const [k, { s, y }] of pairs.entries()) r = plus(r, (alphas.at(-1 - k) ?? 0) - times(y, r) / times(s, y), s)
      const next = plus(x, -1, r)
      const there = gradientAt(next)
      const pair = { s: plus(next, -1, x), y: plus(there, -1, gradient) }
      scale = times(pair.s, pair.y) / times(pair.y, pair.y)
      pairs = [...pairs, pair].slice(-4)
      x = next
      gradient = there
    }
    return x
  }

  test('goes where the two loops of the textbook go, also when the oldest steps are forgotten', () => {
    const bends = Array.from({ length: 9 }, (_, k) => 1 + k / 8)
    const gradientAt = (x: readonly number[]): number[] => x.map((value, k) => (bends[k] ?? 0) * value + 0.3 * value ** 3)
    const start = bends.map((_, k) => 0.4 - 0.1 * k)
    for (const iterations of [1, 2, 5, 6, 9]) {
      let asked = 0
      const { x } = lbfgs(
        (v, gradient) => {
          asked++
          gradient.set(gradientAt([...v]))
          return v.reduce((sum, value, k) => sum + ((bends[k] ?? 0) * value ** 2) / 2 + 0.075 * value ** 4, 0)
        },
        start,
        iterations,
      )
      expect(asked).toBe(iterations + 1)
      for (const [k, value] of textbook(gradientAt, start, iterations).entries()) expect(x[k]).toBeCloseTo(value, 9)
    }
  })

  test('never ends above its start, whatever the gradient says', () => {
    const { value } = lbfgs(
      (x, gradient) => {
        gradient.fill(Math.sin(1e3 * (x[0] ?? 0)))
        return Math.abs(x[0] ?? 0)
      },
      [0.3, 0.4],
    )
    expect(value).toBeLessThanOrEqual(0.3)
    expect(lbfgs(() => Number.NaN, [1]).x).toEqual(Float64Array.of(1))
  })
})

test('nelderMead finds the same minimum without gradients, within its evaluations', () => {
  let asked = 0
  const { x, value } = nelderMead((v) => ((asked += 1), rosenbrock(v)), [-1.2, 1])
  expect(value).toBeLessThan(1e-8)
  expect(x[0]).toBeCloseTo(1, 3)
  expect(asked).toBeLessThan(1003)
})

test('solve gives back what was multiplied, and nothing for a singular matrix', () => {
  expect(
    solve(
      [
        [0, 2],
        [1, 1],
      ],
      [4, 5],
    ),
  ).toEqual(Float64Array.of(3, 2))
  expect(
    solve(
      [
        [1, 2],
        [2, 4],
      ],
      [1, 2],
    ),
  ).toBeUndefined()
})

describe('published packings, judged exactly', () => {
  const sumOf = (name: string, n: number, shrink = 0): unknown => {
    const found = published.find((item) => item.name === name && item.n === n)
    return judge(
      n,
      found?.circles.map(([x, y, r]) => [x, y, (r ?? 0) - shrink]),
    )
  }

  test.each([
    ['AlphaEvolve 2025-05', 26, 2.63586276],
    ['AlphaEvolve 2025-05', 32, 2.93794453],
    ['EoH 2025-06', 26, 2.63593721],
  ])('%s, n = %i is sound and worth %d', (name, n, sum) => {
    expect(sumOf(name, n)).toMatchObject({ score: expect.closeTo(sum, 8) })
  })

  test.each([
    ['AlphaEvolve 2025-11', 26, 7e-18, 2.63598308],
    ['AlphaEvolve 2025-11', 32, 7e-18, 2.93957277],
    ['CodeEvolve 26/experiments/gemini_mp_insp', 26, 3.4e-8, 2.63598221],
    ['CodeEvolve 32/experiments/gemini_mp_insp', 32, 3.7e-9, 2.93957266],
    ['CodeEvolve 32/experiments/gemini_no_evolve', 32, 4e-15, 2.92055505],
  ])('%s, n = %i is refused, and worth less when its radii shrink by %d', (name, n, shrink, sum) => {
    expect(sumOf(name, n)).toHaveProperty('invalid')
    expect(sumOf(name, n, shrink)).toMatchObject({ score: expect.closeTo(sum, 8) })
  })
})

test('the verifier knows the best two circles', () => {
  const r = 1 - Math.SQRT1_2 - 1e-16
  expect(
    judge(2, [
      [r, r, r],
      [1 - r, 1 - r, r],
    ]),
  ).toMatchObject({ score: expect.closeTo(2 - Math.SQRT2, 12) })
  expect(
    judge(2, [
      [r, r, r],
      [1 - r, 1 - r, r + 1e-9],
    ]),
  ).toHaveProperty('invalid')
})

test('the initial program packs soundly on each repeat, each from another start', async () => {
  const evaluator = await createEvaluator(problem)
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok) throw new Error(made.reason)
  const { cases } = await evaluator.evaluate({ program: made.program, set: 'train' })
  await evaluator.close()
  const sums = cases.map((item) => (item.verdict === 'scored' ? item.score : Number.NaN))
  expect(new Set(sums).size).toBe(12)
  for (const [k, sum] of sums.entries()) {
    expect(sum).toBeGreaterThan(k < 6 ? 2.3 : 2.5)
    expect(sum).toBeLessThan(k < 6 ? 2.63598309 : 2.93957278)
  }
})

describe('the penalty of the initial program', () => {
  type Penalty = (v: Float64Array, gradient: Float64Array) => number
  const WEIGHT = 20

  /** The initial program's own, as it hands it to L-BFGS. */
  function initialPrograms(n: number): Penalty {
    let taken: Penalty | undefined
    const lbfgs = (f: Penalty, start: ArrayLike<number>): { x: Float64Array; value: number } => {
      taken = f
      return { x: Float64Array.from(start), value: 0 }
    }
    pack({ n }, { random: () => 0.5, numeric: { lbfgs } })
    if (taken === undefined) throw new Error('the initial program asks for no descent')
    return taken
  }

  /** The same with every pair looked at. */
  function plain(v: Float64Array, gradient: Float64Array): number {
    let value = 0
    for (let i = 0; i < v.length; i += 3) {
      const [x = 0, y = 0, r = 0] = v.subarray(i, i + 3)
      const [left, right, below, above] = [r - x, x + r - 1, r - y, y + r - 1].map((out) => Math.max(0, out)) as [
        number,
        number,
        number,
        number,
      ]
      value += WEIGHT * (left * left + right * right + below * below + above * above) - r
      let [along, up, out] = [2 * WEIGHT * (right - left), 2 * WEIGHT * (above - below), 2 * WEIGHT * (left + right + below + above) - 1]
      for (let j = 0; j < i; j += 3) {
        const [dx, dy, reach] = [x - v[j]!, y - v[j + 1]!, r + v[j + 2]!]
        const square = dx * dx + dy * dy
        if (!(square < reach * reach && reach > 0)) continue
        const distance = Math.sqrt(square) + 1e-12
        const push = 2 * WEIGHT * (reach - distance)
        const share = push / distance
        value += (push * (reach - distance)) / 2
        along -= share * dx
        up -= share * dy
        out += push
        gradient[j]! += share * dx
        gradient[j + 1]! += share * dy
        gradient[j + 2]! += push
      }
      gradient[i]! += along
      gradient[i + 1]! += up
      gradient[i + 2]! += out
    }
    return value
  }

  test('misses no circle that is near, however they move and grow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })), (n, draws) => {
        const draw = (): number => draws.next().value as number
        const penalty = initialPrograms(n)
        const v = Float64Array.from({ length: 3 * n }, (_, k) => (k % 3 === 2 ? 0.15 * draw() : 0.5 + 0.6 * draw()))
        for (let step = 0; step < 30; step++) {
          const [ours, theirs] = [new Float64Array(3 * n), new Float64Array(3 * n)]
          expect(penalty(v, ours)).toBe(plain(v, theirs))
          expect(ours).toEqual(theirs)
          // small steps mostly, and now and then a large one
          const size = step % 7 === 6 ? 0.3 : 0.004
          for (let k = 0; k < v.length; k++) v[k]! += size * draw()
        }
      }),
      { numRuns: 50 },
    )
  })
})
