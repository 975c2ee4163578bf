import { expect, test } from 'vitest'
import type { Move } from '../../engine/contracts/exchange.ts'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { stream } from '../../engine/contracts/random.ts'
import { frozenView } from '../fixtures/archives.ts'
import { parts } from '../fixtures/populations.ts'

/** Islands with individuals of these scores, best first; numbers are ten times the island's position and the place there. */
const islandsOf = (scores: readonly (readonly number[])[]): PopulationView[] =>
  scores.map((list, at) => {
    const view = frozenView('main')
    const individuals = list.map((score, k) => ({ ...(view.individuals[0] as Individual), number: 10 * at + k, score }))
    return { ...view, individuals }
  })

const after = (islands: readonly PopulationView[], commits: number, key = 'reset'): readonly Move[] =>
  parts.create('exchange', { use: 'reset-weaker', every: 50 }).after({ islands, best: undefined, founders: [], commits }, stream(key))

const FIVE = [[0.5, 0.1], [0.9, 0.8], [0.2], [0.7], [0.6, 0.5]]

test('the weaker half is cleared for the best of islands that survive, and only when it is time', () => {
  const founders = new Set<number | undefined>()
  for (let k = 0; k < 60; k++) {
    const moves = after(islandsOf(FIVE), 100, `${k}`)
    expect(moves.map(({ to }) => to)).toEqual([2, 0])
    for (const move of moves) {
      expect(move).toMatchObject({ clear: true, copies: [{}] })
      founders.add(move.copies[0]?.number)
    }
  }
  expect(founders).toEqual(new Set([10, 30, 40]))
  expect(after(islandsOf(FIVE), 99)).toEqual([])
  expect(after(islandsOf([[1]]), 100)).toEqual([])
})

test('where small scores are good the large ones are weak', () => {
  const islands = islandsOf(FIVE).map((island): PopulationView => ({ ...island, direction: 'minimize' }))
  expect(after(islands, 50).map(({ to }) => to)).toEqual([1, 3])
})

test('of islands that are equally good a draw says which go', () => {
  const gone = new Set(Array.from({ length: 60 }, (_, k) => after(islandsOf([[1], [1], [1]]), 50, `tie ${k}`)[0]?.to))
  expect(gone).toEqual(new Set([0, 1, 2]))
})

test('an empty island is the weakest, and founds none', () => {
  expect(after(islandsOf([[0.1], []]), 50)).toMatchObject([{ to: 1, copies: [{ number: 0 }] }])
  expect(after(islandsOf([[], [], []]), 50)).toEqual([])
})
