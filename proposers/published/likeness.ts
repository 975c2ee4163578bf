/** How often each run of three characters stands in a text, blanks and letters of either case taken as one. */
function trigramsOf(text: string): ReadonlyMap<string, number> {
  const plain = ` ${text.toLowerCase().replaceAll(/\s+/g, ' ').trim()} `
  const counts = new Map<string, number>()
  for (let k = 0; k + 3 <= plain.length; k++) {
    const run = plain.slice(k, k + 3)
    counts.set(run, (counts.get(run) ?? 0) + 1)
  }
  return counts
}

const square = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, count) => sum + count * count, 0)

/** How alike two texts are, from 0 to 1: the cosine of their counts of trigrams (Damashek 1995). */
export function likeness(a: string, b: string): number {
  if (a === b) return 1
  const [own, other] = [trigramsOf(a), trigramsOf(b)]
  let product = 0
  for (const [run, count] of own) product += count * (other.get(run) ?? 0)
  return product === 0 ? 0 : product / Math.sqrt(square(own) * square(other))
}

/** Cases that are at least so much alike are similar: what was learned about one may help with the other. */
export const SIMILAR = 0.4
