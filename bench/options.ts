import process from 'node:process'
import { parseArgs, type ParseArgsConfig } from 'node:util'

/** Ends a script that was asked for something that cannot be, with a line. */
export const refuse = (line: string): never => {
  console.error(line)
  process.exit(2)
}

/** The options of a script, and what stands beside them; one that it does not know ends it with a line. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    const { message } = error as Error
    return refuse(message.slice(0, /\. |$/.exec(message)?.index))
  }
}

/** The whole number that an option, or a bare word, says: at least 1. */
export function countOf(name: string, text: string): number {
  const count = Number(text)
  return Number.isSafeInteger(count) && count >= 1
    ? count
    : refuse(`${name} wants a whole number of at least 1, not ${JSON.stringify(text)}`)
}

/** The names that an option lists, with commas, each of them known. */
export function namesOf(option: string, text: string, known: readonly string[]): readonly string[] {
  const names = text.split(',')
  const unknown = names.find((name) => !known.includes(name))
  return unknown === undefined ? names : refuse(`${option} wants names out of ${known.join(', ')}, not ${JSON.stringify(unknown)}`)
}

/** The bare words of a script that has no options, at most so many. */
export function readWords(most: number = Number.POSITIVE_INFINITY): readonly string[] {
  const words = readOptions({ options: {}, allowPositionals: true }).positionals
  return words.length <= most ? words : refuse(`${JSON.stringify(words[most])} is one too many`)
}

/** The sizes that a script is given as bare numbers, or those here when it is given none. */
export function readSizes(sizes: readonly number[]): readonly number[] {
  const words = readWords()
  return words.length === 0 ? sizes : words.map((word) => countOf('size', word))
}

/** What a script's bare numbers say, in the order of their names here; those that are not given are as here. */
export function readCounts<Name extends string>(counts: Readonly<Record<Name, number>>): Readonly<Record<Name, number>> {
  const words = readWords()
  const names = Object.keys(counts) as Name[]
  const over = words[names.length]
  if (over !== undefined) refuse(`${JSON.stringify(over)} is one too many: there are ${names.join(', ')}`)
  const calls = names.map((name, k) => [name, words[k] === undefined ? counts[name] : countOf(name, words[k])])
  return Object.fromEntries(calls) as Record<Name, number>
}
