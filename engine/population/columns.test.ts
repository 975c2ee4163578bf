import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode } from '../../archive/canonical.ts'
import type { Individual } from '../contracts/individual.ts'
import { columnsOf, individualsOf } from './columns.ts'
import type { IndividualColumns } from './columns.ts'

const populations = fc.boolean().chain((several) =>
  fc.uniqueArray(
    fc.record({
      number: fc.integer({ min: 1, max: 1000 }),
      parents: fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 3 }),
      score: fc.double({ noNaN: true }),
      caseScores: fc.array(fc.double(), { maxLength: 9 }),
      cost: fc.nat(),
      size: fc.nat(),
      signature: fc.string(),
      cell: fc.string(),
      ...(several
        ? {
            objectives: fc.array(fc.double({ noNaN: true }), { minLength: 2, maxLength: 4 }),
            caseObjectives: fc.array(fc.array(fc.double(), { maxLength: 9 }), { minLength: 2, maxLength: 4 }),
          }
        : {}),
    }),
    { selector: ({ number }) => number },
  ),
)

test('individuals come back from their columns as they were, objectives and scores that are no numbers included', () => {
  fc.assert(
    fc.property(populations, (individuals: readonly Individual[]) => {
      const saved = decode(encode(columnsOf(individuals))) as IndividualColumns
      const byNumber = [...individuals].sort((a, b) => a.number - b.number)
      expect([...individualsOf(saved).values()]).toEqual(byNumber)
    }),
  )
})
