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
  /** Says that a program which was held is durable now and may be forgotten. */
  release(number: number): void
}

/** A cache before an archive. What it gives is a function of the archive: what is at hand changes how fast, never what. */
export function createProgramCache(archive: Pick<Archive, 'recall'>): ProgramCache {
  const held = new Map<number, Shown>()
  const recent = new LRUCache<number, Shown>({ max: AT_HAND })
  return {
    recall(number) {
      const kept = held.get(number) ?? recent.get(number)
      if (kept !== undefined) return kept
      const program = archive.recall(number)
      if (program === undefined) throw new RangeError(`program ${number} is not in the archive`)
      recent.set(number, program)
      return program
    },
    hold(number, program) {
      held.set(number, program)
    },
    release(number) {
      const program = held.get(number)
      if (program === undefined) return
      held.delete(number)
      recent.set(number, program)
    },
  }
}
