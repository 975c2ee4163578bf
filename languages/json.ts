import { defineLanguage } from '../engine/contracts/language.ts'
import type { Canonical, LanguagePart } from '../engine/contracts/language.ts'
import { markedBlocks } from './marks.ts'

/** Levels of lists and objects that are read. */
const DEEPEST = 1000

/** Signs and literals; what begins a string is a sign. */
const TOKEN = /([{}[\],:"])|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|true|false|null/y
const BLANKS = /[ \t\n\r]*/y

/** The string that begins at a place, as it is written; undefined for one that does not end, or is none of JSON. */
function stringAt(text: string, start: number): { readonly value: string; readonly length: number } | undefined {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 1) continue
    try {
      return { value: JSON.parse(text.slice(start, end + 1)) as string, length: end + 1 - start }
    } catch {
      return undefined
    }
  }
  return undefined
}

/**
 * The value of a file of a program, or of a part of it, that the language `json` takes: its depth is bounded by that.
 *
 * @param isLeftOut tells the fields that do not count by their names
 * @throws SyntaxError for a text that is not JSON
 */
export const jsonValue = (text: string, isLeftOut?: (key: string) => boolean): unknown =>
  JSON.parse(text, isLeftOut && ((key, value: unknown) => (isLeftOut(key) ? undefined : value)))

/** Whether a field of JSON stands for a comment, as marks of evolve blocks do. */
export const isComment = (key: string): boolean => key.startsWith('//')

/** A token of JSON: a sign, a string, or the canonical form of another literal. */
type Token =
  | { readonly kind: 'sign' | 'literal'; readonly text: string; readonly length: number }
  | { readonly kind: 'string'; readonly value: string; readonly length: number }

/** The token at a place; undefined where none begins. */
export function tokenAt(text: string, at: number): Token | undefined {
  TOKEN.lastIndex = at
  const [whole = '', sign, number] = TOKEN.exec(text) ?? []
  if (whole === '') return undefined
  if (sign === '"') {
    const string = stringAt(text, at)
    return string && { kind: 'string', ...string }
  }
  const kind = sign === undefined ? 'literal' : 'sign'
  return { kind, text: number === undefined ? whole : numberText(number), length: whole.length }
}

/** A value in its canonical form, and how many values it is made of. */
interface Value {
  readonly text: string
  readonly size: number
}

/** An open list or object. */
interface Open {
  readonly members?: Map<string, Value>
  readonly items: Value[]
  key?: string | undefined
}

/** A number by its value: digits without zeros at their ends, and a power of ten. */
function numberText(literal: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? []
  const digits = stripZeros(`${whole}${fraction}`)
  if (digits.text === '') return `${sign}0`
  const exponent = Number(power) - fraction.length + digits.dropped
  return Number.isSafeInteger(exponent) ? `${sign}${digits.text}${exponent === 0 ? '' : `e${exponent}`}` : literal.toLowerCase()
}

/** Digits without zeros before and behind, and how many went behind. */
function stripZeros(digits: string): { readonly text: string; readonly dropped: number } {
  let [start, end] = [0, digits.length]
  while (start < end && digits[start] === '0') start += 1
  while (end > start && digits[end - 1] === '0') end -= 1
  return { text: digits.slice(start, end), dropped: digits.length - end }
}

/** The canonical form of a list or an object: fields by name, of equal names the last one, as JSON.parse has it. */
function closed({ members, items }: Open): Value {
  let [inner, size] = ['', 1]
  const add = (text: string, value: Value): void => {
    inner += inner === '' ? text : `,${text}`
    size += value.size
  }
  if (members === undefined) for (const value of items) add(value.text, value)
  else
    for (const [key, value] of [...members].sort(([a], [b]) => (a < b ? -1 : 1))) {
      add(`${JSON.stringify(key)}:${value.text}`, value)
    }
  return { text: members === undefined ? `[${inner}]` : `{${inner}}`, size }
}

/** The tokens that may come next. */
type Wanted = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing'

/** Reads a text of JSON without recursion. */
class Reader {
  readonly #open: Open[] = []
  #wanted: Wanted = 'value'
  result: Value | undefined

