import assert from 'node:assert/strict'
import type { Fuel } from '../engine/contracts/fuel.ts'
import type { Requirement } from './archive.ts'

/** Fuel that a run has burned, as it goes on. */
const SPENT = [0, 1, 1000, 1e6, 1e9, 1e12, 1e15]

/** Requirements of a fuel schedule; `make` makes a new one each time. */
export function fuelRequirements(make: () => Fuel): Requirement[] {
  return [
    {
      name: 'limits by non-negative integers that never fall while a run goes on, and by multiples of at least 1',
      async run() {
        const { ofParent, limit } = make()
        assert.ok(ofParent === undefined || (Number.isFinite(ofParent) && ofParent >= 1), `ofParent ${ofParent}`)
        assert.ok(ofParent !== undefined || limit !== undefined, 'it limits nothing')
        for (const initial of [1, 50, 1e6]) {
          const limits = SPENT.map((spent) => limit?.({ initial, spent }) ?? 0)
          assert.ok(
            limits.every((fuel) => Number.isInteger(fuel) && fuel >= 0),
            `limits ${limits.join(' ')}`,
          )
          assert.deepEqual(
            limits,
            limits.toSorted((a, b) => a - b),
          )
        }
      },
    },
    {
      name: 'is a function of the view, and keeps no state',
      async run() {
        const one = make()
        for (const spent of SPENT) assert.equal(one.limit?.({ initial: 7, spent }), make().limit?.({ initial: 7, spent }))
      },
    },
  ]
}
