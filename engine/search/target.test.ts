import { expect, test } from 'vitest'
import { withSamples } from '../fixtures/sampling.ts'
import { toyManifest } from '../fixtures/toy.ts'
import { openWriter } from '../fixtures/writer.ts'

test('a target is reached by a program that was judged on all train cases, and by no sample of one', () => {
  let byTarget = 0
  for (let seed = 0; seed < 12; seed++) {
    const run = openWriter(withSamples(toyManifest({ seed: String(seed) })), { evaluations: 120, target: 14 })
    while (run.step(0));
    const records = [...run.archive.entries()].map(({ record }) => record)
    const isReached = records.some((record) => {
      if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') return false
      const { positions, score = Infinity } = record.merged?.evaluation ?? record.outcome.evaluation
      return positions === undefined && score <= 14
    })
    const reasons = records.flatMap((record) => (record.type === 'finish' ? [record.reason] : []))
    if (reasons.includes('target')) expect(isReached).toBe(true)
    byTarget += Number(reasons.includes('target'))
  }
  expect(byTarget).toBeGreaterThan(0)
  expect(byTarget).toBeLessThan(12)
})
