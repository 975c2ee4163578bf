import { type Lexeme, lexemesOf } from './lexemes.ts'

/**
 * The first positions, at most `limit`, at which a sequence of numbers occurs in another one, overlaps included: in linear time,
 * whatever the sequences (Knuth, Morris and Pratt 1977). An empty pattern occurs nowhere.
 */
export function occurrences(text: ArrayLike<number>, pattern: ArrayLike<number>, limit: number): number[] {
  const found: number[] = []
  const size = pattern.length
  if (size === 0 || size > text.length) return found
  const borders = new Int32Array(size)
  for (let k = 1, length = 0; k < size; k++) {
    while (length > 0 && pattern[k] !== pattern[length]) length = borders[length - 1] as number
    if (pattern[k] === pattern[length]) length += 1
    borders[k] = length
  }
  for (let k = 0, length = 0; k < text.length && found.length < limit; k++) {
    while (length > 0 && text[k] !== pattern[length]) length = borders[length - 1] as number
    if (text[k] === pattern[length]) length += 1
    if (length === size) {
      found.push(k - size + 1)
      length = borders[length - 1] as number
    }
  }
  return found
}

const codes = (text: string): Uint16Array => Uint16Array.from({ length: text.length }, (_, k) => text.charCodeAt(k))

/** Lists of texts as lists of numbers, equal ones for equal texts. */
function numbered(...lists: readonly (readonly string[])[]): number[][] {
  const numbers = new Map<string, number>()
  return lists.map((list) =>
    list.map((item) => {
      const known = numbers.get(item)
      if (known !== undefined) return known
      numbers.set(item, numbers.size)
      return numbers.size - 1
    }),
  )
}

/** Where a list occurs as a part of another one, at most so many times. */
export function occurrencesOf(list: readonly string[], part: readonly string[], limit: number): number[] {
  const [where = [], what = []] = numbered(list, part)
  return occurrences(where, what, limit)
}

/** A place in a text, and how it was found. */
export interface Place {
  readonly start: number
  readonly end: number
  /** Whole lines to the letter, a part of the text to the letter, lines but for blanks at their ends, or all but what does not matter. */
  readonly by: 'lines' | 'characters' | 'trimmed lines' | 'lexemes'
}

/** Occurrences that are looked at. */
const LIMIT = 64

/** Characters of comments that a SEARCH may have more than the whole text. */
const SPARE = 20_000

/** A text with its lines and lexemes. */
export interface Searched {
  readonly text: string
  readonly lines: readonly string[]
  /** Where lines begin. */
  readonly offsets: readonly number[]
  readonly lexemes: () => readonly Lexeme[]
}

/** Prepares a text for searches; of one that is no code, blanks and punctuation count. */
export function searched(text: string, isCode: boolean = true): Searched {
  const lines = text.split('\n')
  const offsets: number[] = []
  let offset = 0
  for (const line of lines) {
    offsets.push(offset)
    offset += line.length + 1
  }
  let lexemes: readonly Lexeme[] | undefined
  return { text, lines, offsets, lexemes: () => (lexemes ??= isCode ? lexemesOf(text) : []) }
}

function byLines({ lines, offsets }: Searched, own: readonly string[], pattern: readonly string[], by: Place['by']): Place[] {
  return occurrencesOf(own, pattern, LIMIT).map((first) => {
    const last = first + pattern.length - 1
    return { start: offsets[first] ?? 0, end: (offsets[last] ?? 0) + (lines[last]?.length ?? 0), by }
  })
}

const trimmed = (list: readonly string[]): string[] => list.map((line) => line.trim())

/**
 * The places of lines in a text: as whole lines to the letter, else as a part of the text to the letter, else as whole lines but for
 * blanks at the lines' ends, else by their lexemes, so that comments, semicolons, blanks and quotes do not matter. The first of these
 * that finds anything decides.
 */
export function locate(where: Searched, pattern: readonly string[]): readonly Place[] {
  // What is so much longer occurs nowhere, comments aside.
  if (pattern.reduce((sum, line) => sum + line.length, 0) > where.text.length + SPARE) return []
  const whole = byLines(where, where.lines, pattern, 'lines')
  if (whole.length > 0 || pattern.every((line) => line.trim() === '')) return whole
  const part = pattern.join('\n')
  const within = occurrences(codes(where.text), codes(part), LIMIT)
  if (within.length > 0) return within.map((start) => ({ start, end: start + part.length, by: 'characters' }))
  const loose = byLines(where, trimmed(where.lines), trimmed(pattern), 'trimmed lines')
  if (loose.length > 0) return loose
  const own = where.lexemes()
  const sought = lexemesOf(part)
  const texts = (list: readonly Lexeme[]): string[] => list.map(({ text }) => text)
  return occurrencesOf(texts(own), texts(sought), LIMIT).map((first) => ({
    start: own[first]?.start ?? 0,
    end: own[first + sought.length - 1]?.end ?? 0,
    by: 'lexemes',
  }))
}
