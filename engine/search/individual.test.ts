import { expect, test } from 'vitest'
import type { Evaluation } from '../contracts/evaluation.ts'
import { createIndividual } from './individual.ts'

const evaluation = (fuel: number): Evaluation => ({
  set: 'train',
  verdict: 'scored',
  cases: [{ verdict: 'scored', score: 1, metrics: { waste: 0.3 }, fuel }],
  score: 1,
  metrics: { waste: 0.3 },
  fuel,
})

test('cells are cut along metrics, size and fuel', () => {
  const axes = [
    { name: 'fuel', edges: [10, 40, 60] },
    { name: 'waste', edges: [0.5] },
    { name: 'size', edges: [5] },
    { name: 'absent', edges: [1] },
  ]
  expect(createIndividual(1, { program: { size: 7 }, evaluation: evaluation(50) }, { descriptors: axes })?.cell).toBe('2.0.1.-')
  expect(createIndividual(1, { program: { size: 4 }, evaluation: evaluation(60) }, { descriptors: axes })?.cell).toBe('3.0.0.-')
})

test('what burns more does not behave otherwise, even where fuel is an objective', () => {
  const objectives = [{ name: 'fuel', direction: 'minimize', reference: 100 }] as const
  const [cheap, dear] = [5, 50].map((fuel) => createIndividual(1, { program: { size: 7 }, evaluation: evaluation(fuel) }, { objectives }))
  expect(cheap?.signature).toBe(dear?.signature)
  expect([cheap?.objectives, dear?.objectives]).toEqual([[5], [50]])
})
