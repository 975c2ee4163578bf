import { describe, expect, test } from 'vitest'
import { stream } from '../engine/contracts/random.ts'
import { compareTrials } from './comparison.ts'
import type { Comparison, Results } from './comparison.ts'
import { csvOf } from './csv.ts'
import type { Ledger } from './results.ts'
import { detectable } from './statistics/power.ts'
import { trialOf } from './trial.ts'
import type { Trial } from './trial.ts'

const spent = (evaluations: number): Ledger => ({
  evaluations,
  programsTried: 3 * evaluations,
  fuel: 10 * evaluations,
  seconds: evaluations / 100,
  dollars: 0,
})

/** A trial that finds its score half way. */
const trial = (problem: string, arm: string, seed: number, score: number, heldOut: number | undefined = score): Trial => ({
  problem,
  arm,
  seed,
  spent: spent(100),
  steps: [
    { ...spent(1), score: 1000 },
    { ...spent(50), score },
  ],
  size: 5,
  train: score,
  validation: score,
  heldOut: new Map(heldOut === undefined ? [] : [['far', heldOut]]),
})

const problem = (name: string): Results['problems'][number] => ({
  name,
  direction: 'minimize',
  unit: '%',
  heldOut: ['far'],
  hasValidation: true,
})

type Compared = Omit<Comparison, 'plan'>

/** An experiment whose scores come from a function. */
function experiment(
  arms: readonly string[],
  names: readonly string[],
  seeds: number,
  scoreOf: (arm: string, problem: string, seed: number) => number,
): Compared {
  const trials = names.flatMap((name) =>
    arms.flatMap((arm) => Array.from({ length: seeds }, (_, at) => trial(name, arm, at + 1, scoreOf(arm, name, at + 1)))),
  )
  return compareTrials({ evaluations: 100, seeds, arms, problems: names.map(problem), trials })
}

const tests = ({ problems }: Compared): { p: number; adjusted: number }[] =>
  problems.flatMap(({ measures }) => measures.flatMap(({ results }) => results.flatMap(({ against = [] }) => against)))

