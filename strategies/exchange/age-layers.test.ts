import { expect, test } from 'vitest'
import type { Move } from '../../engine/contracts/exchange.ts'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { stream } from '../../engine/contracts/random.ts'
import { frozenView } from '../fixtures/archives.ts'
import { parts } from '../fixtures/populations.ts'

const sample = frozenView('main').individuals[0] as Individual
const founder: Individual = { ...sample, number: 1 }
const exchange = parts.create('exchange', { use: 'age-layers', every: 10 })

/** The ages of those who live on islands, in age gaps: `born` is the age gap in which the descent of an individual began. */
interface Born extends Individual {
  readonly born: number
}

const viewOf = (individuals: readonly Individual[]): PopulationView => ({ ...frozenView('main'), individuals })

const after = (islands: readonly (readonly Individual[])[], commits: number): readonly Move[] =>
  exchange.after({ islands: islands.map(viewOf), best: undefined, founders: [founder], commits }, stream('none'))

/** The islands as these moves leave them, where everyone survives. */
function moved(islands: readonly (readonly Individual[])[], moves: readonly Move[]): Individual[][] {
  const next = islands.map((list) => [...list])
  for (const move of moves) next[move.to] = 'clear' in move ? [...move.copies] : [...(next[move.to] ?? []), ...move.copies]
  return next
}

test.each([2, 3, 4, 5])('on %d layers nobody is older than the limit, nobody young is lost, and the last layer keeps the old', (count) => {
  let islands: Individual[][] = Array.from({ length: count }, () => [])
  const everyone = new Set<Individual>()
  for (let turn = 0; turn <= 40; turn++) {
    if (turn > 0) islands = moved(islands, after(islands, 10 * turn)).map((list) => list.filter((one) => one !== founder))
    for (const [layer, list] of islands.slice(0, -1).entries())
      for (const one of list) expect(turn - (one as Born).born, `layer ${layer}, turn ${turn}`).toBeLessThan(2 ** layer)
    expect(new Set(islands.flat())).toEqual(everyone)
    const fresh: Born = { ...sample, number: 100 + turn, born: turn }
    everyone.add(fresh)
    islands[0]?.push(fresh)
  }
  expect(islands.at(-1)?.length).toBeGreaterThan(20)
})

test('the youngest layer begins anew with the initial programs, each age gap and only then', () => {
  const islands = [[{ ...sample, number: 7 }], [{ ...sample, number: 8 }], [{ ...sample, number: 9 }]]
  expect(after(islands, 15)).toEqual([])
  expect(after(islands.slice(0, 1), 10)).toEqual([])
  expect(after(islands, 10).at(-1)).toMatchObject({ clear: true, to: 0, copies: [{ number: 1 }] })
  expect(after(islands, 10)).toMatchObject([
    { from: 1, to: 2, copies: [{ number: 8 }] },
    { clear: true, to: 1, copies: [{ number: 7 }] },
    {},
  ])
})
