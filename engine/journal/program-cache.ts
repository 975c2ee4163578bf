import type { Archive } from '../contracts/archive.ts'
import type { Shown } from '../contracts/proposer.ts'
import type { Recall } from '../tickets/assign.ts'

/** Individuals that are kept at hand: a few populations' worth, some ten megabytes. */
const AT_HAND = 2048

/** Programs by number: those at hand, the others from the archive. */
export interface ProgramCache {
  readonly recall: Recall
  /** Puts a program there that is not durable yet; it stays until `release`. */
  hold(number: number, individual: Shown): void
  /** A program that was held is durable now and may be forgotten. */
  release(number: number): void
}

/** A shelf before an archive. What it gives is a function of the archive: what is at hand changes how fast, never what. */
export function createProgramCache(archive: Pick<Archive, 'recall'>): ProgramCache {
  const held = new Map<number, Shown>()
  const recent = new Map<number, Shown>()

  function keep(number: number, individual: Shown): void {
    recent.delete(number)
    recent.set(number, individual)
    if (recent.size <= AT_HAND) return
    const [oldest] = recent.keys()
    if (oldest !== undefined) recent.delete(oldest)
  }

  return {
    recall(number) {
      const fresh = held.get(number)
      if (fresh !== undefined) return fresh
      const individual = recent.get(number) ?? archive.recall(number)
      if (individual === undefined) throw new RangeError(`program ${number} is not in the archive`)
      keep(number, individual)
      return individual
    },
    hold(number, individual) {
      held.set(number, individual)
    },
    release(number) {
      const individual = held.get(number)
      if (individual === undefined) return
      held.delete(number)
      keep(number, individual)
    },
  }
}
