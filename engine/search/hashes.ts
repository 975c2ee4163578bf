/** 32-bit words of a hash of 128 bits. */
export const WORDS = 4

/** Reads a hash in hexadecimal into four words. */
export function parseHash(hash: string, words: Uint32Array, at: number): void {
  for (let word = 0; word < WORDS; word++) words[at + word] = Number.parseInt(hash.slice(8 * word, 8 * word + 8), 16)
}

/** Finds hashes in a list of them. */
export interface HashTable {
  /** How many there are: their numbers run from 1 to `count`. */
  readonly count: number
  /** Takes in what the list holds up to this number. */
  extend(count: number): void
  /** The greatest number, of those up to `most`, under which the list holds a hash. */
  find(hash: string, most?: number): number | undefined
}

/**
 * A table of open addresses over a list of hashes, four words each, which may move as it grows. It is at most half full, and its entries are
 * numbers. `hasGaps`: four zeros are no hash but a number that is left out.
 */
export function createHashTable(list: () => Uint32Array, { hasGaps = false }: { readonly hasGaps?: boolean } = {}): HashTable {
  let count = 0
  let words = list()
  let table = new Uint32Array(1024)
  const sought = new Uint32Array(WORDS)

  const isAt = (number: number): boolean => {
    const at = WORDS * (number - 1)
    return words[at] === sought[0] && words[at + 1] === sought[1] && words[at + 2] === sought[2] && words[at + 3] === sought[3]
  }

  const isGap = (number: number): boolean => {
    const at = WORDS * (number - 1)
    return hasGaps && words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0 && words[at + 3] === 0
  }

  /** The slot where the search for a hash that begins with this word starts; hashes are hashes, so any bits will do. */
  const home = (word: number): number => (word ^ (word >>> 16)) & (table.length - 1)

  function enter(number: number): void {
    if (isGap(number)) return
    let slot = home(words[WORDS * (number - 1)] as number)
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1)
    table[slot] = number
  }

  return {
    get count() {
      return count
    },
    extend(most) {
      words = list()
      let slots = table.length
      while (slots < 2 * most) slots *= 2
      if (slots > table.length) {
        table = new Uint32Array(slots)
        for (let number = 1; number <= count; number++) enter(number)
      }
      while (count < most) enter(++count)
    },
    find(hash, most = count) {
      parseHash(hash, sought, 0)
      let found: number | undefined
      for (let slot = home(sought[0] as number); ; slot = (slot + 1) & (table.length - 1)) {
        const number = table[slot] as number
        if (number === 0) return found
        // who came in later stands later
        if (number <= most && isAt(number)) found = number
      }
    },
  }
}
