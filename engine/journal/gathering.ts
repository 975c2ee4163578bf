import type { ArchivedProgram, Group, JournalEntry, Snapshot } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { Outcome } from '../contracts/ticket.ts'

type Call = NonNullable<Group['calls']>[number]

/** A group, and the callbacks that wait for it to be on disk. */
export interface Gathered {
  readonly group: Group
  readonly durable: readonly (() => void)[]
}

/** What is to be written next, as one group. */
export class Gathering {
  readonly entries: JournalEntry[] = []
  readonly programs: ArchivedProgram[] = []
  readonly #received = new Map<number, readonly Outcome[]>()
  readonly #committed: number[] = []
  readonly #calls: Call[] = []
  readonly #durable: (() => void)[] = []

  /** Keeps results that wait for their turn. */
  keep(batch: number, outcomes: readonly Outcome[]): void {
    this.#received.set(batch, outcomes)
  }

  /** Lets go of the results of a batch that commits with this group: those that are on disk may be forgotten. */
  commit(batch: number): void {
    if (!this.#received.delete(batch)) this.#committed.push(batch)
  }

  record(call: Call): void {
    this.#calls.push(call)
  }

  /** Calls back when the group is on disk, in order. */
  whenDurable(callback: () => void): void {
    this.#durable.push(callback)
  }

  /** All of it, with a snapshot if one is due; undefined when there is nothing to be written. */
  take(snapshot: Snapshot | undefined): Gathered | undefined {
    if (this.entries.length + this.#received.size + this.#calls.length === 0 && snapshot === undefined) return undefined
    const group: Group = {
      entries: this.entries,
      programs: this.programs,
      committed: this.#committed,
      received: [...this.#received].map(([batch, outcomes]) => ({ batch, outcomes })),
      ...(this.#calls.length === 0 ? {} : { calls: this.#calls }),
      ...defined({ snapshot }),
    }
    return { group, durable: this.#durable }
  }
}
