import { LRUCache } from 'lru-cache'
import type { Archive } from '../contracts/archive.ts'
import type { Shown } from '../contracts/proposer.ts'
import type { Recall } from '../tickets/assign.ts'

/** Programs that are kept at hand: a few populations' worth, some ten megabytes. */
const AT_HAND = 2048

/** Programs by number: those at hand, the others from the archive. */
export interface ProgramCache {
  readonly recall: Recall
  /** Puts a program there that is not durable yet; it stays until `release`. */
  hold(number: number, program: Shown): void
  /** Says that what was held of a program first is durable now and may be forgotten. */
  release(number: number): void
}

/** A cache before an archive. What it gives is a function of the archive: what is at hand changes how fast, never what. */
export function createProgramCache(archive: Pick<Archive, 'recall'>): ProgramCache {
  /** What is not durable yet, in the order in which it was held: a program that is judged further is held again. */
  const held = new Map<number, readonly Shown[]>()
  /** The last that is known of programs. */
  const recent = new LRUCache<number, Shown>({ max: AT_HAND })
  return {
    recall(number, cases) {
      const isMeant = ({ evaluation }: Shown): boolean => cases === undefined || evaluation.cases.length === cases
      const newest = recent.get(number)
      const kept = held.get(number)?.findLast(isMeant) ?? (newest !== undefined && isMeant(newest) ? newest : undefined)
      if (kept !== undefined) return kept
      const program = archive.recall(number, cases)
      if (program === undefined) throw new RangeError(`program ${number} is not in the archive`)
      if (cases === undefined) recent.set(number, program)
      return program
    },
    hold(number, program) {
      held.set(number, [...(held.get(number) ?? []), program])
    },
    release(number) {
      const [program, ...later] = held.get(number) ?? []
      if (program === undefined) return
      if (later.length > 0) held.set(number, later)
      else held.delete(number)
      recent.set(number, program)
    },
  }
}