describe('a comparison', () => {
  test('tests the first against each other one, on held-out sets only', () => {
    const comparison = experiment(['a', 'b', 'c'], ['x', 'y'], 6, (arm, _, seed) => ({ a: 1, b: 2, c: 1 }[arm] as number) + seed)
    expect(comparison.tests).toBe(4)
    const [x] = comparison.problems
    expect(x?.measures.map(({ set, tested }) => [set, tested])).toEqual([
      ['train', false],
      ['validation', false],
      ['heldOut/far', true],
    ])
    const [a, b, c] = x?.measures[2]?.results ?? []
    expect(a?.against).toBeUndefined()
    // Six of six, of four tests.
    expect(b?.against).toMatchObject({ wins: 6, losses: 0, ahead: 1, interval: { low: 1, high: 1 }, p: 1 / 32, adjusted: 4 / 32 })
    expect(c?.against).toMatchObject({ wins: 0, losses: 0, ahead: 0, p: 1, adjusted: 1 })
    expect(b?.summary.median).toBe(5.5)
    expect(comparison.ranks).toEqual([
      { arm: 'a', rank: 1.5 },
      { arm: 'b', rank: 3 },
      { arm: 'c', rank: 1.5 },
    ])
  })

  test('says what so many seeds can find: in standard deviations, and beside each verdict in the unit of the score', () => {
    // a is ahead of b by 1, 2, ... 8, whose standard deviation is the root of 6, and as good as c always
    const [b, c] = [(seed: number) => 2 * seed, (seed: number) => seed]
    const comparison = experiment(['a', 'b', 'c'], ['x'], 8, (arm, _, seed) => (arm === 'b' ? b(seed) : c(seed)))
    expect(comparison.detects).toBe(detectable(8, 0.05 / 2))
    const [, second, third] = comparison.problems[0]?.measures[2]?.results ?? []
    expect(second?.against?.detects).toBeCloseTo((comparison.detects as number) * Math.sqrt(6), 12)
    expect(third?.against?.detects).toBeUndefined()
    const few = experiment(['a', 'b'], ['x'], 5, (arm, _, seed) => (arm === 'b' ? b(seed) : c(seed)))
    expect(few.detects).toBeUndefined()
    expect(few.problems[0]?.measures[2]?.results[1]?.against?.detects).toBeUndefined()
    expect(experiment(['a'], ['x'], 9, () => 1).detects).toBeUndefined()
  })

  test('knows which way is better', () => {
    const trials = ['a', 'b'].flatMap((arm, k) => [1, 2].map((seed) => trial('x', arm, seed, 5 + k)))
    const results = { evaluations: 100, seeds: 2, arms: ['a', 'b'], trials }
    const down = compareTrials({ ...results, problems: [problem('x')] })
    const up = compareTrials({ ...results, problems: [{ ...problem('x'), direction: 'maximize' }] })
    expect(down.problems[0]?.measures[2]?.results[1]?.against).toMatchObject({ wins: 2, ahead: 1 })
    expect(up.problems[0]?.measures[2]?.results[1]?.against).toMatchObject({ losses: 2, ahead: -1 })
    expect(up.ranks.map(({ rank }) => rank)).toEqual([2, 1])
  })

  test('takes scores for equal that differ by rounding', () => {
    const compared = (other: number): unknown =>
      compareTrials({
        evaluations: 100,
        seeds: 1,
        arms: ['a', 'b'],
        problems: [problem('x')],
        trials: [trial('x', 'a', 1, 0.3), trial('x', 'b', 1, other)],
      }).problems[0]?.measures[2]?.results[1]?.against
    expect(compared(0.1 + 0.2)).toMatchObject({ wins: 0, losses: 0, ahead: 0 })
    expect(compared(0.3 + 1e-6)).toMatchObject({ wins: 1, losses: 0 })
  })

  test('takes what rounding leaves of zero for zero, and ranks what it takes for equal alike', () => {
    const { problems, ranks } = experiment(['a', 'b', 'c'], ['x'], 6, (arm) => ({ a: 0, b: 2.2e-18, c: 1e-6 })[arm] as number)
    const [, b, c] = problems[0]?.measures[2]?.results ?? []
    expect(b?.against).toMatchObject({ wins: 0, losses: 0, p: 1 })
    expect(c?.against).toMatchObject({ wins: 6, losses: 0 })
    expect(ranks.map(({ rank }) => rank)).toEqual([1.5, 1.5, 3])
  })

  test('has the front of all seeds where there are several objectives', () => {
    const objectives = [
      { name: 'score', direction: 'minimize', reference: 10 },
      { name: 'share', direction: 'maximize', reference: 0 },
    ] as const
    const fronts: [seed: number, front: number[][]][] = [
      [
        1,
        [
          [1, 2],
          [3, 5],
        ],
      ],
      [
        2,
        [
          [2, 5],
          [4, 9],
        ],
      ],
    ]
    const trials = fronts.map(([seed, front]) => ({ ...trial('x', 'a', seed, 1), front }))
    const problems = [{ ...problem('x'), objectives }]
    const [x] = compareTrials({ evaluations: 100, seeds: 2, arms: ['a'], problems, trials }).problems
    expect(x?.fronts).toEqual([
      {
        arm: 'a',
        values: [
          [1, 2],
          [2, 5],
          [4, 9],
        ],
      },
    ])
    expect(x?.measures[0]?.results[0]?.scores).toEqual([9 * 2 + 7 * 3, 8 * 5 + 6 * 4])
    expect(csvOf(trials, problems).split('\n')[4]).toBe('x,a,1,hypervolume,39,5,100,300,1000,1,,0,,')
  })

  test('is written as a row for each set, also where a champion does not score', () => {
    const trials = [trial('x', 'a', 1, 5), { ...trial('x', 'b', 1, 4), heldOut: new Map<string, number>() }]
    const rows = (direction: 'minimize' | 'maximize'): string[] =>
      csvOf(trials, [{ ...problem('x'), direction }])
        .trimEnd()
        .split('\n')
    expect(rows('minimize').filter((row) => row.includes('heldOut'))).toEqual([
      'x,a,1,heldOut/far,5,5,100,300,1000,1,,0,,',
      'x,b,1,heldOut/far,Infinity,5,100,300,1000,1,,0,,',
    ])
    expect(rows('maximize').at(-1)).toBe('x,b,1,heldOut/far,-Infinity,5,100,300,1000,1,,0,,')
  })

  test('takes a champion that does not score for the worst', () => {
    const trials = [1, 2, 3].flatMap((seed) => [
      trial('x', 'a', seed, 5),
      { ...trial('x', 'b', seed, 4), heldOut: new Map<string, number>() },
    ])
    const [x] = compareTrials({ evaluations: 100, seeds: 3, arms: ['a', 'b'], problems: [problem('x')], trials }).problems
    expect(x?.measures[2]?.results[1]).toMatchObject({ scores: [Infinity, Infinity, Infinity], against: { wins: 3, ahead: Infinity } })
  })

  test('says what it took to come to a target, and counts those that never came', () => {
    const trials = [1, 2, 3].flatMap((seed) => [trial('x', 'a', seed, 5), trial('x', 'b', seed, seed === 1 ? 5 : 9)])
    const results = { evaluations: 100, seeds: 3, arms: ['a', 'b'], trials }
    const [a, b] = compareTrials({ ...results, problems: [problem('x')] }).problems[0]?.reach ?? []
    expect(a).toEqual({ arm: 'a', reached: 3, ...spent(50) })
    expect(b).toMatchObject({ reached: 1, evaluations: Infinity, dollars: Infinity })
    const [, easy] = compareTrials({ ...results, problems: [{ ...problem('x'), target: 9 }] }).problems[0]?.reach ?? []
    expect(easy).toMatchObject({ reached: 3, evaluations: 50 })
  })

  test('says what a run spent, and processor seconds where every run told', () => {
    const told = (seed: number, processor?: number): Trial => ({
      ...trial('x', 'a', seed, 5),
      ...(processor === undefined ? {} : { processor }),
    })
    const spending = (trials: readonly Trial[]): Comparison['problems'][number]['spending'] | undefined =>
      compareTrials({ evaluations: 100, seeds: 3, arms: ['a'], problems: [problem('x')], trials }).problems[0]?.spending
    expect(spending([told(1, 9), told(2, 4), told(3, 5)])).toEqual([{ arm: 'a', ...spent(100), processor: 5 }])
    expect(spending([told(1, 9), told(2), told(3, 5)])).toEqual([{ arm: 'a', ...spent(100) }])
  })

  test('takes for a target what half of the seeds came to, so that it says when, also where their number is even', () => {
    for (const [direction, target] of [
      ['minimize', 6],
      ['maximize', 5],
    ] as const) {
      const trials = [4, 5, 6, 7].flatMap((score, k) =>
        ['a', 'b'].map((name) => ({ ...trial('x', name, k + 1, score), steps: [{ ...spent(50), score }] })),
      )
      const results = { evaluations: 100, seeds: 4, arms: ['a', 'b'], problems: [{ ...problem('x'), direction }], trials }
      const [x] = compareTrials(results).problems
      expect(x).toMatchObject({
        target,
        reach: [
          { reached: 3, evaluations: 50 },
          { reached: 3, evaluations: 50 },
        ],
      })
    }
  })
})

