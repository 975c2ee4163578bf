import { expect, test } from 'vitest'
import { completeAsking } from './models.ts'

const everyOf = (budget: { readonly evaluations?: number; readonly calls?: number }, prompting = {}): readonly (number | undefined)[] => {
  const { asking } = completeAsking({ models: ['m'], prompting }, undefined, { budget }) ?? {}
  return [asking?.summarizeEvery, asking?.templateUpdateEvery]
}

test('notes are summed up and templates updated in proportion to what may be asked', () => {
  expect(everyOf({})).toEqual([200, 100])
  expect(everyOf({ evaluations: 1e6 })).toEqual([200, 100])
  expect(everyOf({ evaluations: 5000, calls: 100 })).toEqual([20, 40])
  expect(everyOf({ evaluations: 300 })).toEqual([30, 60])
  expect(everyOf({ calls: 16 })).toEqual([20, 40])
  expect(everyOf({ calls: 100 }, { summarizeEvery: 0, templateUpdateEvery: 7 })).toEqual([0, 7])
})
