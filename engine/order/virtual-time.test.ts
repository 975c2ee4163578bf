import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOrder } from './virtual-time.ts'

test('the earliest finished batch waits until every other one is bound to finish later', () => {
  const order = createOrder(10)
  order.open(1, 0, 1)
  order.open(2, 0, 1)
  order.finish(2, 5)
  expect(order.next()).toBeUndefined()
  order.progress(1, 6)
  expect(order.next()).toBe(2)
  expect(order.close(2)).toBe(15)
})

test('equal finishing times commit in the order in which they were drawn', () => {
  const order = createOrder(1)
  order.open(2, 0, 1)
  order.open(1, 0, 1)
  order.finish(2, 4)
  expect(order.next()).toBeUndefined()
  order.finish(1, 4)
  expect(order.next()).toBe(1)
})

test('batches commit by (finish, number) whatever the order in which they arrive', () => {
  const batches = fc.array(fc.record({ start: fc.nat(50), fuel: fc.nat(200) }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(batches, fc.infiniteStream(fc.nat()), (drawn, choices) => {
      const order = createOrder(7)
      drawn.forEach(({ start }, number) => order.open(number, start, 1))
      const left = drawn.map((_, number) => number)
      const committed: number[] = []
      while (left.length > 0) {
        const [number] = left.splice((choices.next().value as number) % left.length, 1) as [number]
        order.finish(number, drawn[number]?.fuel ?? 0)
        for (let next = order.next(); next !== undefined; next = order.next()) {
          order.close(next)
          committed.push(next)
        }
      }
      const finish = (number: number): number => (drawn[number]?.start ?? 0) + 7 + (drawn[number]?.fuel ?? 0)
      expect(committed).toEqual(drawn.map((_, number) => number).sort((a, b) => finish(a) - finish(b) || a - b))
    }),
  )
})
