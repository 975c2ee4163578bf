import type { Archive, Snapshot, JournalEntry, Outcome, Program } from '../engine/contracts/index.ts'
import { CallsInMemory } from './calls.ts'
import { columnsOf, type Row } from './columns.ts'
import { type Judged, judgedIn, knownBy } from './judged.ts'
import { continues } from './sequence.ts'

/** An archive that lives as long as the process, behind the same interface and with the same checks as the one on disk. */
export function createMemoryArchive(): Archive {
  const journal: JournalEntry[] = []
  const programs: Program[] = []
  const rows: Row[] = []
  const waiting = new Map<number, readonly Outcome[]>()
  const judged = new Map<number, Judged[]>()
  const calls = new CallsInMemory()
  let snapshot: Snapshot | undefined

  return {
    async append(group) {
      rows.push(...continues(journal.at(-1), programs.length, group).rows)
      journal.push(...group.entries)
      for (const each of judgedIn(group.entries)) judged.set(each.key[0], [...(judged.get(each.key[0]) ?? []), each])
      programs.push(...group.programs.map(({ program }) => program))
      for (const { batch, outcomes } of group.received) waiting.set(batch, outcomes)
      for (const batch of group.committed) waiting.delete(batch)
      group.calls?.forEach((call) => calls.put(call))
      for (const { record } of group.entries) if (record.type === 'commit') calls.forget(record.ticket.number)
      snapshot = group.snapshot ?? snapshot
    },
    head: () => journal.at(-1),
    *entries(from = 1, to = Number.POSITIVE_INFINITY) {
      for (let index = Math.max(from, 1); index < to; index++) {
        const entry = journal[index - 1]
        if (entry === undefined) return
        yield entry
      }
    },
    program: (number) => programs[number - 1],
    recall(number, cases) {
      const program = programs[number - 1]
      const further = judged.get(number)?.findLast(({ key }) => cases === undefined || key[1] === cases)
      const record = journal[(further?.index ?? rows[number - 1]?.entry ?? 0) - 1]?.record
      if (program === undefined || record?.type !== 'commit' || record.outcome.kind !== 'evaluated') return undefined
      return { program, evaluation: knownBy(record, record.outcome) }
    },
    find: (id) => rows.find((row) => row.id === id)?.number,
    column: (name) => columnsOf(rows)[name],
    snapshot: () => (snapshot !== undefined && journal[snapshot.index - 1]?.digest === snapshot.digest ? snapshot : undefined),
    async rebuild() {
      snapshot = undefined
    },
    received: () => new Map(waiting),
    calls: () => calls.read(),
    async close() {},
  }
}
