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

/** Lists of lines as lists of numbers, equal ones for equal lines. */
function numbered(...lists: readonly (readonly string[])[]): number[][] {
  const numbers = new Map<string, number>()
  return lists.map((lines) =>
    lines.map((line) => {
      const known = numbers.get(line)
      if (known !== undefined) return known
      numbers.set(line, numbers.size)
      return numbers.size - 1
    }),
  )
}

/** Where lines occur as whole lines of a text. */
export function occurrencesOfLines(text: readonly string[], pattern: readonly string[]): number[] {
  const [where = [], what = []] = numbered(text, pattern)
  return occurrences(where, what, 2)
}

/** What a search for lines in a text found: a range of lines, a range of characters, or why neither is certain. */
export type Match =
  | { readonly kind: 'lines'; readonly first: number; /** The lines agree but for blanks at their ends. */ readonly loose: boolean }
  | { readonly kind: 'characters'; readonly start: number; readonly end: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'several' }

/**
 * Finds lines in a text: as whole lines to the letter, else as a part of the text to the letter, else as whole lines but for blanks at
 * the lines' ends. The first of these that finds anything decides, and it must find it once.
 */
export function locate(text: string, lines: readonly string[], pattern: readonly string[]): Match {
  const whole = occurrencesOfLines(lines, pattern)
  if (whole.length > 0) return whole.length > 1 ? { kind: 'several' } : { kind: 'lines', first: whole[0] as number, loose: false }
  if (pattern.every((line) => line.trim() === '')) return { kind: 'none' }
  const part = pattern.join('\n')
  const within = occurrences(codes(text), codes(part), 2)
  if (within.length > 0) {
    const start = within[0] as number
    return within.length > 1 ? { kind: 'several' } : { kind: 'characters', start, end: start + part.length }
  }
  const trimmed = (list: readonly string[]): string[] => list.map((line) => line.trim())
  const loose = occurrencesOfLines(trimmed(lines), trimmed(pattern))
  if (loose.length > 0) return loose.length > 1 ? { kind: 'several' } : { kind: 'lines', first: loose[0] as number, loose: true }
  return { kind: 'none' }
}
