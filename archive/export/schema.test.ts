import { describe, expect, test } from 'vitest'
import type { JournalRecord, RecordedCall } from '../../engine/contracts/index.ts'
import { samples } from '../fixtures/samples.ts'
import { journalRecord } from './schema.ts'

const hash = 'a'.repeat(32)
const paid = { attempts: 1, tokens: { sent: 2, received: 1 }, cost: 3 }
const address = { evaluation: 0, case: 0, call: 0 }
const ask = { purpose: 'offspring', model: 'm', template: hash, attempt: 1 } as const
const question = { capability: 'ask', question: ['x', null] }
const calls: readonly RecordedCall[] = [
  { kind: 'call', ask, request: hash, outcome: { kind: 'reply', text: 'yes' }, ...paid, address },
  {
    kind: 'note',
    about: 'lesson',
    scope: { file: 'program.ts', case: 0, parent: 1, island: 0 },
    text: 'x',
    retire: [1],
    address: { ...address, call: 1 },
  },
  { kind: 'template', purpose: 'repair', text: 'x', address: { ...address, call: 2 } },
  { kind: 'capability', call: question, envelope: { ok: true, value: 1 }, model: 'm', ...paid, address: { ...address, evaluation: 1 } },
  {
    kind: 'capability',
    call: question,
    envelope: { ok: false, error: 'no', denied: true },
    ...paid,
    address: { evaluation: 1, case: 2, call: 5 },
  },
]
const [, commit] = samples.group(undefined, 2).entries
if (commit?.record.type !== 'commit') throw new Error('samples')

/** One of each; a new type of record is a new entry here. */
const records: { readonly [Type in JournalRecord['type']]: Extract<JournalRecord, { type: Type }> } = {
  start: {
    type: 'start',
    manifest: {
      format: 2,
      engine: '1',
      problem: { name: 'p', content: 'c', direction: 'minimize' },
      seed: '1',
      strategy: { name: 's', islands: [], finalists: 1 },
      order: { virtualWorkers: 1, batch: 1, lookahead: 1 },
      platform: { node: '24', v8: '13', icu: '77', arch: 'x64' },
    },
  },
  commit: { ...commit.record, outcome: { kind: 'failed', operator: 'x', reason: 'y', inner: [], calls: calls } },
  reset: { type: 'reset', island: 1, programs: [1], changes: [{ island: 0, added: [1], removed: [2] }] },
  migration: { type: 'migration', from: 0, to: 1, programs: [3], removed: [2] },
  stop: { type: 'stop', reason: 'seconds' },
  champion: { type: 'champion', program: 1, score: Number.NEGATIVE_INFINITY, validation: Number.NaN },
  heldOut: { type: 'heldOut', set: 'heldOut/far', program: 1 },
  withdrawn: { type: 'withdrawn', note: 3, text: 'x', reason: 'y' },
  finish: { type: 'finish', reason: 'target', evaluations: 1.5 },
  extend: { type: 'extend', budget: { evaluations: 5, target: -0, patience: 3, optimum: -0 } },
  environment: { type: 'environment', engine: '1', problem: 'c', platform: { node: '24', v8: '13', icu: '77', arch: 'x64' } },
  note: { type: 'note', author: 'user', about: 'user', scope: {}, text: 'x' },
  override: { type: 'override', verdict: 'prefer', program: 1, over: 2 },
  resettled: { type: 'resettled', changes: [{ island: 0, added: [1], removed: [2] }] },
  injection: { type: 'injection', id: hash, files: { 'program.ts': 'x' }, of: 1 },
}

describe('a record', () => {
  test.each(Object.entries(records))('of type %s is one, and is none without a field or with one more', (type, record) => {
    expect(journalRecord.safeParse(record)).toMatchObject({ success: true })
    expect(journalRecord.safeParse({ ...record, more: 1 }).success).toBe(false)
    const [, first = ''] = Object.keys(record)
    if (type !== 'start') expect(journalRecord.safeParse({ ...record, [first]: undefined, [`${first}s`]: 1 }).success).toBe(false)
  })

  test('that is a commit may hold every number there is', () => {
    expect(journalRecord.safeParse(commit.record)).toMatchObject({ success: true })
  })
})
