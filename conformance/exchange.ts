import assert from 'node:assert/strict'
import type { Exchange, ExchangeView, Move } from '../engine/contracts/exchange.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Requirement } from './archive.ts'
import { sampleViews } from './populations.ts'

const COMMITS = 200

/** All islands at so many commits: several, or one. */
function viewAt(commits: number, count: number): ExchangeView {
  const islands = sampleViews('exchange')
    .slice(-count)
    .map((view) => ({ ...view, commits }))
  const individuals = islands.flatMap((island) => island.individuals)
  return { islands, best: islands[0]?.individuals[0], founders: individuals.slice(0, 1), commits }
}

const movesAt = (exchange: Exchange, view: ExchangeView): readonly Move[] => exchange.after(view, stream(`exchange/${view.commits}`))

/** Requirements of an exchange; `make` makes a new one each time. */
export function exchangeRequirements(make: () => Exchange): Requirement[] {
  return [
    {
      name: 'moves individuals that live, or founders, to islands that there are, and leaves none of them empty',
      async run() {
        const exchange = make()
        for (const count of [1, 2, 4])
          for (let commits = 1; commits <= COMMITS; commits++) {
            const view = viewAt(commits, count)
            const known = new Set([...view.islands.flatMap(({ individuals }) => individuals), ...view.founders])
            for (const move of movesAt(exchange, view)) {
              assert.ok(view.islands[move.to] !== undefined, `island ${move.to}`)
              for (const individual of move.copies) assert.ok(known.has(individual), 'a copy of an individual that does not live')
              if ('clear' in move) {
                assert.equal(exchange.clears, true, 'it clears an island, and does not say that it clears any')
                assert.ok(move.copies.length > 0, 'an island is left empty')
              } else assert.ok(view.islands[move.from] !== undefined && move.from !== move.to, `from ${move.from} to ${move.to}`)
            }
          }
      },
    },
    {
      name: 'is a function of the view and the stream, keeps no state, and changes nothing',
      async run() {
        const exchange = make()
        for (let commits = 1; commits <= COMMITS; commits++) {
          const view = viewAt(commits, 4)
          const before = JSON.stringify(view)
          assert.deepEqual(movesAt(exchange, view), movesAt(make(), view))
          assert.equal(JSON.stringify(view), before)
        }
      },
    },
  ]
}
