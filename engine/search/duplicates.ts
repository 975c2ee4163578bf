/** Programs by canonicalHash. A canonicalHash is a hash of 128 bits in hexadecimal, so that equal hashes are found without a look at the program. */
export interface DuplicateIndex {
  /** How many there are: their numbers run from 1 to `count`. */
  readonly count: number
  /** The number of the program with this canonicalHash; of several, who came in last. */
  find(canonicalHash: string): number | undefined
  /** Adds the canonicalHash of the next program. */
  add(canonicalHash: string): void
}

/** 32-bit words of a canonicalHash. */
const WORDS = 4

/** Reads a canonicalHash into four words. */
function parse(canonicalHash: string, words: Uint32Array, at: number): void {
  for (let word = 0; word < WORDS; word++) words[at + word] = Number.parseInt(canonicalHash.slice(8 * word, 8 * word + 8), 16)
}

/**
 * An index of hashes in flat memory: 16 bytes a program and a table of open addresses, at most half full, whose entries
 * are numbers. `stored` holds the hashes of the programs there are, four words each.
 */
export function createDuplicateIndex(stored: Uint32Array = new Uint32Array(0)): DuplicateIndex {
  let count = stored.length / WORDS
  let words: Uint32Array = stored
  let table = tableFor(count)
  const sought = new Uint32Array(WORDS)

  function tableFor(capacity: number): Uint32Array {
    let slots = 1024
    while (slots < 2 * capacity) slots *= 2
    return new Uint32Array(slots)
  }

  const isAt = (number: number): boolean => {
    const at = WORDS * (number - 1)
    return words[at] === sought[0] && words[at + 1] === sought[1] && words[at + 2] === sought[2] && words[at + 3] === sought[3]
  }

  /** The slot where the search for a canonicalHash that begins with this word starts; hashes are hashes, so any bits will do. */
  const home = (word: number): number => (word ^ (word >>> 16)) & (table.length - 1)

  function enter(number: number): void {
    let slot = home(words[WORDS * (number - 1)] as number)
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1)
    table[slot] = number
  }

  function reindex(): void {
    table = tableFor(count + 1)
    for (let number = 1; number <= count; number++) enter(number)
  }
  reindex()

  return {
    get count() {
      return count
    },
    find(canonicalHash) {
      parse(canonicalHash, sought, 0)
      let found: number | undefined
      for (let slot = home(sought[0] as number); ; slot = (slot + 1) & (table.length - 1)) {
        const number = table[slot] as number
        if (number === 0) return found
        if (isAt(number)) found = number
      }
    },
    add(canonicalHash) {
      if (words.length < WORDS * (count + 1)) {
        const larger = new Uint32Array(Math.max(WORDS * 1024, 2 * words.length))
        larger.set(words)
        words = larger
      }
      parse(canonicalHash, words, WORDS * count)
      count += 1
      if (2 * count > table.length) reindex()
      else enter(count)
    },
  }
}
