import { describe, expect, test } from 'vitest'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import { stream } from '../contracts/random.ts'
import { choose } from './choose.ts'

const individual = (number: number): Individual => ({
  number,
  parents: [],
  score: number % 7,
  caseScores: [],
  cost: 0,
  size: number % 3,
  signature: String(number),
  cell: '',
})
const viewOf = (individuals: readonly Individual[]): PopulationView =>
  ({ individuals, find: (number: number) => individuals.find((one) => one.number === number) }) as unknown as PopulationView
const ranked = Array.from({ length: 50 }, (_, k) => individual(k + 1)).sort(
  (a, b) => a.score - b.score || a.size - b.size || a.number - b.number,
)
const choosing = (view: PopulationView, one: unknown): readonly Individual[] =>
  choose({ use: 'mine', foreign: true, selector: { select: () => [one as Individual] } }, view, 1, stream('any'))

describe('a choice', () => {
  test.each([
    ['ranked', ranked],
    ['in another order, as people prefer it', ranked.toReversed()],
  ])('of anyone who lives is taken from individuals that are %s', (_, individuals) => {
    for (const one of individuals) expect(choosing(viewOf(individuals), one)).toEqual([one])
  })

  test('of one who lives elsewhere, or no more, or is a copy, is refused', () => {
    const [first, ...others] = ranked as [Individual, ...Individual[]]
    for (const [view, one] of [
      [others, first],
      [ranked, { ...first }],
      [ranked, { number: 3 }],
      [ranked, { ...first, score: Number.NaN }],
    ] as const)
      expect(() => choosing(viewOf(view), one)).toThrow(/^the selector mine chooses individual \d+, which does not live on the island$/)
    for (const one of [undefined, null, 7]) expect(() => choosing(viewOf(ranked), one)).toThrow('no individual')
  })

  test('among nobody is nobody', () => {
    expect(choose({ use: 'mine', foreign: true, selector: { select: () => [] } }, viewOf([]), 1, stream('any'))).toEqual([])
  })
})
