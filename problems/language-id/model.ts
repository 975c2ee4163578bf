import type { ModelQuestion } from 'ternate'

/** Demonstrations that fit into the model's window; it reads the first ones. */
const WINDOW = 30

/** Texts whose trigrams are kept at hand. */
const KEPT = 4096

/** How often each run of three signs stands in a text, blanks around it included, and the length of that vector. */
interface Trigrams {
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

function countTrigrams(text: string): Trigrams {
  const padded = `  ${text.toLowerCase()}  `
  const counts = new Map<string, number>()
  for (let at = 0; at + 3 <= padded.length; at++) {
    const trigram = padded.slice(at, at + 3)
    counts.set(trigram, (counts.get(trigram) ?? 0) + 1)
  }
  let squares = 0
  for (const count of counts.values()) squares += count * count
  return { counts, length: Math.sqrt(squares) }
}

const known = new Map<string, Trigrams>()

/** The same, of texts that come again: it changes no answer. */
function trigramsOf(text: string): Trigrams {
  const before = known.get(text)
  if (before !== undefined) return before
  if (known.size >= KEPT) known.clear()
  const counted = countTrigrams(text)
  known.set(text, counted)
  return counted
}

/** The cosine of the angle between two vectors of trigrams: 1 for equal ones, 0 where they share none. */
function cosine(a: Trigrams, b: Trigrams): number {
  const [few, many] = a.counts.size < b.counts.size ? [a, b] : [b, a]
  let product = 0
  for (const [trigram, count] of few.counts) product += count * (many.counts.get(trigram) ?? 0)
  return product / (a.length * b.length)
}

/** Says what the nearest demonstration says; of equally near ones the first. Without demonstrations it says nothing. */
export function nearestDemonstration({ messages }: ModelQuestion): string {
  const turns = messages.filter(({ role }) => role !== 'system')
  const input = trigramsOf(turns.at(-1)?.content ?? '')
  let [nearest, said] = [-1, '']
  for (let at = 0; at + 2 < turns.length && at < 2 * WINDOW; at += 2) {
    const likeness = cosine(input, trigramsOf(turns[at]?.content ?? ''))
    if (likeness > nearest) [nearest, said] = [likeness, turns[at + 1]?.content ?? '']
  }
  return said
}
