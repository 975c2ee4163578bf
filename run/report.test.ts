import { expect, test } from 'vitest'
import { referencesFor } from './report.ts'

const draws = [1000, 5000, 20_000].map((evaluations) => ({ name: 'draws', set: 'far', score: evaluations, evaluations }))
const references = [{ name: 'paper', set: 'far', score: 0.5 }, ...draws.toReversed(), { name: 'paper', set: 'near', score: 0.1 }]

test('a baseline beside us never had less to spend than we, unless no such figure exists', () => {
  const drawsFor = (evaluations: number): number | undefined => referencesFor(references, 'far', evaluations)[1]?.evaluations
  expect(drawsFor(10)).toBe(1000)
  expect(drawsFor(1000)).toBe(1000)
  expect(drawsFor(1001)).toBe(5000)
  expect(drawsFor(99_999)).toBe(20_000)
})

test('references are those of the set, in the order of the problem', () => {
  expect(referencesFor(references, 'far', 1).map(({ name }) => name)).toEqual(['paper', 'draws'])
  expect(referencesFor(references, 'near', 1)).toEqual([{ name: 'paper', set: 'near', score: 0.1 }])
})
