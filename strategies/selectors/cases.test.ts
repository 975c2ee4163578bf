import { describe, expect, test } from 'vitest'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import type { Direction } from '../../engine/contracts/objective.ts'
import { stream } from '../../engine/contracts/random.ts'
import type { Ref } from '../../engine/contracts/ref.ts'
import { RunLineage } from '../../engine/population/lineage.ts'
import { parts } from '../fixtures/populations.ts'

const DRAWS = 20_000
const unknown = Number.NaN

const meanOf = (scores: readonly number[]): number => {
  const known = scores.filter((score) => !Number.isNaN(score))
  return known.reduce((sum, score) => sum + score, 0) / known.length
}

/** A population of individuals by their scores on each case, numbered in their order, best first by their means. */
function viewOf(
  rows: readonly (readonly number[])[],
  { direction = 'maximize', more = () => ({}) }: { direction?: Direction; more?: (k: number) => Partial<Individual> } = {},
): PopulationView {
  const sign = direction === 'maximize' ? -1 : 1
  const individuals = rows
    .map((caseScores, k): Individual => ({
      number: k + 1,
      parents: [],
      score: meanOf(caseScores),
      caseScores,
      cost: 1,
      size: 1,
      signature: '',
      cell: '',
      ...more(k),
    }))
    .sort((a, b) => sign * (a.score - b.score))
  const lineage = new RunLineage({ direction, origin: () => undefined })
  const find = (number: number): Individual | undefined => individuals.find((each) => each.number === number)
  return { individuals, elites: [], front: [], commits: 0, trainCases: 10, lineage, direction, find }
}

/** Shares by number, exact. */
function sharesOf(ref: Ref, view: PopulationView): number[] {
  const weights = Array.from(parts.create('selector', ref).weights?.(view) ?? [])
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares: number[] = []
  view.individuals.forEach(({ number }, k) => (shares[number - 1] = (weights[k] ?? 0) / total))
  return shares
}

/** Shares by number, of many draws. */
function drawn(ref: Ref, view: PopulationView): number[] {
  const chosen = parts.create('selector', ref).select(view, DRAWS, stream(JSON.stringify(ref)))
  return view.individuals.map((_, k) => chosen.filter(({ number }) => number === k + 1).length / DRAWS)
}

const expectShares = (actual: readonly number[], expected: readonly number[], digits = 6): void =>
  actual.forEach((share, k) => expect(share).toBeCloseTo(expected[k] as number, digits))

/** Chances of lexicase selection where larger is better, by recursion over the next case; exponential in the cases. */
function lexicaseChances(rows: readonly (readonly number[])[]): number[] {
  const memo = new Map<string, readonly number[]>()
  function chances(pool: readonly number[], cases: readonly number[]): readonly number[] {
    const key = `${pool.join()};${cases.join()}`
    const known = memo.get(key)
    if (known !== undefined) return known
    const sums = rows.map(() => 0)
    if (pool.length === 1 || cases.length === 0) for (const k of pool) sums[k] = 1 / pool.length
    else
      for (const at of cases) {
        const best = Math.max(...pool.map((k) => rows[k]?.[at] as number))
        const rest = chances(
          pool.filter((k) => rows[k]?.[at] === best),
          cases.filter((other) => other !== at),
        )
        rest.forEach((chance, k) => (sums[k] = (sums[k] as number) + chance / cases.length))
      }
    memo.set(key, sums)
    return sums
  }
  return [...chances([...rows.keys()], [...(rows[0] ?? []).keys()])]
}

/** Twelve cases: three specialists pass four each, and a champion three of each four. Means are .33, .33, .33 and .75. */
const specialists = [0, 1, 2].map((own) => Array.from({ length: 12 }, (_, at) => Number(Math.floor(at / 4) === own)))
const champion = Array.from({ length: 12 }, (_, at) => Number(at % 4 < 3))
const binary = [...specialists, champion]

describe('a champion among specialists, by binary scores of means .33, .33, .33 and .75', () => {
  test('the scores have these means', () => {
    expect(binary.map(meanOf)).toEqual([1 / 3, 1 / 3, 1 / 3, 0.75])
  })

  test('has no chance under gepa as published: a specialist keeps it company on each of its cases', () => {
    expectShares(sharesOf({ use: 'gepa', pruned: true }, viewOf(binary)), [1 / 3, 1 / 3, 1 / 3, 0])
  })

  test('has 9 chances in 21 under gepa without pruning, which is the default', () => {
    expectShares(sharesOf({ use: 'gepa' }, viewOf(binary)), [4 / 21, 4 / 21, 4 / 21, 9 / 21])
    expect(9 / 21).toBeGreaterThan(0.4)
  })

  test('has 9 chances in 14 under lexicase: first one of its 9 cases, then one of the 6 that part it from a specialist before the 1 that favours that', () => {
    const chances = lexicaseChances(binary)
    expectShares(chances, [5 / 42, 5 / 42, 5 / 42, 9 / 14], 12)
    expect(9 / 14).toBeGreaterThan(0.6)
    const error = Math.sqrt(0.25 / DRAWS)
    drawn({ use: 'lexicase' }, viewOf(binary)).forEach((share, k) => expect(Math.abs(share - chances[k]!)).toBeLessThan(6 * error))
  })
})

