import assert from 'node:assert/strict'
import type { PopulationView } from '../engine/contracts/individual.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Selector } from '../engine/contracts/selector.ts'
import type { Requirement } from './archive.ts'
import { sampleView, sampleViews } from './populations.ts'

/** Draws with which `select` is held against `weights`, and the standard errors by which a share may be off. */
const DRAWS = 20_000
const ERRORS = 6

/** Everything in a view, as text, so that a change of it is seen. */
const textOf = ({ individuals, elites, front }: PopulationView): string => JSON.stringify([individuals, elites, front])

/** Requirements of a selector; `make` makes a new one each time. */
export function selectorRequirements(make: () => Selector): Requirement[] {
  const views = sampleViews('selector')
  return [
    {
      name: 'chooses at least one individual of the view and at most so many, and none of an empty one',
      async run() {
        for (const view of views)
          for (const count of [1, 2, 7]) {
            const chosen = make().select(view, count, stream(`some/${count}`))
            assert.ok(chosen.length >= 1 && chosen.length <= count, `${chosen.length} of ${count}`)
            for (const individual of chosen) assert.ok(view.individuals.includes(individual), 'an individual that is not in the view')
          }
        assert.deepEqual(make().select(sampleView([], 0), 1, stream('none')), [])
      },
    },
    {
      name: 'draws from its random stream alone, keeps no state, and changes nothing',
      async run() {
        const one = make()
        for (const view of views) {
          const before = textOf(view)
          const choices = Array.from({ length: 20 }, (_, k) => one.select(view, 2, stream(`draw/${k}`)))
          const again = Array.from({ length: 20 }, (_, k) => make().select(view, 2, stream(`draw/${k}`)))
          assert.deepEqual(choices, again)
          assert.equal(textOf(view), before)
        }
      },
    },
    {
      name: 'has a weight for each individual, none negative and not all 0, and draws by them, if it has weights',
      async run() {
        const selector = make()
        if (selector.weights === undefined) return
        for (const view of views) {
          const weights: number[] = Array.from(selector.weights(view))
          const total = weights.reduce((sum, weight) => sum + weight, 0)
          assert.equal(weights.length, view.individuals.length)
          assert.ok(weights.every((weight) => weight >= 0) && total > 0 && Number.isFinite(total), `weights ${weights.join(' ')}`)
          const random = stream('weights')
          const counts = new Map<unknown, number>()
          for (let draw = 0; draw < DRAWS; draw++)
            for (const individual of selector.select(view, 1, random)) counts.set(individual, (counts.get(individual) ?? 0) + 1)
          for (const [k, individual] of view.individuals.entries()) {
            const expected = (weights[k] ?? 0) / total
            const error = Math.sqrt((expected * (1 - expected)) / DRAWS)
            const share = (counts.get(individual) ?? 0) / DRAWS
            assert.ok(
              Math.abs(share - expected) <= ERRORS * error + 1e-9,
              `individual ${k} has weight ${expected} and is drawn with ${share}`,
            )
          }
        }
      },
    },
  ]
}
