import { describe, expect, test } from 'vitest'
import { FREE } from '../contracts/capability.ts'
import type { Envelope } from '../contracts/capability.ts'
import type { CaseResult } from '../contracts/evaluation.ts'
import type { Trace } from '../contracts/trace.ts'
import { failureOf, failuresOf } from './failures.ts'

const bad = (error: string): Envelope => ({ ok: false, error })
const wrong: CaseResult = { verdict: 'scored', fuel: 1, score: 0, metrics: { solved: 0 } }
const right: CaseResult = { verdict: 'scored', fuel: 1, score: 1, metrics: { solved: 1 } }

const traceOf = (result: CaseResult, ...calls: readonly (readonly [string, Envelope])[]): Trace => ({
  program: 1,
  set: 'train',
  case: 0,
  result,
  steps: calls.map(([capability, envelope], call) => ({
    address: { evaluation: 1, case: 0, call },
    call: { capability, question: null },
    envelope,
    cost: FREE,
  })),
})

describe('why a case went wrong', () => {
  test.each<[string | undefined, Trace]>([
    [undefined, traceOf(right, ['tool', bad('timed out')])],
    ['tool', traceOf(wrong, ['tool', bad('timed out')])],
    ['retrieval', traceOf(wrong, ['files', bad('there is no file a')])],
    ['plan', traceOf(wrong, ['tool', { ok: true, value: 1 }])],
    ['plan', traceOf({ verdict: 'error', fuel: 1, reason: 'threw' })],
    ['format', traceOf(wrong, ['tool', bad('this is no question for tool: x')])],
    ['format', traceOf({ verdict: 'invalid', fuel: 1, reason: 'no text' })],
    ['stopping', traceOf(wrong, ['note', bad('spent: note may be used 1 times on a case')])],
    ['stopping', traceOf({ verdict: 'fuel', fuel: 1, reason: 'spent its 8 calls' }, ['tool', bad('x')])],
    ['permission', traceOf(wrong, ['tool', bad('x')], ['ask', { ok: false, error: 'this program may not use ask', denied: true }])],
  ])('%s', (named, trace) => {
    expect(failureOf(trace)).toBe(named)
  })

  test('is counted per program, and for none that makes no calls', () => {
    expect(failuresOf([traceOf(wrong), traceOf(right)])).toBeUndefined()
    const tool = traceOf(wrong, ['tool', bad('timed out')])
    expect(failuresOf([tool, tool, traceOf(right, ['tool', { ok: true, value: 1 }]), traceOf(wrong)])).toEqual({ tool: 2, plan: 1 })
  })
})
