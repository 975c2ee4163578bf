import { expect, test } from 'vitest'
import { samples } from '../../archive/fixtures/samples.ts'
import { createMemoryArchive } from '../../archive/memory.ts'
import type { JournalRecord } from '../contracts/archive.ts'
import { FREE } from '../contracts/capability.ts'
import type { SetName } from '../contracts/evaluation.ts'
import type { RecordedCall } from '../contracts/ticket.ts'
import { readTraces, tracesOf } from './traces.ts'

type Commit = Extract<JournalRecord, { type: 'commit' }>

const [entry] = samples.group(undefined, 1).entries
if (entry?.record.type !== 'commit' || entry.record.outcome.kind !== 'evaluated') throw new Error('samples')
const { record } = entry
const { outcome } = entry.record

const use = (evaluation: number, position: number, call: number): RecordedCall => ({
  kind: 'capability',
  call: { capability: 'ask', question: `${evaluation} ${position} ${call}` },
  envelope: { ok: true, value: call },
  ...FREE,
  address: { evaluation, case: position, call },
})
const inner = { canonicalHash: 'a', evaluation: outcome.evaluation }
const calls = [1, 2].flatMap((evaluation) => [use(evaluation, 0, 0), use(evaluation, 0, 1), use(evaluation, 5, 0)])

/** The commit with calls of two evaluations, the program's result being the `position`-th. */
const commit = (position: number | undefined, set: SetName = 'train'): Commit => ({
  ...record,
  outcome: {
    ...outcome,
    evaluation: { ...outcome.evaluation, set },
    inner: [inner],
    calls: [{ kind: 'note', about: 'attempt', scope: {}, text: 'x', address: { evaluation: 0, case: 0, call: 0 } }, ...calls],
    ...(position === undefined ? {} : { position }),
  },
})

test('traces are the calls of the evaluation that is the result, case by case', () => {
  for (const [position, number] of [
    [undefined, 2],
    [1, 1],
  ] as const) {
    const traces = tracesOf(commit(position))
    expect(traces).toHaveLength(8)
    expect(traces.map(({ steps }) => steps.map(({ call }) => call.question))).toEqual(
      Array.from({ length: 8 }, (_, k) => (k === 0 ? [`${number} 0 0`, `${number} 0 1`] : k === 5 ? [`${number} 5 0`] : [])),
    )
    expect(traces[5]).toMatchObject({ program: 1, set: 'train', case: 5, result: outcome.evaluation.cases[5] })
  }
})

test('there are none of other sets than train', () => {
  expect(tracesOf(commit(undefined, 'validation'))).toEqual([])
  expect(tracesOf(commit(undefined, 'heldOut/far'))).toEqual([])
})

test('a program’s are read from its archive', async () => {
  const archive = createMemoryArchive()
  const group = samples.group(undefined, 1)
  await archive.append({ ...group, entries: samples.entries(undefined, [commit(1)]) })
  expect(readTraces(archive, 1)).toEqual(tracesOf(commit(1)))
  expect(readTraces(archive, 2)).toEqual([])
})
