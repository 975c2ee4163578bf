import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../contracts/evaluation.ts'
import type { Outcome } from '../contracts/ticket.ts'
import { compareToParent, describe as words, isGain } from './progress.ts'
import { byScore } from '../population/ranking.ts'

const evaluation = (scores: readonly number[]): Evaluation => ({
  set: 'train',
  verdict: 'scored',
  cases: scores.map((score) => ({ verdict: 'scored', fuel: 1, score, metrics: {} })),
  score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
  metrics: {},
  fuel: 1,
})
const evaluated = (scores: readonly number[]): Outcome => ({
  kind: 'evaluated',
  operator: 'm',
  program: { id: '', canonicalHash: '', size: 1, files: {} },
  evaluation: evaluation(scores),
  inner: [],
})
const parent = { number: 1, parents: [], cost: 1, score: 0.93238512345, size: 1, signature: '', cell: '', caseScores: [0.9, 0.96477] }
const settled = (scores: readonly number[], elite = true) => ({
  outcome: evaluated(scores),
  placement: { kind: 'placed', cell: '', elite, removed: [] } as const,
  change: compareToParent(evaluated(scores), parent, byScore('minimize')),
})

describe('what came of a ticket', () => {
  test('is a gain when it is better than the parent, whatever cell it is the elite of', () => {
    expect(isGain(settled([0.9, 0.95]), false)).toBe(true)
    expect(isGain(settled([0.9, 0.95], false), false)).toBe(true)
    expect(isGain(settled([26, 26]), false)).toBe(false)
    expect(isGain(settled([0.9, 0.9647702469]), false)).toBe(false)
    expect(isGain(settled([26, 26]), true)).toBe(true)
    expect(isGain({ ...settled([0.9, 0.95]), placement: { kind: 'duplicate', of: 1 } }, false)).toBe(false)
  })

  test('is said with both scores, in seven digits, and the cases won and lost', () => {
    expect(words(settled([0.8, 0.97]))).toBe('0.9323851 -> 0.885 (better; 1 cases better, 1 worse)')
    expect(words(settled([0.9, 0.9801907]))).toBe('0.9323851 -> 0.9400953 (worse; 0 cases better, 1 worse)')
    expect(words({ outcome: { kind: 'failed', operator: 'm', reason: 'cut', inner: [] }, placement: undefined, change: undefined })).toBe(
      'no program: cut',
    )
  })
})
