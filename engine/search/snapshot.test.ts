import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode } from '../../archive/canonical.ts'
import type { Individual } from '../contracts/individual.ts'
import { columnsOf, individualsOf } from './snapshot.ts'
import type { SearchSnapshot } from './snapshot.ts'

const populations = fc.boolean().chain((several) =>
  fc.uniqueArray(
    fc.record({
      number: fc.integer({ min: 1, max: 1000 }),
      score: fc.double({ noNaN: true }),
      size: fc.nat(),
      signature: fc.string(),
      cell: fc.string(),
      ...(several ? { objectives: fc.array(fc.double({ noNaN: true }), { minLength: 2, maxLength: 4 }) } : {}),
    }),
    { selector: ({ number }) => number },
  ),
)

test('individuals come back from a snapshot as they were, objectives included', () => {
  fc.assert(
    fc.property(populations, (individuals: readonly Individual[]) => {
      const saved = decode(encode({ individuals: columnsOf(individuals) })) as Pick<SearchSnapshot, 'individuals'>
      const byNumber = [...individuals].sort((a, b) => a.number - b.number)
      expect([...individualsOf(saved).values()]).toEqual(byNumber)
    }),
  )
})
