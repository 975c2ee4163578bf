import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../contracts/evaluation.ts'
import type { EvaluationJob, Evaluator, Report } from '../contracts/evaluator.ts'
import type { Program } from '../contracts/program.ts'
import { batchEvaluations } from './batching.ts'

const job = (text: string): EvaluationJob => ({
  program: { id: text, canonicalHash: text, size: 1, files: { 'program.js': text } } satisfies Program,
  set: 'train',
})
const judged = ({ program }: EvaluationJob): Evaluation => ({
  set: 'train',
  verdict: 'scored',
  cases: [],
  metrics: {},
  fuel: program.id.length,
})

/** An evaluator that writes down which jobs travelled together, and whether it can take several at once. */
function createEvaluator(several: boolean): Evaluator & { readonly messages: string[][] } {
  const messages: string[][] = []
  async function evaluateAll(jobs: readonly EvaluationJob[], _?: AbortSignal, report: Report = () => {}): Promise<Evaluation[]> {
    messages.push(jobs.map(({ program }) => program.id))
    if (jobs.some(({ program }) => program.id === 'fault')) throw new Error('a fault')
    report(1)
    await sleep(1)
    return jobs.map(judged)
  }
  const evaluate = async (each: EvaluationJob, signal?: AbortSignal, report?: Report): Promise<Evaluation> =>
    (await evaluateAll([each], signal, report))[0] as Evaluation
  return { cost: 'metered', messages, evaluate, ...(several ? { evaluateAll } : {}), close: async () => {} }
}

/** A ticket that asks for one evaluation after another. */
async function ticket(evaluate: (job: EvaluationJob) => Promise<Evaluation>, texts: readonly string[]): Promise<number[]> {
  const fuels: number[] = []
  for (const text of texts) fuels.push((await evaluate(job(text))).fuel)
  return fuels
}

describe('evaluating together', () => {
  const tickets = [['a', 'aa', 'aaa'], ['b'], ['c', 'cc']]

  test('sends what waits at the same time in one message', async () => {
    const evaluator = createEvaluator(true)
    const evaluate = batchEvaluations(evaluator, () => {})
    expect(await Promise.all(tickets.map((texts) => ticket(evaluate, texts)))).toEqual([[1, 2, 3], [1], [1, 2]])
    expect(evaluator.messages).toEqual([['a', 'b', 'c'], ['aa', 'cc'], ['aaa']])
  })

  test('gives the same results by an evaluator that takes one at a time', async () => {
    const evaluator = createEvaluator(false)
    const evaluate = batchEvaluations(evaluator, () => {})
    expect(await Promise.all(tickets.map((texts) => ticket(evaluate, texts)))).toEqual([[1, 2, 3], [1], [1, 2]])
    expect(evaluator.messages).toHaveLength(6)
  })

  test.each([true, false])('reports what all have burned so far, more and more (several at once: %s)', async (several) => {
    const reports: number[] = []
    const evaluate = batchEvaluations(createEvaluator(several), (fuel) => reports.push(fuel))
    await Promise.all(tickets.map((texts) => ticket(evaluate, texts)))
    expect(reports).toEqual(reports.toSorted((a, b) => a - b))
    expect(reports.at(-1)).toBe(10)
    expect(reports.length).toBeGreaterThan(3)
  })

  test('a fault reaches everyone who waited, and the next may ask again', async () => {
    const evaluate = batchEvaluations(createEvaluator(true), () => {})
    const both = await Promise.allSettled([evaluate(job('fault')), evaluate(job('a'))])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await evaluate(job('a'))).fuel).toBe(1)
  })
})
