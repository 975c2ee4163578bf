import { createHashTable, parseHash, WORDS } from './hashes.ts'

/** Programs by canonicalHash. A canonicalHash is a hash of 128 bits in hexadecimal, so that equal hashes are found without a look at the program. */
export interface DuplicateIndex {
  /** How many there are: their numbers run from 1 to `count`. */
  readonly count: number
  /** The number of the program with this canonicalHash; of several, who came in last. */
  find(canonicalHash: string): number | undefined
  /** Adds the canonicalHash of the next program. */
  add(canonicalHash: string): void
}

/** An index of hashes in flat memory, 16 bytes a program beside the table. `stored` holds the hashes of the programs there are, four words each. */
export function createDuplicateIndex(stored: Uint32Array = new Uint32Array(0)): DuplicateIndex {
  let words: Uint32Array = stored
  const table = createHashTable(() => words)
  table.extend(stored.length / WORDS)

  return {
    get count() {
      return table.count
    },
    find: (canonicalHash) => table.find(canonicalHash),
    add(canonicalHash) {
      const { count } = table
      if (words.length < WORDS * (count + 1)) {
        const larger = new Uint32Array(Math.max(WORDS * 1024, 2 * words.length))
        larger.set(words)
        words = larger
      }
      parseHash(canonicalHash, words, WORDS * count)
      table.extend(count + 1)
    },
  }
}
