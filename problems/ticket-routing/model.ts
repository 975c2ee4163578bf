import type { ModelQuestion } from 'ternate'

/** Demonstrations and rules that fit into the model's window; it reads the first ones. */
const WINDOW = 20
const RULES = 16

/** The words of a text, in small letters. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? []

/** How the model reads, as the prompt says it in sentences; a sentence that is not there, or has no number, leaves what stands here. */
interface Reading {
  /** Words of a ticket, from its beginning. */
  readonly words: number
  /** Letters of the shortest word that counts. */
  readonly letters: number
  /** Letters of a word that are read, from its beginning, so that its forms are one word. */
  readonly first: number
  /** Times that a rule's word counts as said to its team. */
  readonly rule: number
  /** What every word is said more often than it was, so that none is impossible (Laplace; Manning, Raghavan and Schütze 2008, section 13.2). */
  readonly smooth: number
  readonly once: boolean
  readonly equal: boolean
}

const number = (prompt: string, pattern: RegExp, otherwise: number): number => Number(pattern.exec(prompt)?.[1] ?? otherwise)

const readingOf = (prompt: string): Reading => ({
  words: number(prompt, /read (\d+) words/i, 1000),
  letters: number(prompt, /words of fewer than (\d+) letters/i, 0),
  first: Math.max(1, number(prompt, /first (\d+) letters/i, 100)),
  rule: number(prompt, /rule counts as (\d+) /i, 0),
  smooth: Math.max(0.001, number(prompt, /smooth counts by (\d+(?:\.\d+)?)/i, 1)),
  once: /once a ticket/.test(prompt),
  equal: /equally likely/.test(prompt),
})

/** What is known of a team: how often each word was said to it, how many words, and how many tickets. */
interface Known {
  readonly counts: Map<string, number>
  words: number
  tickets: number
}

interface Learnt {
  readonly reading: Reading
  readonly teams: ReadonlyMap<string, Known>
  readonly vocabulary: number
}

function counted(text: string, { words, letters, first, once }: Reading): readonly string[] {
  const all = wordsOf(text)
    .slice(0, words)
    .filter((word) => word.length >= letters)
    .map((word) => word.slice(0, first))
  return once ? [...new Set(all)] : all
}

/** Counts the words of demonstrations and rules. */
function learn(prompt: string, shown: readonly string[]): Learnt {
  const reading = readingOf(prompt)
  const teams = new Map<string, Known>()
  const vocabulary = new Set<string>()
  const knownOf = (team: string): Known => {
    const known = teams.get(team) ?? { counts: new Map(), words: 0, tickets: 0 }
    teams.set(team, known)
    return known
  }
  const say = (known: Known, word: string, times: number): void => {
    vocabulary.add(word)
    known.counts.set(word, (known.counts.get(word) ?? 0) + times)
    known.words += times
  }
  for (let at = 0; at + 1 < shown.length && at < 2 * WINDOW; at += 2) {
    const known = knownOf(shown[at + 1] ?? '')
    known.tickets += 1
    for (const word of counted(shown[at] ?? '', reading)) say(known, word, 1)
  }
  const rules = [...prompt.matchAll(/^([a-z]+): ([a-z]+)$/gm)].slice(0, RULES)
  if (reading.rule > 0) for (const [, word = '', team = ''] of rules) say(knownOf(team), word.slice(0, reading.first), reading.rule)
  return { reading, teams, vocabulary: vocabulary.size }
}

let last: { readonly prompt: string; readonly shown: readonly string[]; readonly learnt: Learnt } | undefined

/** Prompt and demonstrations of the last question are often those of the next one: they are read once. It changes no answer. */
function learntOf(prompt: string, shown: readonly string[]): Learnt {
  if (last?.prompt !== prompt || last.shown.length !== shown.length || shown.some((text, at) => text !== last?.shown[at]))
    last = { prompt, shown, learnt: learn(prompt, shown) }
  return last.learnt
}

/**
 * Says the team to which a ticket is likeliest by the words that were said to each (multinomial naive Bayes); of equally likely ones the first that
 * was named. Without demonstrations and rules it says nothing.
 */
export function naiveBayes({ messages }: ModelQuestion): string {
  const prompt = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : [])).join('\n')
  const turns = messages.flatMap(({ role, content }) => (role === 'system' ? [] : [content]))
  const { reading, teams, vocabulary } = learntOf(prompt, turns.slice(0, -1))
  const words = counted(turns.at(-1) ?? '', reading)
  let [likeliest, said] = [-Infinity, '']
  for (const [team, known] of teams) {
    let sum = reading.equal ? 0 : Math.log(known.tickets + reading.smooth)
    const all = Math.log(known.words + reading.smooth * vocabulary)
    for (const word of words) sum += Math.log((known.counts.get(word) ?? 0) + reading.smooth) - all
    if (sum > likeliest) [likeliest, said] = [sum, team]
  }
  return said
}
