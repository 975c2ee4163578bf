import { expect, test } from 'vitest'
import { chain, GENESIS } from '../../archive/digest.ts'
import { createMemoryArchive } from '../../archive/memory.ts'
import type { Archive, Group } from '../contracts/archive.ts'
import type { Clock, Workers } from '../contracts/workers.ts'
import { askingFacts, askingToy, executeToy, toyManifest } from '../fixtures/toy.ts'
import { startRun } from '../run.ts'
import { createKnownMemory, openKnown } from '../search/known.ts'
import type { RunHandle } from '../run/parts.ts'

const clock: Clock = {
  now: () => 0,
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Workers of one process; `told` hears of each batch. */
function workersOf(told: () => void = () => {}): Workers {
  const known = createKnownMemory()
  const find = openKnown(known)
  return {
    size: 3,
    known,
    async run(assignments) {
      told()
      return assignments.map((assignment) => executeToy(assignment, find))
    },
    close: async () => {},
  }
}

const live = (archive: Archive, workers: Workers): RunHandle =>
  startRun({
    manifest: askingToy(toyManifest()),
    facts: askingFacts,
    budget: { evaluations: 400 },
    archive,
    chain: { genesis: GENESIS, extend: chain },
    workers,
    clock,
    emit: () => {},
  })

/** An archive that counts the entries that are read of it, and what is appended. */
function counted(archive: Archive): Archive & { readonly read: number[]; readonly groups: Group[] } {
  const read: number[] = []
  const groups: Group[] = []
  return {
    ...archive,
    read,
    groups,
    async append(group) {
      groups.push(group)
      await archive.append(group)
    },
    *entries(from, to) {
      for (const entry of archive.entries(from, to)) {
        read.push(entry.index)
        yield entry
      }
    },
  }
}

test('a run that asks models, resumed, reads the records after its snapshot and its first one, and comes to the same digest', async () => {
  const whole = await live(createMemoryArchive(), workersOf()).ended

  const archive = createMemoryArchive()
  let batches = 0
  const first = live(
    archive,
    workersOf(() => {
      batches += 1
      if (batches === 150) first.pause()
    }),
  )
  expect((await first.ended).conclusion).toBeUndefined()
  const snapshotAt = archive.snapshot()?.index ?? 0
  expect(snapshotAt).toBeGreaterThan(100)

  // the next process ends of a fault, without a snapshot
  let more = 0
  const second = live(
    archive,
    workersOf(() => {
      more += 1
      if (more === 60) second.fail(new Error('gone'))
    }),
  )
  await expect(second.ended).rejects.toThrow('gone')
  const head = archive.head()?.index ?? 0
  expect(archive.snapshot()?.index).toBe(snapshotAt)
  expect(head).toBeGreaterThan(snapshotAt + 20)

  const third = counted(archive)
  const end = await live(third, workersOf()).ended
  expect(third.read).toEqual([1, ...Array.from({ length: head - snapshotAt }, (_, k) => snapshotAt + 1 + k)])
  expect(end.head.digest).toBe(whole.head.digest)
  expect(end.conclusion).toEqual(whole.conclusion)
})
