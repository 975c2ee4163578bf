import { expect, test } from 'vitest'
import type { CommitRecord } from '../contracts/archive.ts'
import type { RecordedCall } from '../contracts/ticket.ts'
import { CallTimes } from './call-times.ts'

const call = (at: number): RecordedCall => ({
  kind: 'capability',
  call: { capability: 'ask', question: at },
  envelope: { ok: true, value: at },
  attempts: 1,
  tokens: { sent: 1, received: 1 },
  cost: 0,
  address: { evaluation: 1, case: 0, call: at },
})
const commit = (number: number, calls: readonly RecordedCall[]): CommitRecord => ({
  type: 'commit',
  ticket: { kind: 'initial', number, initial: 0 },
  outcome: { kind: 'failed', operator: 'initial', reason: '', inner: [], calls },
})

test('times stand in the order of the calls of a commit, are whole, and are told once', () => {
  const times = new CallTimes()
  times.note(1, call(2), 30.4)
  times.note(2, call(0), 5)
  times.note(1, call(0), -1)
  times.note(1, call(1), undefined)
  expect(times.of(commit(1, [call(0), call(1), call(2)]))).toEqual([0, null, 30])
  expect(times.of(commit(1, [call(0)]))).toBeUndefined()
  expect(times.of(commit(2, [call(0)]))).toEqual([5])
  expect(times.of({ type: 'stop', reason: 'stopped' })).toBeUndefined()
})