describe('gepa', () => {
  // three cases, two objectives, both to be large: by case the fronts are {1}, {2, 3}, {3}
  const rows = [
    [3, 0, 0],
    [0, 2, 0],
    [1, 2, 2],
  ]
  const objectives = [
    [-9, -1],
    [-1, -9],
    [-2, -9],
  ]
  const caseObjectives = [
    [
      [-3, 0, 0],
      [0, -1, unknown],
    ],
    [
      [0, -2, 0],
      [0, -1, -3],
    ],
    [
      [-1, -2, -2],
      [0, 0, 0],
    ],
  ]
  const view = viewOf(rows, { more: (k) => ({ objectives: objectives[k]!, caseObjectives: caseObjectives[k]! }) })

  test.each([
    ['case', false, [1, 1, 2]], // {1}, {2, 3}, {3}
    ['case', true, [1, 0, 2]], // 2 is on no front alone
    ['objective', false, [1, 1, 1]], // {1}, {2, 3}
    ['objective', true, [1, 0, 1]], // of 2 and 3 the worse by score leaves
    ['hybrid', false, [2, 2, 3]], // {1}, {2, 3}, {1}, {2, 3}, {3}
    ['hybrid', true, [2, 0, 3]],
    ['cartesian', false, [3, 4, 3]], // by the first objective {1}, {2, 3}, {3}; by the second {1, 2, 3}, {1, 2}, {2}
    ['cartesian', true, [3, 4, 3]],
  ])('counts the fronts of %s, pruned: %s', (of, pruned, counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0)
    expectShares(
      sharesOf({ use: 'gepa', of, pruned }, view),
      counts.map((count) => count / total),
    )
  })

  test('has the score as the one objective where it is all', () => {
    expectShares(sharesOf({ use: 'gepa', of: 'objective' }, viewOf(rows)), [0, 0, 1])
    expectShares(sharesOf({ use: 'gepa', of: 'cartesian' }, viewOf(rows)), [1 / 4, 1 / 4, 2 / 4])
    const small = viewOf(rows, { direction: 'minimize' })
    expectShares(sharesOf({ use: 'gepa' }, small), [2 / 4, 2 / 4, 0]) // {2}, {1}, {1, 2}
  })

  test('puts nobody on the front of a case that they were not judged on, and looks at the best only', () => {
    const sampled = viewOf([[unknown, 5], [1], [0, 4, unknown]])
    expectShares(sharesOf({ use: 'gepa' }, sampled), [1 / 2, 1 / 2, 0])
    expectShares(sharesOf({ use: 'gepa', window: 2 }, sampled), [1 / 2, 0, 1 / 2])
  })
})

