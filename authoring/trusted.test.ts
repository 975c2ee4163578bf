import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trusted, trustedModule, underWay } from './trusted.ts'

test('modules that are loaded side by side leave nothing under way, whichever ends first', async () => {
  const order = fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(order, async (ends) => {
      const loads = ends.map((k) => ({ k, ...Promise.withResolvers<void>() }))
      const loaded = loads.map(async ({ k, promise }) => trustedModule(`module ${k}`, () => promise))
      expect(underWay()).toBe(`module ${ends.at(-1)}`)
      expect(trusted('verify', underWay)).toBe('verify')
      for (const each of loads.toSorted((a, b) => a.k - b.k)) each.resolve()
      await Promise.all(loaded)
      expect(underWay()).toBe('')
    }),
    { numRuns: 50 },
  )
})
