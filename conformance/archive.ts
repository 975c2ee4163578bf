import assert from 'node:assert/strict'
import type { Address, Archive, Group, JournalEntry, RecordedCall } from '../engine/contracts/index.ts'
import { createSamples } from './samples.ts'
import type { Hashes } from './samples.ts'

/** One requirement on an archive, free of any test runner: `run` rejects when it does not hold. */
export interface Requirement {
  readonly name: string
  readonly run: () => Promise<void>
}

/** How to come by the archives that are put to the test, and the hashes that they are to check. */
export interface ArchiveSubject extends Hashes {
  /** A new, empty archive. */
  readonly make: () => Promise<Archive>
  /** Closes an archive and opens what it has kept; absent for archives that keep nothing. */
  readonly reopen?: (archive: Archive) => Promise<Archive>
}

/** Calls of one ticket in the order of their addresses: a proposer's, and those of a program on many cases. */
const callsOfTicket = (): RecordedCall[] =>
  [0, 1, 2].flatMap((evaluation) =>
    Array.from({ length: evaluation === 0 ? 90 : 300 }, (_, k): RecordedCall => {
      const address = { evaluation, case: evaluation === 0 ? 0 : k >> 1, call: evaluation === 0 ? k : k % 2 }
      const call = { capability: 'ask', question: { text: `${evaluation} ${k}` } }
      return evaluation === 0
        ? { kind: 'note', about: 'lesson', scope: {}, text: String(k), address }
        : { kind: 'capability', call, envelope: { ok: true, value: k }, attempts: 1, tokens: { sent: k, received: 1 }, cost: 0, address }
    }),
  )

/** Mixes calls up, the same way each time. */
const mix = ({ evaluation, case: position, call }: Address, ticket: number): number =>
  (evaluation * 7919 + position * 104_729 + call * 1_299_709 + ticket * 15_485_863) % 10_007

const nothing: Group = { entries: [], programs: [], received: [], committed: [] }

