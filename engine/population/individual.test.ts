import { expect, test } from 'vitest'
import type { Evaluation } from '../contracts/evaluation.ts'
import { createIndividual, descriptorValues } from './individual.ts'

const evaluation = (fuel: number): Evaluation => ({
  set: 'train',
  verdict: 'scored',
  cases: [{ verdict: 'scored', score: 1, metrics: { waste: 0.3 }, fuel }],
  score: 1,
  metrics: { waste: 0.3 },
  fuel,
})

test('descriptors are metrics, size and fuel', () => {
  const axes = [
    { name: 'fuel', edges: [10, 40, 60] },
    { name: 'waste', edges: [0.5] },
    { name: 'size', edges: [5] },
    { name: 'absent', edges: [1] },
  ]
  expect(descriptorValues(7, evaluation(50), axes)).toEqual([50, 0.3, 7, Number.NaN])
})

test('what burns more does not behave otherwise, even where fuel is an objective', () => {
  const objectives = [{ name: 'fuel', direction: 'minimize', reference: 100 }] as const
  const [cheap, dear] = [5, 50].map((fuel) =>
    createIndividual({ number: 1, parents: [], size: 7, cell: '', evaluation: evaluation(fuel) }, { objectives }),
  )
  expect(cheap?.signature).toBe(dear?.signature)
  expect([cheap?.objectives, dear?.objectives]).toEqual([[5], [50]])
  expect([cheap?.cost, dear?.cost]).toEqual([5, 50])
})

test('objectives have values on each case, also where only some were judged', () => {
  const objectives = (['score', 'waste', 'size', 'fuel', 'absent'] as const).map(
    (name) => ({ name, direction: name === 'score' ? 'maximize' : 'minimize', reference: 0 }) as const,
  )
  const cases = [2, 5].map((score) => ({ verdict: 'scored', score, metrics: { waste: score / 10 }, fuel: 10 * score }) as const)
  const sampled: Evaluation = { ...evaluation(70), cases, positions: [3, 1] }
  const made = createIndividual({ number: 1, parents: [], size: 7, cell: '', evaluation: sampled }, { objectives })
  const none = Number.NaN
  expect(made?.caseObjectives).toEqual([
    [none, -5, none, -2],
    [none, 0.5, none, 0.2],
    [none, 7, none, 7],
    [none, 50, none, 20],
    [none, Infinity, none, Infinity],
  ])
  expect(createIndividual({ number: 1, parents: [], size: 7, cell: '', evaluation: sampled })).not.toHaveProperty('caseObjectives')
})
