import { SHORT } from './forms.ts'

/** A fence or a marker of a block within a quotation. */
const QUOTES = /^ {0,3}> ?(?:`{3}|~{3}|<{5})/m

/** The text of a quotation in Markdown. */
function unquoted(text: string): string | undefined {
  return QUOTES.test(text) ? text.replaceAll(/^ {0,3}> ?/gm, '') : undefined
}

/** Markup whose signs are escaped. */
function unescaped(text: string): string | undefined {
  if (!/&lt;|&#0*60;|&#x0*3c;/i.test(text) || /<{5}|^`{3}.{0,40}\n[^&]{0,20}<[a-z/]/im.test(text)) return undefined
  return text
    .replaceAll(/&(?:lt|#0{0,4}60|#x0{0,4}3c);/gi, '<')
    .replaceAll(/&(?:gt|#0{0,4}62|#x0{0,4}3e);/gi, '>')
    .replaceAll(/&(?:quot|#0{0,4}34);/gi, '"')
    .replaceAll(/&(?:apos|#0{0,4}39);/gi, "'")
    .replaceAll('&amp;', '&')
}

/** A text on one line, whose line ends are written as `\n`: a string as JSON has it, with its quotes or without. */
function unescapedLines(text: string): string | undefined {
  const line = text.trim()
  if (line.includes('\n') || !line.includes('\\n')) return undefined
  const inner = line.startsWith('"') && line.endsWith('"') && line.length > 1 ? line.slice(1, -1) : line
  return inner.replaceAll(/\\([nrt"'`\\])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? letter)
}

/** Parameters of a call of a tool, as tags that are named as the parameters are. */
function unparametered(text: string): string | undefined {
  let out = ''
  let from = 0
  for (const found of text.matchAll(/<(parameter|param|arg|argument)(?:\s{1,9}name)?\s{0,9}=\s{0,9}["']?([a-z_]{1,40})["']?\s{0,9}>/gi)) {
    const [whole, tag = '', name = ''] = found
    if (found.index < from) continue
    const start = found.index + whole.length
    const end = text.indexOf(`</${tag}>`, start)
    if (end < 0) break
    out += `${text.slice(from, found.index)}<${name}>${text.slice(start, end)}</${name}>`
    from = end + tag.length + 3
  }
  return from === 0 ? undefined : out + text.slice(from)
}

/** What a reply may be inside of something that was put around all of its lines or signs, for when it cannot be read as it is. */
export function unwrappings(text: string): string[] {
  return [unquoted, unescaped, unescapedLines, unparametered].flatMap((undo) => undo(text) ?? [])
}

/** The number that a line begins with, and where what it numbers begins: `12: code`, `12 | code`, or a tab between them. */
function numberOf(line: string): readonly [number: number, start: number] | undefined {
  const found = /^\s{0,8}(\d{1,5})(?:\t|\s{0,3}[|:│] ?|\s{0,3}$)/u.exec(line.slice(0, SHORT))
  return found === null ? undefined : [Number(found[1]), found[0].length]
}

/** Lines without the numbers that stand before each of them and count them; undefined where they do not. */
export function unnumbered(lines: readonly string[]): readonly string[] | undefined {
  const first = lines.findIndex((line) => line.trim() !== '')
  const last = lines.findLastIndex((line) => line.trim() !== '')
  if (first < 0) return undefined
  const numbers = lines.slice(first, last + 1).map(numberOf)
  const begin = numbers[0]?.[0] ?? 0
  if (!numbers.every((found, k) => found?.[0] === begin + k)) return undefined
  return lines.map((line, k) => (k < first || k > last ? line : line.slice(numbers[k - first]?.[1] ?? 0)))
}
