import { expect, test } from 'vitest'
import { journalEventOf } from './events.ts'

test('what happened is told in the digits of all other views', () => {
  const texts = [
    { type: 'heldOut', set: 'heldOut/larger', program: 3, score: 4.288856889833234, verdict: 'scored' },
    { type: 'finish', reason: 'evaluations', evaluations: 12_345.75 },
    {
      type: 'extend',
      budget: { evaluations: 20_000, fuel: 1e9, target: 0.043750000000000004, optimum: 0.5, patience: 5000, dollars: 1.5 },
    },
  ].map((record) => journalEventOf(1, 0, record as Parameters<typeof journalEventOf>[2])?.text)
  expect(texts).toEqual([
    'the champion on heldOut/larger: 4.2889',
    'the run ends after 12,345 evaluations: evaluations',
    'the budget is now evaluations 20,000, fuel 1,000,000,000, target 0.0438, optimum 0.5000, patience 5,000, dollars 1.5000',
  ])
})
