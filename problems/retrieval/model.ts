import type { ModelQuestion } from 'ternate'

/** Demonstrations that fit into the model's window; it reads the first ones. */
const WINDOW = 24

/** How the model rewrites, as the prompt says it in sentences; a sentence that is not there, or has no number, leaves what stands here. */
interface Manner {
  /** Demonstrations that are followed: the nearest ones. */
  readonly follow: number
  /** Words of each that are said, from its beginning. */
  readonly words: number
  /** Times that the example itself is said. */
  readonly itself: number
  /** Signs of the longest runs by which examples are held against each other. */
  readonly runs: number
}

const number = (prompt: string, pattern: RegExp, otherwise: number, most: number): number =>
  Math.min(most, Number(pattern.exec(prompt)?.[1] ?? otherwise))

const mannerOf = (prompt: string): Manner => ({
  follow: number(prompt, /(\d+) nearest/i, 0, WINDOW),
  words: number(prompt, /(\d+) words of each/i, 100, 100),
  itself: number(prompt, /example itself (\d+) times/i, 1, 20),
  runs: Math.max(1, number(prompt, /runs of (\d+) signs/i, 2, 6)),
})

/** How often each run of up to so many signs stands in an example. Letters count as one letter, digits as one digit: what they say is no sign. */
function runsIn(text: string, longest: number): Map<string, number> {
  const shape = `\n${text.replace(/[A-Za-z]+/g, 'a').replace(/\d+/g, '0')}\n`
  const counts = new Map<string, number>()
  for (let length = 1; length <= longest; length++)
    for (let at = 0; at + length <= shape.length; at++) {
      const run = shape.slice(at, at + length)
      counts.set(run, (counts.get(run) ?? 0) + 1)
    }
  return counts
}

const lengthOf = (counts: ReadonlyMap<string, number>): number =>
  Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0))

/** What the model knows of a demonstration. */
interface Shown {
  readonly runs: ReadonlyMap<string, number>
  readonly length: number
  readonly said: string
}

let last: { readonly runs: number; readonly turns: readonly string[]; readonly window: readonly Shown[] } = {
  runs: 0,
  turns: [],
  window: [],
}

/** The demonstrations of the last question are often those of the next one: they are read once. It changes no answer. */
function windowOf(turns: readonly string[], longest: number): readonly Shown[] {
  if (last.runs !== longest || turns.length !== last.turns.length || turns.some((turn, at) => turn !== last.turns[at])) {
    const window = turns.slice(0, 2 * WINDOW).flatMap((turn, at): Shown[] => {
      if (at % 2 === 1) return []
      const runs = runsIn(turn, longest)
      return [{ runs, length: lengthOf(runs), said: turns[at + 1] ?? '' }]
    })
    last = { runs: longest, turns, window }
  }
  return last.window
}

/**
 * Rewrites an example into a query: the words of the demonstrations that are most like it, by the cosine of the angle between the vectors of their
 * runs of signs, of equally near ones the first, and the example itself, as often as the prompt says.
 */
export function rewriter({ messages }: ModelQuestion): string {
  const prompt = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : [])).join('\n')
  const turns = messages.flatMap(({ role, content }) => (role === 'system' ? [] : [content]))
  const { follow, words, itself, runs: longest } = mannerOf(prompt)
  const example = turns.at(-1) ?? ''
  const runs = runsIn(example, longest)
  const length = lengthOf(runs)
  const near = windowOf(turns.slice(0, -1), longest).map((shown, at) => {
    let product = 0
    for (const [run, count] of runs) product += count * (shown.runs.get(run) ?? 0)
    return { at, likeness: product / (length * shown.length), said: shown.said }
  })
  const followed = near.sort((a, b) => b.likeness - a.likeness || a.at - b.at).slice(0, follow)
  const said = followed.map((one) => one.said.split(' ').slice(0, words).join(' '))
  return [...Array.from({ length: itself }, () => example), ...said].join(' ').trim()
}
