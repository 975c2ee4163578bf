import { expect, test } from 'vitest'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { EvaluationJob, Evaluator } from '../../engine/contracts/evaluator.ts'
import { timed } from './timed.ts'

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
const job = {} as EvaluationJob

/** An evaluator that takes a while, or fails after it. */
const slow = (milliseconds: number, error?: Error): Evaluator => ({
  cost: 'metered',
  async evaluate() {
    await sleep(milliseconds)
    if (error !== undefined) throw error
    return {} as Evaluation
  },
  close: async () => {},
})

test('counts the time in which anything is judged, once', async () => {
  const evaluator = timed(slow(60))
  await Promise.all([evaluator.evaluate(job), evaluator.evaluate(job), evaluator.evaluate(job)])
  await sleep(60)
  expect(evaluator.seconds()).toBeGreaterThan(0.05)
  expect(evaluator.seconds()).toBeLessThan(0.12)
  expect(evaluator.evaluateAll).toBeUndefined()
})

test('counts what failed too', async () => {
  const evaluator = timed(slow(30, new Error('no')))
  await expect(evaluator.evaluate(job)).rejects.toThrow('no')
  expect(evaluator.seconds()).toBeGreaterThan(0.02)
})
