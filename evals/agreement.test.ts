import { expect, test } from 'vitest'
import * as z from 'zod'
import { completeProblem } from '../authoring/load.ts'
import type { Capability } from '../engine/contracts/capability.ts'
import type { Label } from '../engine/contracts/grader.ts'
import { agreementOf } from './agreement.ts'

const problem = completeProblem({
  statement: 'Say something.',
  runner: { use: 'model' },
  model: () => 'something',
  cases: { train: [{ input: 'a', expected: 'a' }] },
  initialPrograms: [{ 'prompt.md': 'Be brief.' }],
  verify: () => 1,
})
const grader = { name: 'polite', use: 'rubric', weight: 1, pass: 0.5, opinion: true, version: '1' }

/** A label of an answer that a grader marks at once, or asks a model about. */
const label = (passes: boolean, score: number, asks = false): Label => ({
  grader: 'polite',
  passes,
  answer: 'something',
  *examine() {
    if (!asks) return { score }
    const envelope = yield { capability: 'ask', question: 'Is it?' }
    return { score: envelope.ok ? score : 0 }
  },
})

test('a label that no model replied to is no agreement and no contradiction', async () => {
  const labels = [label(true, 1), label(false, 1), label(false, 1, true)]
  const {
    agreement: [agreement],
  } = await agreementOf({ ...problem, graders: [grader], labels }, {})
  expect(agreement).toMatchObject({ grader: 'polite', labels: 2, agreed: 1 })
  expect(agreement?.kappa).toBe(0)
  expect((await agreementOf({ ...problem, graders: [grader], labels: [label(false, 1, true)] }, {})).agreement).toEqual([])
})

test('what labels cost is told apart from what they say', async () => {
  const ask: Capability = {
    name: 'ask',
    question: z.unknown(),
    answer: async () => ({ answer: 'yes', cost: { attempts: 1, tokens: { sent: 9, received: 2 }, cost: 5 } }),
  }
  const labels = [label(true, 1, true), label(false, 1), label(true, 1, true)]
  const asked = { ask, room: <T>(work: () => Promise<T>): Promise<T> => work() }
  const { spent } = await agreementOf({ ...problem, graders: [grader], labels }, { asked })
  expect(spent).toEqual({ calls: 2, tokens: { sent: 18, received: 4 }, cost: 10 })
})
