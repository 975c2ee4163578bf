import type { Evaluation } from '../contracts/evaluation.ts'
import { createHashTable, parseHash, WORDS } from './hashes.ts'

/** Programs that a list holds at most, so that its memory has an end: later ones are judged again, and found at commit. */
const MOST = 2 ** 24

/** Bytes of a program, and of the programs that the list has room for at first. */
const BYTES = 4 * WORDS
const ROOM = 1024 * BYTES

/** Memory for the canonical hashes of a run's programs, which threads share and which grows where it is. */
export const createKnownMemory = (): SharedArrayBuffer => new SharedArrayBuffer(ROOM, { maxByteLength: MOST * BYTES })

/** What decides who may be known. */
export interface KnownRules {
  /** Whether an exchange may clear islands, on which a program that is made again settles again. */
  readonly clears: boolean
  /** Whether a schedule says what programs may burn. */
  readonly hasSchedule: boolean
}

/**
 * The programs that tickets may know: canonical hashes in the order of the programs' numbers, as the search adds to them. A program is known
 * from its commit on, but for one that may come to more another time: that ran out of fuel under a schedule, or, where islands may be cleared,
 * was not judged on all cases.
 *
 * What is there never changes. Whoever is told how many programs there are may read them without a lock: they were written before.
 */
export class Known {
  readonly #rules: KnownRules
  readonly #memory: SharedArrayBuffer | undefined
  readonly #words: Uint32Array
  readonly #withheld: number[]
  #count: number

  /**
   * A list in memory: empty, or as it was when a snapshot was taken, with the hashes of the programs there were, four words each. Without
   * memory it only counts.
   */
  constructor(
    rules: KnownRules,
    memory?: SharedArrayBuffer,
    past?: { readonly hashes: Uint32Array; readonly snapshot: { readonly withheld?: readonly number[] } },
  ) {
    this.#rules = rules
    this.#memory = memory
    this.#words = memory === undefined ? new Uint32Array(0) : new Uint32Array(memory)
    this.#withheld = [...(past?.snapshot.withheld ?? [])]
    this.#count = Math.min(MOST, (past?.hashes.length ?? 0) / WORDS)
    if (memory === undefined || past === undefined) return
    makeRoom(memory, this.#count)
    this.#words.set(past.hashes.subarray(0, WORDS * this.#count))
    for (const number of this.#withheld) this.#words.fill(0, WORDS * (number - 1), WORDS * number)
  }

  /** How many programs it tells of: their numbers run from 1 to `count`. */
  get count(): number {
    return this.#count
  }

  /** Takes in the next program. */
  add(canonicalHash: string, evaluation: Evaluation): void {
    if (this.#count === MOST) return
    if (this.#memory !== undefined) makeRoom(this.#memory, this.#count + 1)
    if (!this.#mayBeKnown(evaluation)) this.#withheld.push(this.#count + 1)
    else if (this.#memory !== undefined) parseHash(canonicalHash, this.#words, WORDS * this.#count)
    this.#count += 1
  }

  /** Numbers of those that nobody is to know; undefined where there are none. */
  snapshot(): readonly number[] | undefined {
    return this.#withheld.length === 0 ? undefined : [...this.#withheld]
  }

  #mayBeKnown({ verdict, pruned, positions }: Evaluation): boolean {
    const { clears, hasSchedule } = this.#rules
    return !(hasSchedule && verdict === 'fuel') && !(clears && (pruned !== undefined || positions !== undefined))
  }
}

function makeRoom(memory: SharedArrayBuffer, count: number): void {
  if (count * BYTES > memory.byteLength) memory.grow(Math.min(MOST * BYTES, Math.max(count * BYTES, 2 * memory.byteLength)))
}

/** Finds the number of the program with a canonical hash among the first `programs` of a run; of several, who came in last. */
export type FindKnown = (canonicalHash: string, programs: number) => number | undefined

/** Finds programs in the list that a memory holds, as one thread does: what was added since it looked last is indexed first. */
export function openKnown(memory: SharedArrayBuffer): FindKnown {
  const words = new Uint32Array(memory)
  const table = createHashTable(() => words, { hasGaps: true })
  return (canonicalHash, programs) => {
    const there = Math.min(programs, words.length / WORDS)
    if (there > table.count) table.extend(there)
    return table.find(canonicalHash, there)
  }
}

/** The programs behind the first `from` up to the first `to`, to be sent where no memory is shared. */
export const knownBetween = (memory: SharedArrayBuffer, from: number, to: number): Uint32Array =>
  new Uint32Array(new Uint32Array(memory).subarray(WORDS * from, WORDS * to))

/** Adds what was sent to a memory that has the programs before it. */
export function receiveKnown(memory: SharedArrayBuffer, from: number, sent: Uint32Array): void {
  makeRoom(memory, from + sent.length / WORDS)
  new Uint32Array(memory).set(sent, WORDS * from)
}
