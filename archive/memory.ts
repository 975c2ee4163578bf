import type { Archive, Evaluation, JournalEntry, Outcome, Program } from '../engine/contracts/index.ts'
import { continues } from './sequence.ts'

/** An archive that lives as long as the process, behind the same interface and with the same checks as the one on disk. */
export function createMemoryArchive(): Archive {
  const journal: JournalEntry[] = []
  const programs: Program[] = []
  const evaluations = new Map<number, Evaluation>()
  const numbers = new Map<string, number>()
  const waiting = new Map<number, readonly Outcome[]>()

  return {
    async append(group) {
      continues(journal.at(-1), programs.length, group)
      journal.push(...group.entries)
      for (const { record } of group.entries) {
        if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') continue
        const { program, evaluation } = record.outcome
        if (!evaluations.has(program.number)) evaluations.set(program.number, evaluation)
      }
      for (const { number, program } of group.programs) {
        programs.push(program)
        if (!numbers.has(program.id)) numbers.set(program.id, number)
      }
      for (const { bundle, outcomes } of group.received) waiting.set(bundle, outcomes)
      for (const bundle of group.committed) waiting.delete(bundle)
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
    recall(number) {
      const program = programs[number - 1]
      const evaluation = evaluations.get(number)
      return program && evaluation && { program, evaluation }
    },
    find: (id) => numbers.get(id),
    received: () => new Map(waiting),
    async close() {},
  }
}
