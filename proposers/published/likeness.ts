/** A text as it is compared: how often each run of three characters stands in it, and the length of that as a vector. */
export interface Profile {
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

/** The profile of a text, runs of blanks and letters of either case taken as one. */
export function profileOf(text: string): Profile {
  const plain = ` ${text.toLowerCase().replaceAll(/\s+/g, ' ').trim()} `
  const counts = new Map<string, number>()
  for (let k = 0; k + 3 <= plain.length; k++) {
    const run = plain.slice(k, k + 3)
    counts.set(run, (counts.get(run) ?? 0) + 1)
  }
  return { counts, length: Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0)) }
}

/** How alike two texts are, from 0 to 1: the cosine of their counts of trigrams (Damashek 1995). */
export function alike(a: Profile, b: Profile): number {
  let product = 0
  for (const [run, count] of a.counts) product += count * (b.counts.get(run) ?? 0)
  return product === 0 ? 0 : Math.min(1, product / (a.length * b.length))
}

/** The same of two texts; a text is like itself. */
export const likeness = (a: string, b: string): number => (a === b ? 1 : alike(profileOf(a), profileOf(b)))

/** Cases that are at least so much alike are similar: what was learned about one may help with the other. A choice of ours. */
export const SIMILAR = 0.4