describe('lexicase', () => {
  test('draws as exact chances say', () => {
    const rows = [
      [5, 1, 0, 2],
      [5, 0, 3, 0],
      [0, 4, 3, 1],
      [4, 4, 0, 2],
    ]
    const chances = lexicaseChances(rows)
    expect(chances.filter((chance) => chance > 0).length).toBeGreaterThan(2)
    const error = Math.sqrt(0.25 / DRAWS)
    drawn({ use: 'lexicase' }, viewOf(rows)).forEach((share, k) => expect(Math.abs(share - chances[k]!)).toBeLessThan(6 * error))
    const lost = viewOf(
      rows.map((row) => row.map((score) => -score)),
      { direction: 'minimize' },
    )
    drawn({ use: 'lexicase' }, lost).forEach((share, k) => expect(Math.abs(share - chances[k]!)).toBeLessThan(6 * error))
  })

  test('a batch of all cases is the mean; a share of the cases is at least one', () => {
    const rows = [
      [9, 0, 0],
      [4, 4, 4],
      [0, 5, 0],
    ]
    expectShares(drawn({ use: 'lexicase', batch: 3 }, viewOf(rows)), [0, 1, 0])
    expect(drawn({ use: 'lexicase', batch: 3, downSample: 0.01 }, viewOf(rows)).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
    const one = parts.create('selector', { use: 'lexicase', downSample: 0.01 }).select(viewOf(rows), 50, stream('one case'))
    expect(new Set(one).size).toBe(1) // a case for the call, on which one of them is best
  })

  test('lets those pass that are within epsilon of the best: as given, or the median absolute deviation of all on the case', () => {
    // the median is 6, deviations are 0, 1, 3, 4, 6, and theirs is 3: whoever has 7 or more passes
    const rows = [[10], [7], [6], [3], [0]]
    expectShares(drawn({ use: 'lexicase' }, viewOf(rows)), [1, 0, 0, 0, 0])
    expectShares(drawn({ use: 'lexicase', epsilon: 'mad' }, viewOf(rows)), [1 / 2, 1 / 2, 0, 0, 0], 1)
    expectShares(drawn({ use: 'lexicase', epsilon: 4 }, viewOf(rows)), [1 / 3, 1 / 3, 1 / 3, 0, 0], 1)
    expect(drawn({ use: 'lexicase', epsilon: 'mad' }, viewOf(rows))[2]).toBe(0)
  })

  test('who was not judged on a case leaves where another one was', () => {
    expectShares(
      drawn(
        { use: 'lexicase' },
        viewOf([
          [unknown, 9],
          [1, 1],
        ]),
      ),
      [1 / 2, 1 / 2],
      1,
    )
    expectShares(drawn({ use: 'lexicase' }, viewOf([[9], [1, 1]])), [1 / 2, 1 / 2], 1)
    expectShares(
      drawn(
        { use: 'lexicase' },
        viewOf([
          [unknown, 9],
          [unknown, 9, unknown],
          [unknown, 8],
        ]),
      ),
      [1 / 2, 1 / 2, 0],
      1,
    )
  })
})

describe('sica', () => {
  // the best has a mean of 5, an sd of sqrt(20/3) = 2.58 and a lower end of 5 - 1.96 x 2.58 / 2 = 2.47
  const best = [2, 4, 6, 8]
  const chosen = (rows: readonly (readonly number[])[], ref = {}, direction: Direction = 'maximize'): number[] =>
    parts
      .create('selector', { use: 'sica', ...ref })
      .select(viewOf(rows, { direction }), 1, stream('sica'))
      .map(({ number }) => number)

  test('takes the most recent program whose mean is at least the best mean - 1.96 sd/sqrt(n)', () => {
    expect(5 - (1.96 * Math.sqrt(20 / 3)) / 2).toBeCloseTo(2.4697, 4)
    expect(chosen([[1], best, [2.47, 2.47], [2.46, 2.46]])).toEqual([3])
    expect(chosen([[1], best, [2.46]])).toEqual([2])
    expect(
      chosen(
        [[-1], [-2, -4, -6, -8].map((score) => -score), [2.47]].map((row) => row.map((score) => 10 - score)),
        {},
        'minimize',
      ),
    ).toEqual([3])
  })

  test('takes the best, the oldest of equal ones, where it was judged on one case; cases that were not judged are left out', () => {
    expect(chosen([[1], [3], [3], [2]])).toEqual([2])
    expect(chosen([[1], [unknown, 3], [3], [2]])).toEqual([2])
    expect(chosen([[1], [unknown, ...best, unknown], [unknown, 2.47, 2.47], [2.46]])).toEqual([3])
  })

  test('takes the best of all where its mean is the only one in reach, whatever is older or newer', () => {
    expect(
      chosen([
        [9, 9],
        [9, 9],
        [8, 8],
      ]),
    ).toEqual([2])
    expect(
      sharesOf(
        { use: 'sica' },
        viewOf([
          [9, 9],
          [9, 9],
          [8, 8],
        ]),
      ),
    ).toEqual([0, 1, 0])
  })

  test('weighs scores against fuel as the paper weighs them against cost and time', () => {
    // utility: .5 x .6 + .5 x (1 - 30/100) = .65 against .5 x .8 + .5 x (1 - 90/100) = .45, at 2 cases each
    const rows = [
      [0.6, 0.6],
      [0.8, 0.8],
    ]
    const view = viewOf(rows, { more: (k) => ({ cost: [60, 180][k]! }) })
    const select = (ref: object): unknown => parts.create('selector', { use: 'sica', ...ref }).select(view, 1, stream('fuel'))
    expect(select({ fuelLimit: 100 })).toMatchObject([{ number: 1 }])
    expect(select({ fuelLimit: 1_000_000 })).toMatchObject([{ number: 2 }])
    expect(select({})).toMatchObject([{ number: 2 }])
  })
})
