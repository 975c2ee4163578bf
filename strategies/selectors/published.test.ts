import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { stream } from '../../engine/contracts/random.ts'
import type { Ref } from '../../engine/contracts/ref.ts'
import { choicesOf } from '../../engine/contracts/ref.ts'
import { byRank } from '../../engine/population/ranking.ts'
import { archiveNames, frozenView } from '../fixtures/archives.ts'
import { parts, populationOf, viewOf } from '../fixtures/populations.ts'
import { strategies } from '../presets/index.ts'

const weightsOf = (ref: Ref, view: PopulationView): number[] =>
  Array.from(parts.create('selector', ref, ['use', 'weight', 'count']).weights?.(view) ?? [])

/** Each weight as a part of their sum. */
function chancesOf(ref: Ref, view: PopulationView): number[] {
  const weights = weightsOf(ref, view)
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

const numbersOf = (individuals: readonly Individual[]): number[] => individuals.map(({ number }) => number)

function expectNear(found: readonly number[], expected: readonly number[], within = 1e-6): void {
  expect(found).toHaveLength(expected.length)
  expected.forEach((value, k) => expect(Math.abs((found[k] as number) - value), `${found.join(' ')} at ${k}`).toBeLessThanOrEqual(within))
}

/**
 * Chances in the archive `main`, by hand. Its individuals are 4, 7, 6, 1 and 9, best first:
 *
 * - scores .8 .6 .6 .4 .3, cases (1 .6) (.8 .4) (.8 .4) (0 .8) and (.3 alone), sizes 10 10 14 6 8, children 1 0 2 3 0
 * - clusters: 4; 7 and 6; 1; 9, whose last scores are .6 .4 .8 .3. Cells: 4 and 1; 7 and 6; 9
 */
const BY_HAND: readonly (readonly [ref: Ref, chances: readonly number[]])[] = [
  [{ use: 'greedy' }, [1, 0, 0, 0, 0]],
  [{ use: 'random' }, [0.2, 0.2, 0.2, 0.2, 0.2]],
  [{ use: 'top', size: 2 }, [1 / 2, 1 / 2, 0, 0, 0]],
  [{ use: 'elite' }, [1 / 3, 1 / 3, 0, 0, 1 / 3]],
  [{ use: 'front' }, [1, 0, 0, 0, 0]],
  // Two are drawn: (25 - 16) / 25, (16 - 9) / 25 and so on.
  [{ use: 'tournament', size: 2 }, [9 / 25, 7 / 25, 5 / 25, 3 / 25, 1 / 25]],
  // Above the last one: .5 .3 .3 .1 0 of 1.2.
  [{ use: 'wheel' }, [5 / 12, 3 / 12, 3 / 12, 1 / 12, 0]],
  [{ use: 'wheel', scale: 'raw' }, [8 / 27, 6 / 27, 6 / 27, 4 / 27, 3 / 27]],
  // T times the spread of .5 is .25: exp(0), twice exp(-.8), exp(-1.6), exp(-2).
  [{ use: 'boltzmann', temperature: 0.5 }, [0.44724925, 0.20096204, 0.20096204, 0.09029807, 0.0605286]],
  [{ use: 'boltzmann', temperature: 0.5, scale: 0.5 }, [0.44724925, 0.20096204, 0.20096204, 0.09029807, 0.0605286]],
  // The two nearest: (.2 + .2) / 2, (0 + .2) / 2 twice, (.3 + root of .4) / 2, (.3 + .5) / 2.
  [{ use: 'novelty', neighbours: 2 }, [0.15794947, 0.07897473, 0.07897473, 0.36820213, 0.31589893]],
  // T = .1 (1 - 5/30000); exp((s - .8) / T) for the clusters; 7 and 6 share theirs as 1 to exp(-4 / 14.000001).
  [{ use: 'funsearch' }, [0.1165967, 0.00900633, 0.00676805, 0.86182681, 0.00580211]],
  // The same with T times the spread of .5.
  [{ use: 'funsearch', scale: 'spread' }, [0.01796773, 0.00018777, 0.0001411, 0.98165891, 0.00004449]],
  [{ use: 'funsearch', scale: 0.5 }, [0.01796773, 0.00018777, 0.0001411, 0.98165891, 0.00004449]],
  // s = .952574 .731059 .731059 .268941 .119203 over 2 1 3 4 1.
  [{ use: 'dgm' }, [0.29086764, 0.44645614, 0.14881871, 0.04106051, 0.07279701]],
  // Staged: 9 has half of .3; the midpoint is (.8 + .6 + .6) / 3; penalties exp of -(1/8)^3, 0, -(1/4)^3, -(3/8)^3, 0.
  [{ use: 'dgm-h' }, [0.51611252, 0.22167308, 0.21823636, 0.04027229, 0.00370575]],
  // Cosines: 1 is far from all (.519), 9 from most (.106), 4, 7 and 6 are near each other: .288 is the largest product.
  [{ use: 'group', neighbours: 2 }, [0, 0, 0, 1, 0]],
  // The best three and program 1: .3/4 + .7 of 1, exp(-4) twice, exp(-8).
  [{ use: 'aflow' }, [0.75004576, 0.08736389, 0.08736389, 0.07522645, 0]],
  // Members 4, 7, 6, 1: median .6, MAD .1, so sigmoid of 20, 0, 0, -20 over 2 1 3 4.
  [{ use: 'shinka', archive: 4 }, [0.42857143, 0.42857143, 0.14285714, 0, 0]],
  // The front of the first case is 4, that of the second is 1, and that of the score is 4.
  [{ use: 'gepa' }, [1 / 2, 0, 0, 1 / 2, 0]],
  [{ use: 'gepa', of: 'objective' }, [1, 0, 0, 0, 0]],
  [{ use: 'gepa', of: 'hybrid' }, [2 / 3, 0, 0, 1 / 3, 0]],
  // The sd of 1 and .6 over root 2 is .2: whoever has .408 or more may be the one, and 7 is the last of them.
  [{ use: 'sica' }, [0, 1, 0, 0, 0]],
]

/** Selectors without weights: the chance of a largest draw, or of an order of cases, has no closed form. */
const WITHOUT = ['hgm', 'lexicase', 'merging', 'trajectory']

const named = ({ use, ...options }: Ref): string => `${use} ${JSON.stringify(options)}`

describe('chances in a frozen archive are those that were worked out by hand', () => {
  test.each(BY_HAND.map(([ref, chances]) => [named(ref), ref, chances] as const))('%s', (_, ref, chances) => {
    expectNear(chancesOf(ref, frozenView('main')), chances)
    expectNear(chancesOf(ref, frozenView('main', { isMirrored: true })), chances)
  })

  test('of every selector', () => {
    expect([...new Set(BY_HAND.map(([{ use }]) => use)), ...WITHOUT].sort()).toEqual(parts.names('selector'))
    for (const use of WITHOUT) expect(parts.create('selector', { use })).not.toHaveProperty('weights')
  })

  test('of the Darwin Gödel Machine before children count, at scores .5 .4 .3 .2', () => {
    const [most, ...others] = weightsOf({ use: 'dgm' }, frozenView('scores')) as [number, ...number[]]
    expectNear([0.5, ...others.map((weight) => (0.5 * weight) / most)], [0.5, 0.268941, 0.119203, 0.047426])
  })

  test('of DGM-Hyperagents with 4, 8 and 12 children', () => {
    const best = Math.exp(-1 / 8)
    const [most, ...others] = weightsOf({ use: 'dgm-h' }, frozenView('children')) as [number, ...number[]]
    expectNear([best, ...others.map((weight) => (best * weight) / most)], [0.882497, 0.367879, 0.034218])
  })

  test('of AFlow at .65 .62 .60 and a first program of .50, without the fourth best', () => {
    expectNear(chancesOf({ use: 'aflow' }, frozenView('rounds')), [0.431, 0.27, 0.206, 0, 0.093], 5e-4)
    // exp of 0, -.6, -1, -3: 1 + .548812 + .367879 + .049787
    const sum = 1.966478
    expectNear(chancesOf({ use: 'aflow' }, frozenView('rounds')), [
      0.075 + 0.7 / sum,
      0.075 + (0.7 * 0.548812) / sum,
      0.075 + (0.7 * 0.367879) / sum,
      0,
      0.075 + (0.7 * 0.049787) / sum,
    ])
  })

  test('of greedy selection among ties of score and size', () => {
    const view = frozenView('plateau')
    expect(chancesOf({ use: 'greedy' }, view)).toEqual([1, 0, 0, 0, 0])
    expect(chancesOf({ use: 'greedy', ties: 'newest' }, view)).toEqual([0, 0, 1, 0, 0])
    for (let length = 1; length <= 40; length++) {
      const flat = Array.from({ length }, (_, k) => ({ ...(view.individuals[0] as Individual), number: k + 1 }))
      const after = [{ ...(flat[0] as Individual), number: 99, size: 9 }]
      const [chosen] = parts
        .create('selector', { use: 'greedy', ties: 'newest' })
        .select({ ...view, individuals: [...flat, ...after] }, 1, stream('any'))
      expect(chosen?.number).toBe(length)
    }
  })
})

test('weights are integers of at most 2^32, and one of them is that', () => {
  for (const name of archiveNames)
    for (const [ref] of BY_HAND) {
      const weights = weightsOf(ref, frozenView(name))
      expect(Math.max(...weights)).toBe(2 ** 32)
      for (const weight of weights) expect(Number.isInteger(weight) && weight >= 0).toBe(true)
    }
})

describe('several parents', () => {
  test('of FunSearch are drawn with replacement, worse first, and at most as many as there are clusters', () => {
    const funsearch = parts.create('selector', { use: 'funsearch', temperature: 1 })
    const view = frozenView('main')
    const lastScores = new Map(view.individuals.map(({ number, caseScores }) => [number, caseScores.at(-1) ?? 0]))
    let twice = 0
    for (let k = 0; k < 200; k++) {
      const [worse, better] = numbersOf(funsearch.select(view, 2, stream(`pair ${k}`))) as [number, number]
      expect(lastScores.get(worse)).toBeLessThanOrEqual(lastScores.get(better) as number)
      if (worse === better) twice++
    }
    expect(twice).toBeGreaterThan(10)
    expect(funsearch.select(view, 9, stream('nine'))).toHaveLength(4)
  })

  test('of a group are its three best by performance and novelty', () => {
    const group = parts.create('selector', { use: 'group', neighbours: 2, count: 3 }, ['use', 'count'])
    expect(numbersOf(group.select(frozenView('main'), 3, stream('any')))).toEqual([1, 9, 4])
  })
})

describe('published rules where they are degenerate', () => {
  const scored = (scores: readonly number[]): PopulationView => {
    const view = frozenView('scores')
    const individuals = scores.map((score, k) => ({
      ...(view.individuals[0] as Individual),
      number: k + 1,
      score,
      caseScores: [score],
      signature: `${k}`,
    }))
    return { ...view, individuals }
  }

  test('dgm leaves scores beyond 0 and 1 alike, far below with equal chances', () => {
    expectNear(chancesOf({ use: 'dgm' }, scored([30, 20, 10])), [1 / 3, 1 / 3, 1 / 3])
    expectNear(chancesOf({ use: 'dgm' }, scored([-40, -80])), [1, 0])
    expectNear(chancesOf({ use: 'dgm' }, scored([-1000, -2000])), [0.5, 0.5])
  })

  test('dgm-h gives equal chances to individuals of so many children that nothing is left of them', () => {
    const view = frozenView('children')
    const lineage = { ...view.lineage, children: (number: number) => 100 * number }
    expectNear(chancesOf({ use: 'dgm-h' }, { ...view, lineage }), [1 / 3, 1 / 3, 1 / 3])
  })

  test('funsearch takes the best cluster alone where raw scores are in the hundreds, and does not by their spread', () => {
    const view = scored([103, 102, 100])
    expectNear(chancesOf({ use: 'funsearch' }, view), [1, 0, 0], 1e-4)
    // exp of -1 / .3 and -1 / .1 but for the 3/30000 that n cools
    expectNear(chancesOf({ use: 'funsearch', scale: 'spread' }, view), [0.96551, 0.034435, 0.0000438], 2e-5)
  })

  test('shinka takes all above the median alike where most score alike', () => {
    expectNear(chancesOf({ use: 'shinka' }, scored([0.9, 0.5001, 0.5, 0.5, 0.5])), [1 / 3.5, 1 / 3.5, 0.5 / 3.5, 0.5 / 3.5, 0.5 / 3.5])
  })

  test('the raw wheel is flat where scores differ little from each other beside what they are', () => {
    expectNear(chancesOf({ use: 'wheel', scale: 'raw' }, scored([1002, 1001, 1000])), [1 / 3, 1 / 3, 1 / 3], 1e-3)
    expectNear(chancesOf({ use: 'wheel' }, scored([1002, 1001, 1000])), [2 / 3, 1 / 3, 0])
  })
})

test('the default strategy never gives the best program zero', () => {
  const arrivals = fc.array(fc.record({ score: fc.nat(20), size: fc.integer({ min: 1, max: 5 }), cell: fc.nat(6) }), {
    minLength: 1,
    maxLength: 80,
  })
  const [island] = strategies.default?.islands ?? []
  const choices = choicesOf(island?.parents ?? [])
  const all = choices.reduce((sum, { weight }) => sum + weight, 0)
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 40 }), (list, capacity) => {
      const home = populationOf('elitist', capacity, byRank('maximize'))
      for (const [k, { score, size, cell }] of list.entries())
        home.insert({ number: k + 1, parents: [], score, caseScores: [score], cost: 1, size, signature: `${k}`, cell: `${cell}` })
      const chance = choices.reduce((sum, ref) => sum + (ref.weight / all) * (chancesOf(ref, viewOf(home))[0] as number), 0)
      expect(chance).toBeGreaterThanOrEqual(1 / home.individuals.length)
    }),
  )
})
