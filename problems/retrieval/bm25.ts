/** Okapi BM25 (Robertson and Zaragoza, Foundations and Trends in Information Retrieval 3, 2009), with the constants of Lucene 10 and its idf, which is never negative. */
const K1 = 1.2
const B = 0.75

/** The words of a text as they are indexed: runs of two letters or more, small, without the s of a plural. */
export const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z]{2,}/g) ?? []).map((word) =>
    word.length > 4 ? word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1') : word,
  )

/** Texts that can be searched. */
export interface Index {
  /** Numbers of the best texts for a query, best first; of equal ones the first. Texts without a word of the query are none of them. */
  search(query: string, most: number): readonly number[]
  /** How much a word tells: 0 for one that no text has. */
  weight(word: string): number
}

/** Makes an index of texts. */
export function indexOf(texts: readonly string[]): Index {
  const places = new Map<string, Map<number, number>>()
  const lengths = texts.map((text, at) => {
    const words = wordsOf(text)
    for (const word of words) {
      const known = places.get(word) ?? new Map<number, number>()
      places.set(word, known.set(at, (known.get(at) ?? 0) + 1))
    }
    return words.length
  })
  const mean = lengths.reduce((sum, length) => sum + length, 0) / texts.length
  const weight = (word: string): number => {
    const having = places.get(word)?.size
    return having === undefined ? 0 : Math.log(1 + (texts.length - having + 0.5) / (having + 0.5))
  }
  return {
    weight,
    search(query, most) {
      const scores = new Map<number, number>()
      for (const word of wordsOf(query)) {
        const idf = weight(word)
        for (const [at, count] of places.get(word) ?? []) {
          const share = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * (lengths[at] ?? 0)) / mean))
          scores.set(at, (scores.get(at) ?? 0) + idf * share)
        }
      }
      return [...scores]
        .sort(([a, one], [b, other]) => other - one || a - b)
        .slice(0, most)
        .map(([at]) => at)
    },
  }
}
