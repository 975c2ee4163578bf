/**
 * Code points that a reader does not see, or that change how their neighbours are read: controls but tab and line feed, line and
 * paragraph separators, bidirectional and zero-width marks, variation selectors, tags, private use, halves of pairs. Ranges are
 * written out, so that they do not change with the Unicode version of a platform.
 */
const UNSEEN: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xe000, 0xf8ff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0x10ffff],
]

const isUnseen = (point: number): boolean => UNSEEN.some(([first, last]) => first <= point && point <= last)
const PLAIN = /^[\n\t -~]*$/

/**
 * The text with unseen characters written as `\u{...}` and line ends as line feeds; what would go beyond `limit` characters is left
 * out, and a last line says how much.
 */
export function show(text: string, limit: number): string {
  if (text.length <= limit && PLAIN.test(text)) return text
  let shown = ''
  let read = 0
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0
    const isLineEnd = char === '\r' && text[read + 1] === '\n'
    const piece = isLineEnd ? '' : isUnseen(point) ? `\\u{${point.toString(16)}}` : char
    if (shown.length + piece.length > limit) return `${shown}\n[${text.length - read} more characters]`
    shown += piece
    read += char.length
  }
  return shown
}

/** The text as one short line in a code span, for names and reasons between the words of a prompt. */
export const showInline = (text: string, limit = 120): string =>
  `\`${show(text.slice(0, limit), limit).replaceAll('\n', ' ').replaceAll('\t', ' ').replaceAll('`', "'").trim() || ' '}\``

/** Length of the longest run of backticks. */
function longestRun(text: string): number {
  let longest = 0
  let run = 0
  for (let k = 0; k < text.length; k++) {
    run = text[k] === '`' ? run + 1 : 0
    if (run > longest) longest = run
  }
  return longest
}

/**
 * A fenced block of data: unseen characters are made visible, what is too long is left out, and the fence is longer than any run of
 * backticks inside, so that nothing in the text can end it (CommonMark 0.31, section 4.5). `info` says what it is, e.g. `ts`.
 *
 * @example
 * fence('say "```"', { info: 'text', limit: 1000 }) // fenced by four backticks
 */
export function fence(text: string, { info, limit }: { readonly info: string; readonly limit: number }): string {
  const shown = show(text, limit).replace(/\n$/, '')
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1))
  return `${ticks}${info}\n${shown}\n${ticks}`
}
