import type { Pieces } from './pieces.ts'

/** Signs that end a sentence where a blank or the end follows, and those that end one whatever follows. */
const ENDS = '.!?…'
const ENDS_ALONE = '。！？'
/** Signs that may stand between the end of a sentence and the blank behind it. */
const CLOSERS = '"\'”’)]*_`»」』'

const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t' || sign === '\n' || sign === '\r'
const isDigit = (sign: string | undefined): boolean => sign !== undefined && sign >= '0' && sign <= '9'

/** Lines of a text. */
export function linesOf(text: string): Pieces {
  const pieces = text.split('\n')
  return { pieces, gaps: pieces.slice(1).map(() => '\n') }
}

/** Whether what begins at a place, behind a line feed, begins something of its own: an empty line, an item of a list, a heading, a quotation. */
function beginsAnew(text: string, at: number): boolean {
  let first = at
  while (text[first] === ' ' || text[first] === '\t') first += 1
  const sign = text[first]
  if (sign === undefined || sign === '\n' || sign === '\r' || '#>|`<'.includes(sign)) return true
  if ('-*+'.includes(sign)) return isBlank(text[first + 1])
  // a number of an item has three digits at most
  let end = first
  while (end < first + 3 && isDigit(text[end])) end += 1
  return end > first && (text[end] === '.' || text[end] === ')') && isBlank(text[end + 1])
}

/** Whether the dot at a place belongs to the number of an item: only digits stand before it on its line. */
function numbersItem(text: string, dot: number): boolean {
  let at = dot - 1
  while (at >= dot - 3 && isDigit(text[at])) at -= 1
  while (at >= dot - 12 && (text[at] === ' ' || text[at] === '\t')) at -= 1
  return at < dot - 1 && (at < 0 || text[at] === '\n')
}

/** Behind the last sign of the sentence that ends at a place; undefined where none ends. */
function endAt(text: string, at: number): number | undefined {
  const sign = text[at] as string
  if (ENDS_ALONE.includes(sign)) return at + 1
  if (!ENDS.includes(sign) || numbersItem(text, at)) return undefined
  let end = at + 1
  while (end < text.length && (ENDS + CLOSERS).includes(text[end] as string)) end += 1
  return end === text.length || isBlank(text[end]) ? end : -end
}

/**
 * Sentences of a text, in linear time: each ends with its full stop, question or exclamation mark and what closes behind that, or with a
 * line behind which something new begins.
 */
export function sentencesOf(text: string): Pieces {
  const pieces: string[] = []
  const gaps: string[] = []
  let start = 0
  const close = (end: number): number => {
    let next = end
    while (isBlank(text[next])) next += 1
    if (next === text.length) return next
    pieces.push(text.slice(start, end))
    gaps.push(text.slice(end, next))
    start = next
    return next
  }
  for (let at = 0; at < text.length;) {
    const end = text[at] === '\n' ? (beginsAnew(text, at + 1) ? at : undefined) : endAt(text, at)
    if (end === undefined) at += 1
    else if (end < 0) at = -end
    else at = Math.max(at + 1, close(end))
  }
  pieces.push(text.slice(start))
  return { pieces, gaps }
}
