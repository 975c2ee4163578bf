import { isUtf8 } from 'node:buffer'
import { explainJson } from './json-fault.ts'
import { readBytes } from './read.ts'
import type { Reach, Reading } from './read.ts'

/** How much may stand in a text of JSON, beside its length. */
export interface Bounds {
  /** Lists and objects within each other. */
  readonly depth: number
  /** Fields of one object. */
  readonly members: number
  /** Values in all. */
  readonly values: number
}

/** What everything that Ternate writes itself stays far below. */
export const BOUNDS: Bounds = { depth: 64, members: 100_000, values: 5_000_000 }

/** Characters of a string that are looked at one by one: most strings are short, and of a long one a quote is found faster otherwise. */
const SHORT = 32

/** Where the string ends that begins at `start`; the text's end for one that does not. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at <= start + SHORT; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 34) return at
    if (unit === 92) break
  }
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return end
  }
  return text.length
}

/** What a text has too much of, in one pass that makes nothing; it need not be JSON. */
export function excessOf(text: string, { depth: deepest, members, values: most }: Bounds = BOUNDS): string | undefined {
  const fields = new Int32Array(deepest + 1)
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 34) at = endOfString(text, at)
    else if (unit === 44) {
      values += 1
      const count = (fields[depth] ?? 0) + 1
      fields[depth] = count
      if (count >= members) return `has an object of more than ${members} fields`
    } else if (unit === 91 || unit === 123) {
      depth += 1
      values += 1
      if (depth > deepest) return `is nested deeper than ${deepest} levels`
      fields[depth] = unit === 123 ? 0 : -0x80000000
    } else if (unit === 93 || unit === 125) depth -= 1
    if (values > most) return `has more than ${most} values`
  }
  return undefined
}

/** A text of JSON that holds more than it may. */
export class Excess extends SyntaxError {}

/**
 * The value of a text of JSON that may come from elsewhere. Node's own parser takes a hundred bytes for a bracket, and what walks
 * the value afterwards overflows the stack: so it is bounded first.
 *
 * @throws SyntaxError for a text that is not JSON, or holds more than it may
 */
export function parseJson(text: string, bounds: Bounds = BOUNDS): unknown {
  const excess = excessOf(text, bounds)
  if (excess !== undefined) throw new Excess(excess)
  return JSON.parse(text)
}

/** Text of bytes that must be UTF-8, without the mark that some editors put before it. */
export function decode(bytes: Buffer): Reading<string> {
  const refuse = (why: string): Reading<string> => ({ ok: false, why, absent: false })
  const [a, b] = bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a !== undefined && b === 0) || (a === 0 && b !== undefined))
    return refuse('is UTF-16 text: save it as UTF-8')
  if (!isUtf8(bytes)) return refuse('is not UTF-8 text: save it as UTF-8')
  return { ok: true, content: bytes.toString('utf8').replace(/^\uFEFF/, '') }
}

/** Reads a plain file of JSON, of at most `most` bytes; says line and column of what is no JSON. */
export function readJson(
  path: string,
  most: number,
  { bounds = BOUNDS, ...reach }: Reach & { readonly bounds?: Bounds } = {},
): Reading<unknown> {
  const read = readBytes(path, most, reach)
  const text = read.ok ? decode(read.content) : read
  if (!text.ok) return text
  const excess = excessOf(text.content, bounds)
  if (excess !== undefined) return { ok: false, why: excess, absent: false }
  try {
    return { ok: true, content: JSON.parse(text.content) }
  } catch {
    return { ok: false, why: explainJson(text.content), absent: false }
  }
}
