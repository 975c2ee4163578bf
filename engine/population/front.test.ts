import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Individual } from '../contracts/individual.ts'
import { dominates } from '../contracts/pareto.ts'
import { Front } from './front.ts'

const individualOf = (number: number, objectives?: readonly number[]): Individual => ({
  number,
  parents: [],
  score: 0,
  caseScores: [],
  cost: 0,
  size: 1,
  signature: '',
  cell: '',
  ...(objectives === undefined ? {} : { objectives }),
})

const values = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 2 })

test('a front has those that none dominates, and changes when one comes that none equals or dominates', () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 30 }), (list) => {
      const front = new Front()
      const seen: (readonly number[])[] = []
      list.forEach((objectives, k) => {
        const isNews = !seen.some((other) => dominates(other, objectives) || other.every((value, at) => value === objectives[at]))
        expect(front.take(individualOf(k + 1, objectives))).toBe(isNews)
        seen.push(objectives)
      })
      const best = seen.filter((one) => !seen.some((other) => dominates(other, one)))
      expect(new Set(front.named.map((each) => String(each.objectives)))).toEqual(new Set(best.map(String)))
    }),
  )
})

test('an individual that is judged further takes its own place and is no change', () => {
  const front = new Front([individualOf(1, [1, 5]), individualOf(2, [5, 1])])
  expect(front.take(individualOf(1, [2, 4]))).toBe(false)
  expect(front.named.map(({ number }) => number)).toEqual([2, 1])
  expect(front.take(individualOf(1, [6, 6]))).toBe(false)
  expect(front.named.map(({ number }) => number)).toEqual([2])
  expect(front.take(individualOf(3))).toBe(false)
})