  /** Takes in a token; false where it may not stand. */
  take(token: Token): boolean {
    if (token.kind === 'sign') return this.#takeSign(token.text)
    const top = this.#open.at(-1)
    if (token.kind === 'string' && top !== undefined && this.#wanted.startsWith('key')) {
      top.key = token.value
      this.#wanted = 'colon'
      return true
    }
    if (!this.#wanted.startsWith('value')) return false
    this.#put({ text: token.kind === 'string' ? JSON.stringify(token.value) : token.text, size: 1 })
    return true
  }

  get depth(): number {
    return this.#open.length
  }

  get isDone(): boolean {
    return this.#wanted === 'nothing'
  }

  #put(value: Value): void {
    const top = this.#open.at(-1)
    if (top === undefined) this.result = value
    else if (top.members === undefined) top.items.push(value)
    else top.members.set(top.key ?? '', value)
    this.#wanted = top === undefined ? 'nothing' : 'comma or end'
  }

  #takeSign(sign: string): boolean {
    const wanted = this.#wanted
    const top = this.#open.at(-1)
    if (sign === '{' || sign === '[') {
      if (!wanted.startsWith('value')) return false
      this.#open.push(sign === '{' ? { members: new Map(), items: [] } : { items: [] })
      this.#wanted = sign === '{' ? 'key or end' : 'value or end'
      return true
    }
    if (sign === ':' || sign === ',') {
      if (wanted !== (sign === ':' ? 'colon' : 'comma or end')) return false
      this.#wanted = sign === ':' || top?.members === undefined ? 'value' : 'key'
      return true
    }
    if (top === undefined || !wanted.endsWith('or end') || (sign === '}') !== (top.members !== undefined)) return false
    this.#open.pop()
    this.#put(closed(top))
    return true
  }
}

function placeOf(text: string, at: number): string {
  let line = 1
  let start = 0
  for (let feed = text.indexOf('\n'); feed >= 0 && feed < at; feed = text.indexOf('\n', feed + 1)) {
    line += 1
    start = feed + 1
  }
  return `line ${line}:${at - start + 1}`
}

/** Where the first sign behind the blanks at a place stands. */
export function behindBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at
  return at + (BLANKS.exec(text)?.[0].length ?? 0)
}

function canonicalize(text: string): Canonical {
  const reader = new Reader()
  let at = 0
  for (;;) {
    const next = behindBlanks(text, at)
    if (next === text.length && reader.isDone && reader.result !== undefined)
      return { ok: true, canonical: reader.result.text, size: reader.result.size }
    const token = tokenAt(text, next)
    if (token === undefined || !reader.take(token)) {
      const what = next === text.length ? 'it ends too early' : 'what stands there is not JSON'
      return { ok: false, reason: `does not parse at ${placeOf(text, next)}: ${what}` }
    }
    if (reader.depth > DEEPEST) return { ok: false, reason: `is too deep: more than ${DEEPEST} levels` }
    at = next + token.length
  }
}

/** A field on a line of its own whose name is a comment, as JSON has no others: `"//": "EVOLVE-BLOCK-START",`. */
const MARK = /^[ \t]*"\/\/[^"\\]{0,80}"[ \t]*:[ \t]*"EVOLVE-BLOCK-(START|END)\b[^"\\]{0,80}"[ \t]*,?[ \t\r]*$/

/** JSON: equal in whatever order and layout its fields stand, numbers by their values; its size is how many values it is made of, itself included. */
export const json: LanguagePart = defineLanguage({
  name: 'json',
  extensions: ['.json'],
  canonicalize,
  blocks: (text) => markedBlocks(text, MARK),
  words: {
    units: 'values of JSON',
    rules: `A file of JSON holds one value, without comments and trailing commas, of the shape that it has. Where fields "//": "EVOLVE-BLOCK-START" and
"//": "EVOLVE-BLOCK-END" stand on lines of their own, only what is between them may change; these lines themselves stay.`,
    fence: () => 'json',
    fences: ['json', 'jsonc', 'json5', 'application/json'],
    comment: (text) => `"//": ${JSON.stringify(text)},`,
  },
})