/** Requirements of an archive. Each requirement makes its own archive and closes it. */
export function archiveRequirements({ make, reopen, ...hashes }: ArchiveSubject): Requirement[] {
  const { group: sampleGroup, outcome } = createSamples(hashes)

  /** Appends `count` commits in groups of `size`. */
  async function fill(archive: Archive, count: number, size: number): Promise<void> {
    for (let done = 0; done < count; done += size) await archive.append(sampleGroup(archive.head(), Math.min(size, count - done)))
  }

  const on = (name: string, check: (archive: Archive) => Promise<Archive | void>): Requirement => ({
    name,
    async run() {
      const archive = await make()
      await ((await check(archive)) ?? archive).close()
    },
  })
  const kept = reopen ?? (async (archive: Archive) => archive)

  const refuses = (name: string, wrong: (right: Group) => Group): Requirement =>
    on(`refuses ${name} and writes nothing`, async (archive) => {
      await fill(archive, 3, 3)
      const right = sampleGroup(archive.head(), 3)
      await assert.rejects(archive.append(wrong(right)), { code: 'ARCHIVE_GAP' })
      assert.equal(archive.head()?.index, 3)
      assert.equal(archive.program(4), undefined)
      assert.equal([...archive.entries()].length, 3)
      await archive.append(right)
      assert.equal(archive.head()?.index, 6)
    })

  return [
    on('is empty when it is new', async (archive) => {
      assert.equal(archive.head(), undefined)
      assert.deepEqual([...archive.entries()], [])
      assert.equal(archive.program(1), undefined)
      assert.equal(archive.find('0'.repeat(32)), undefined)
      assert.equal(archive.received().size, 0)
    }),
    on('keeps what calls took beside their record, where that is known', async (archive) => {
      const { entries, ...group } = sampleGroup(undefined, 4)
      const timed = entries.map((entry, k): JournalEntry => (k % 2 === 0 ? entry : { ...entry, took: [k, null, 0] }))
      await archive.append({ ...group, entries: timed })
      const again = await kept(archive)
      assert.deepEqual([...again.entries()], timed)
      assert.deepEqual(again.head(), timed.at(-1))
      return again
    }),
    on('gives back what was appended, to the last bit', async (archive) => {
      const group = sampleGroup(undefined, 150)
      await archive.append(group)
      const again = await kept(archive)
      assert.deepEqual([...again.entries()], group.entries)
      for (const { number, program } of group.programs) {
        assert.deepEqual(again.program(number), program)
        assert.equal(again.find(program.id), number)
      }
      assert.equal(again.program(151), undefined)
      assert.equal(again.program(0), undefined)
      assert.deepEqual(again.head(), group.entries.at(-1))
      return again
    }),
    on('gives programs with their evaluations, and columns over all of them', async (archive) => {
      await fill(archive, 300, 7)
      const again = await kept(archive)
      const { entries, programs } = sampleGroup(undefined, 300)
      for (const number of [1, 32, 33, 257, 300]) {
        const { record } = entries[number - 1] as JournalEntry
        assert(record.type === 'commit' && record.outcome.kind === 'evaluated')
        assert.deepEqual(again.recall(number), { program: programs[number - 1]?.program, evaluation: record.outcome.evaluation })
      }
      assert.equal(again.recall(301), undefined)
      assert.equal(again.recall(0), undefined)
      const words = (hash: string): number[] => (hash.match(/.{8}/g) ?? []).map((word) => Number.parseInt(word, 16))
      assert.deepEqual(
        [...again.column('canonicalHashes')],
        programs.flatMap(({ program }) => words(program.canonicalHash)),
      )
      assert.deepEqual(
        [...again.column('ids')],
        programs.flatMap(({ program }) => words(program.id)),
      )
      assert.deepEqual(
        [...again.column('sizes')],
        programs.map(({ program }) => program.size),
      )
      assert.deepEqual(
        [...again.column('entries')],
        programs.map(({ number }) => number),
      )
      assert.deepEqual(
        [...again.column('parents')],
        programs.map(({ number }) => number >> 1),
      )
      assert.equal(again.column('scores')[4], Math.cos(5))
      await again.rebuild()
      assert.deepEqual(
        [...again.column('parents')],
        programs.map(({ number }) => number >> 1),
      )
      return again
    }),
    on('keeps the last snapshot, as long as the journal has its digest', async (archive) => {
      const first = sampleGroup(undefined, 5)
      const { index = 0, digest = '' } = first.entries.at(-1) ?? {}
      const snapshot = { index, digest, state: { numbers: [1, -0, Number.NaN], text: 'x' } }
      await archive.append({ ...first, snapshot: snapshot })
      await archive.append(sampleGroup(archive.head(), 5))
      const again = await kept(archive)
      assert.deepEqual(again.snapshot(), snapshot)
      await again.append({ ...nothing, snapshot: { ...snapshot, state: 2 } })
      assert.deepEqual(again.snapshot()?.state, 2)
      await again.append({ ...nothing, snapshot: { ...snapshot, digest: hashes.genesis } })
      assert.equal(again.snapshot(), undefined)
      return again
    }),
    on('goes on where it stopped', async (archive) => {
      await fill(archive, 130, 65)
      const again = await kept(archive)
      await fill(again, 100, 7)
      assert.equal(again.head()?.index, 230)
      let digest = hashes.genesis
      for (const { record } of again.entries()) digest = hashes.extend(digest, record)
      assert.equal(digest, again.head()?.digest)
      return again
    }),
    on('reads any range, also with the reader leaving early', async (archive) => {
      await fill(archive, 200, 70)
      const indices = (from?: number, to?: number): number[] => Array.from(archive.entries(from, to), ({ index }) => index)
      const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
      assert.deepEqual(indices(), range(1, 201))
      assert.deepEqual(indices(60, 75), range(60, 75))
      assert.deepEqual(indices(200), [200])
      assert.deepEqual(indices(201), [])
      assert.deepEqual(indices(900, 1000), [])
      assert.deepEqual(indices(50, 50), [])
      for (const { index } of archive.entries(5)) if (index === 7) break
      assert.equal(archive.entries()[Symbol.iterator]().next().value?.index, 1)
    }),
    on('appends several groups in the order of the calls', async (archive) => {
      const first = sampleGroup(undefined, 2)
      const second = sampleGroup(first.entries.at(-1), 2)
      const third = sampleGroup(second.entries.at(-1), 2)
      await Promise.all([archive.append(first), archive.append(second), archive.append(third)])
      assert.equal(archive.head()?.index, 6)
    }),
    on('keeps results that wait for their turn, until they are committed', async (archive) => {
      const received = [4, 9].map((batch) => ({
        batch,
        outcomes: [outcome(batch), { kind: 'unchanged', operator: 'swap', inner: [] } as const],
      }))
      await archive.append({ ...nothing, received })
      let again = await kept(archive)
      assert.deepEqual(
        [...again.received()],
        received.map(({ batch, outcomes }) => [batch, outcomes]),
      )
      await again.append({ ...sampleGroup(undefined, 1), received: [{ batch: 12, outcomes: [] }], committed: [4, 12, 77] })
      again = await kept(again)
      assert.deepEqual([...again.received().keys()], [9])
      return again
    }),
    on('keeps calls at their addresses, in whatever order they come, until their ticket commits', async (archive) => {
      const right = [1, 2].flatMap((ticket) => callsOfTicket().map((call) => ({ ticket, call })))
      const mixed = right.toSorted((a, b) => mix(a.call.address, a.ticket) - mix(b.call.address, b.ticket))
      let again = archive
      for (let at = 0; at < mixed.length; at += 97) {
        await again.append({ ...nothing, calls: mixed.slice(at, at + 97) })
        // the process is killed, and another one goes on
        if (at % 3 === 0) again = await kept(again)
      }
      // one that is kept again takes its own place
      await again.append({ ...nothing, calls: mixed.slice(5, 6) })
      assert.deepEqual(
        [...again.calls()],
        [1, 2].map((ticket) => [ticket, callsOfTicket()]),
      )
      await again.append(sampleGroup(undefined, 1))
      again = await kept(again)
      assert.deepEqual([...again.calls()], [[2, callsOfTicket()]])
      return again
    }),
    refuses('a gap in the journal', (right) => ({ ...right, entries: right.entries.slice(1) })),
    refuses('an entry twice', (right) => ({ ...right, entries: [...right.entries, ...right.entries.slice(-1)] })),
    refuses('a digest that does not follow', (right) => ({
      ...right,
      entries: right.entries.map((entry) => ({ ...entry, digest: hashes.genesis })),
    })),
    refuses('a gap in the programs', (right) => ({ ...right, programs: right.programs.slice(1) })),
    refuses('a program that is not the one its commit names', (right) => ({
      ...right,
      programs: right.programs.map(({ number, program }) => ({ number, program: { ...program, size: program.size + 1 } })),
    })),
    refuses('a program number twice', (right) => ({ ...right, programs: [...right.programs, ...right.programs.slice(-1)] })),
    on('may be closed twice', async (archive) => archive.close()),
  ]
}