describe('claims', () => {
  /** Share of experiments with three problems, three strategies and eight seeds in which anything is claimed. */
  function claimed(experiments: number, gain: number): number {
    const random = stream(`null/${gain}`)
    let claims = 0
    for (let round = 0; round < experiments; round++) {
      // Scores with ties and a long tail, and a part that a seed has in common for all.
      const luck = Array.from({ length: 9 }, () => random.normal())
      const comparison = experiment(
        ['same', 'again', 'and again'],
        ['x', 'y', 'z'],
        8,
        (arm, _, seed) => Math.round(4 * (Math.exp(random.normal()) + (luck[seed] as number))) / 4 - (arm === 'same' ? gain : 0),
      )
      if (tests(comparison).some(({ adjusted }) => adjusted <= 0.05)) claims += 1
    }
    return claims / experiments
  }
  test('are made in at most one of twenty experiments that compare a strategy with itself', () => {
    // Three standard deviations of a share of 0.05 in 200 experiments.
    expect(claimed(200, 0)).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200))
  })
  test('are made where there is something to claim', () => {
    expect(claimed(20, 8)).toBe(1)
  })
})

describe('restarts', () => {
  const part = (train: number, validation: number | undefined, far: number): Parameters<typeof trialOf>[1][number] => ({
    spent: spent(50),
    steps: [
      { ...spent(1), score: 9 },
      { ...spent(20), score: train },
    ],
    champion: { program: 1, size: train, train, ...(validation === undefined ? {} : { validation }) },
    heldOut: new Map([['far', far]]),
    variety: { forms: new Set(['a', String(train)]), added: 4, reintroduced: train === 3 ? 3 : 0 },
  })
  const name = { problem: 'x', arm: 'best-of', seed: 1 }
  test('count as one trial whose champion is the best by validation, not by held-out score', () => {
    const trial = trialOf(name, [part(4, 5, 1), part(3, 7, 0), part(5, 4, 6)], 'minimize')
    expect(trial).toMatchObject({ train: 5, validation: 4, size: 5, spent: spent(150) })
    expect(trial.heldOut.get('far')).toBe(6)
    expect(trial.processor).toBeUndefined()
    const told = { ...part(4, 5, 1), processor: 2 }
    expect(trialOf(name, [told, told], 'minimize').processor).toBe(4)
    expect(trialOf(name, [told, part(3, 7, 0)], 'minimize').processor).toBeUndefined()
    expect(trial.steps.map(({ evaluations, score }) => [evaluations, score])).toEqual([
      [1, 9],
      [20, 4],
      [70, 3],
    ])
  })
  test('made a form once that several of them made, and share lines', () => {
    const trial = trialOf(name, [part(4, 5, 1), part(3, 7, 0), part(3, 4, 6)], 'minimize')
    // forms a, 4 and 3 in 150 evaluations; 6 of 12 lines
    expect(trial).toMatchObject({ forms: 20, reintroduced: 0.5 })
    const barren = { ...part(4, 5, 1), barren: 'nothing to do' }
    expect(trialOf(name, [barren, barren], 'minimize')).toMatchObject({ barren: 'nothing to do' })
    expect(trialOf(name, [barren, barren], 'minimize').forms).toBeUndefined()
    expect(trialOf(name, [barren, part(3, 7, 0)], 'minimize').barren).toBeUndefined()
  })
  test('go by train where there is no validation, and by direction', () => {
    expect(trialOf(name, [part(4, undefined, 1), part(3, undefined, 0)], 'minimize').train).toBe(3)
    expect(trialOf(name, [part(4, undefined, 1), part(3, 9, 0)], 'minimize').train).toBe(3)
    expect(trialOf(name, [part(4, 5, 1), part(3, 7, 0)], 'maximize').train).toBe(3)
  })
})
