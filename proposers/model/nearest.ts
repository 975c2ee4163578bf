/** Lines of a pattern and of a text, and characters of a line, that are compared; more would take long and say no more. */
const COMPARED = { pattern: 24, text: 4000, line: 400 } as const
/** Part of the words that the nearest lines share with a pattern, at least. */
const LIKE = 0.3

/** Lines of a text, counted from 0, that are likest to others. */
export interface Nearest {
  readonly first: number
  readonly lines: readonly string[]
  /** Those of them, counted from 0 in the text, that are not to the letter what was looked for, blanks at their ends aside. */
  readonly differing: readonly number[]
}

const wordsOf = (line: string): ReadonlySet<string> => new Set(line.slice(0, COMPARED.line).match(/\w+|[^\w\s]/g) ?? [])

/** How alike two lines are, from 0 to 1: shared words over all words (Jaccard 1912). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 1
  let shared = 0
  for (const word of a) if (b.has(word)) shared += 1
  return shared / (a.size + b.size - shared)
}

/** The lines of a text that are likest to a pattern, of equals the first; undefined when none are like it. */
export function nearestTo(text: readonly string[], pattern: readonly string[]): Nearest | undefined {
  const wanted = pattern.slice(0, COMPARED.pattern)
  const here = text.slice(0, COMPARED.text)
  if (wanted.length === 0 || here.length === 0) return undefined
  const [own, sought] = [here.map(wordsOf), wanted.map(wordsOf)]
  const weights = sought.map((words) => Math.min(8, words.size))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let best = { first: 0, worth: 0 }
  for (let first = 0; first < here.length; first++) {
    let worth = 0
    for (const [k, words] of sought.entries()) worth += (weights[k] ?? 0) * likeness(words, own[first + k] ?? new Set())
    if (worth > best.worth) best = { first, worth }
  }
  if (total === 0 || best.worth < LIKE * total) return undefined
  const lines = here.slice(best.first, best.first + wanted.length)
  const differing = lines.flatMap((line, k) => (line.trim() === wanted[k]?.trim() ? [] : [best.first + k]))
  return { first: best.first, lines, differing }
}
