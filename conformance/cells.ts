import assert from 'node:assert/strict'
import type { Cells } from '../engine/contracts/cells.ts'
import type { Descriptor } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Requirement } from './archive.ts'

const SPACES: readonly (readonly Descriptor[])[] = [
  [],
  [{ name: 'size', edges: [10] }],
  [
    { name: 'size', edges: [10, 20, 40] },
    { name: 'waste', edges: [-1, 0, 0.5] },
  ],
  ['a', 'b', 'c', 'd'].map((name, k) => ({ name, edges: [0, 10 ** k] })),
]

/** Values in and around a space, infinite ones among them; `unknown` of ten are not known. */
function sampleValues(space: readonly Descriptor[], unknown: number): number[][] {
  const random = stream(`cells/${space.length}/${unknown}`)
  return Array.from({ length: 60 }, () =>
    space.map(({ edges }) => {
      if (random.integer(10) < unknown) return Number.NaN
      if (random.integer(20) === 0) return random.pick([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
      return (random.next() * 3 - 1) * Math.max(1, ...edges.map((edge) => Math.abs(edge)))
    }),
  )
}

/** Requirements of a division into cells; `make` makes a new one each time. */
export function cellsRequirements(make: () => Cells): Requirement[] {
  return [
    {
      name: 'names a cell by the values alone, in letters, digits and dots, and the only one without descriptors by nothing',
      async run() {
        for (const space of SPACES) {
          const [one, other] = [make().divide(space), make().divide(space)]
          const all = sampleValues(space, 0)
          const names = all.map((values) => one(values))
          assert.deepEqual(
            all.toReversed().map((values) => other(values)),
            names.toReversed(),
          )
          for (const name of names) assert.match(name, space.length === 0 ? /^$/ : /^[A-Za-z0-9.]{1,60}$/)
          if (space.length > 0) assert.ok(new Set(names).size > 1, 'all programs fall in one cell')
        }
      },
    },
    {
      name: 'has dashes in the places of values that are not known, and in no other ones',
      async run() {
        for (const space of SPACES.slice(1)) {
          const cellOf = make().divide(space)
          for (const values of sampleValues(space, 5)) {
            const name = cellOf(values)
            assert.ok(name.length <= 60)
            if (!values.some(Number.isNaN)) assert.ok(!name.includes('-'), name)
            else
              assert.deepEqual(
                name.split('.').map((place) => place === '-'),
                values.map(Number.isNaN),
              )
          }
        }
      },
    },
  ]
}
