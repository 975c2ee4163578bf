import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chain, GENESIS } from '../../archive/digest.ts'
import type { Intervention, JournalEntry, JournalRecord } from '../contracts/archive.ts'
import type { Budget } from '../contracts/manifest.ts'
import type { Assignment, Batch, Outcome } from '../contracts/ticket.ts'
import { assign, knownAt } from '../tickets/assign.ts'
import { executeToy, toyFacts, toyManifest } from '../fixtures/toy.ts'
import { follow } from './replay.ts'
import type { Followed } from './replay.ts'
import type { Source } from './replay.ts'
import { createSequencer } from '../order/sequencer.ts'
import type { Effects, Sequencer } from '../order/sequencer.ts'
import type { Shown } from '../contracts/proposer.ts'

const manifest = toyManifest()
const hashes = { genesis: GENESIS, extend: chain }
const note: Intervention = { type: 'note', author: 'user', about: 'user', scope: {}, text: 'here' }

/** Carries out batches; what was committed is read back from the records themselves. */
function createHands(): { readonly take: (effects: Effects) => JournalRecord[]; readonly carry: (batch: Batch) => Outcome[] } {
  const known = new Map<number, Shown>()
  const recall = (number: number): Shown => {
    const found = known.get(number)
    if (found === undefined) throw new Error(`program ${number} is unknown`)
    return found
  }
  return {
    take({ records, programs }) {
      for (const record of records) {
        if (record.type !== 'commit' || record.outcome.kind !== 'evaluated' || known.has(record.outcome.program.number)) continue
        const { evaluation, program: named } = record.outcome
        const program = programs.find(({ number }) => number === named.number)?.program
        if (program !== undefined) known.set(named.number, { program, evaluation })
      }
      return [...records]
    },
    carry: (batch) =>
      batch.tickets
        .map((ticket, k): Assignment => assign(ticket, { manifest, recall, known: knownAt(batch, k) }))
        .map((assignment) => executeToy(assignment)),
  }
}

/** Runs to the end, with `between` called between steps. */
function run(between: (sequencer: Sequencer, step: number) => Effects | undefined): JournalEntry[] {
  const sequencer = createSequencer({ manifest, facts: toyFacts, budget: { evaluations: 120 } })
  const { take, carry } = createHands()
  const records = take(sequencer.begin())
  for (let step = 0; ; step++) {
    const extra = between(sequencer, step)
    if (extra !== undefined) records.push(...take(extra))
    if (sequencer.conclusion !== undefined) break
    const [batch] = sequencer.pending()
    if (batch === undefined) throw new Error('deadlock')
    records.push(...take(sequencer.receive(batch.number, carry(batch))))
  }
  let digest = GENESIS
  return records.map((record, at) => ({ index: at + 1, at, record, digest: (digest = chain(digest, record)) }))
}

/** Computes everything again. */
function anew(): { readonly sequencer: Followed; readonly source: Source } {
  const { take, carry } = createHands()
  const inner = createSequencer({ manifest, facts: toyFacts, budget: { evaluations: 120 } })
  const seen =
    <Rest extends unknown[]>(step: (...rest: Rest) => Effects) =>
    (...rest: Rest): Effects => {
      const effects = step(...rest)
      take(effects)
      return effects
    }
  const sequencer: Followed = {
    begin: seen(() => inner.begin()),
    replay: seen((batch: number, outcomes: readonly Outcome[]) => inner.replay(batch, outcomes)),
    extend: seen((further: Budget) => inner.extend(further)),
    stop: (reason) => inner.stop(reason),
    intervene: (intervention) => inner.intervene(intervention),
    resettle: () => inner.resettle(),
    pending: () => inner.pending(),
  }
  return { sequencer, source: (batch) => carry(batch) }
}

const plain = run(() => undefined)
const head = (entries: readonly JournalEntry[]): object => ({ index: entries.length, digest: entries.at(-1)?.digest })

test('a journal is followed with no more of it held than the batch at hand', async () => {
  const { sequencer, source } = anew()
  let read = 0
  let committed = 0
  let most = 0
  function* counted(): Generator<JournalEntry> {
    for (const entry of plain) {
      read = entry.index
      yield entry
    }
  }
  const end = await follow(sequencer, {
    entries: counted(),
    chain: hashes,
    source: (batch, commits) => {
      committed = plain.findIndex(({ record }) => record === commits[0]) + 1
      most = Math.max(most, read - committed)
      return source(batch, commits)
    },
  })
  expect(end).toEqual(head(plain))
  expect(most).toBeLessThan(3)
})

test('notes anywhere between batches change the digest and nothing that is found', async () => {
  const findings = (entries: readonly JournalEntry[]): JournalRecord[] =>
    entries.map(({ record }) => record).filter((record) => record !== note)
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(120), { minLength: 1, maxLength: 6 }), async (steps) => {
      const noted = run((sequencer, step) => (steps.includes(step) ? sequencer.intervene(note) : undefined))
      expect(findings(noted)).toEqual(findings(plain))
      expect(noted.at(-1)?.digest).not.toBe(plain.at(-1)?.digest)
      const { sequencer, source } = anew()
      expect(await follow(sequencer, { entries: noted, chain: hashes, source })).toEqual(head(noted))
    }),
    { numRuns: 15 },
  )
})

test('a budget may grow at any time, also after the end, and the journal is followed all the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(140), async (when) => {
      let extended = false
      const longer = run((sequencer, step) => {
        if (extended || (step < when && sequencer.conclusion === undefined)) return undefined
        extended = true
        return sequencer.extend({ evaluations: 160 })
      })
      const finish = longer.at(-1)?.record
      expect(finish?.type === 'finish' && finish.evaluations >= 160 && finish.evaluations < 162).toBe(true)
      const { sequencer, source } = anew()
      expect(await follow(sequencer, { entries: longer, chain: hashes, source })).toEqual(head(longer))
    }),
    { numRuns: 15 },
  )
})

test('a budget that is spent is no extension', () => {
  expect(() => run((sequencer) => (sequencer.conclusion === undefined ? undefined : sequencer.extend({ evaluations: 100 })))).toThrow(
    expect.objectContaining({ code: 'BUDGET_SPENT' }),
  )
})

test('a record that cannot come next is where a journal parts from the run', async () => {
  const forged = [...plain.slice(0, 20), ...plain.slice(21)]
  const { sequencer, source } = anew()
  expect(await follow(sequencer, { entries: forged, chain: hashes, source })).toMatchObject({ at: 21 })
  expect(await follow(anew().sequencer, { entries: plain.slice(1), chain: hashes, source })).toMatchObject({ at: 1, computed: undefined })
})
