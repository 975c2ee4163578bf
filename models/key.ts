import { TernateError } from '../engine/contracts/fault.ts'

/** Name of the environment variable that holds the key, unless another one is named. */
export const KEY_NAME = 'OPENAI_API_KEY'

/** Placeholders that local servers are given (`none`, `EMPTY`, `ollama`) are shorter, and no secrets. */
const SHORTEST_SECRET = 8

/**
 * The key in an environment, without the line break that files end with; undefined when there is none.
 *
 * @throws TernateError `MODEL_KEY` for a key that no HTTP header may carry
 */
export function readKey(environment: Readonly<Record<string, string | undefined>>, name: string = KEY_NAME): string | undefined {
  const key = environment[name]?.trim()
  if (key === undefined || key === '') return undefined
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new TernateError(
      'MODEL_KEY',
      `what ${name} holds cannot be a key: it has blanks or other characters`,
      `Put the key alone into ${name}.`,
    )
  return key
}

const HEX = '0123456789abcdef'

/** A byte as hexadecimal digits, either case. */
const hexOf = (byte: number): string =>
  [byte >> 4, byte & 15].map((digit) => (digit < 10 ? String(digit) : `[${HEX.charAt(digit)}${HEX.charAt(digit).toUpperCase()}]`)).join('')

const literally = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)

/**
 * The ways in which one character may be written: as it is, behind the backslashes of JSON within JSON, as `\u002f` of JSON, or
 * percent-encoded, once or several times over.
 */
const writingsOf = (character: string): string => {
  const hex = hexOf(character.charCodeAt(0))
  return `(?:\\\\{1,7}u00${hex}|%(?:25){0,3}${hex}|\\\\{0,7}${literally(character)})`
}

/** The same of a digit of Base64, in either alphabet. */
const digitOf = (digit: string): string => {
  if (digit === '+') return `(?:${writingsOf('+')}|${writingsOf('-')})`
  return digit === '/' ? `(?:${writingsOf('/')}|${writingsOf('_')})` : writingsOf(digit)
}

/** A key in Base64 that begins `shift` bytes after the start of a group of three; digits that hold bits of something else beside it may be any. */
function encodedAt(key: string, shift: number): string {
  const digits = Buffer.from('\0'.repeat(shift) + key, 'latin1')
    .toString('base64')
    .replaceAll('=', '')
  const from = Math.ceil((8 * shift) / 6)
  const to = Math.floor((8 * (shift + key.length)) / 6)
  const any = '(?:[\\w+/-]|%(?:25){0,3}2[BbFf])?'
  const whole = Array.from(digits.slice(from, to), digitOf).join('')
  return `${shift === 0 ? '' : any}${whole}${(8 * (shift + key.length)) % 6 === 0 ? '' : any}`
}

/** Matchers of keys, made once for each. */
const matchers = new Map<string, RegExp>()

function matcherOf(key: string): RegExp {
  const known = matchers.get(key)
  if (known !== undefined) return known
  const plainly = Array.from(key, writingsOf).join('')
  const inHex = Array.from(key, (character) => hexOf(character.charCodeAt(0))).join('')
  const made = new RegExp([plainly, ...[0, 1, 2].map((shift) => encodedAt(key, shift)), inHex].join('|'), 'g')
  matchers.set(key, made)
  return made
}

/**
 * A text in which the key does not occur: as it is, escaped as in JSON, percent-encoded, in Base64 of either alphabet wherever in
 * the encoded bytes it began, or in hexadecimal digits.
 */
export const redact = (text: string, key: string | undefined): string =>
  key === undefined || key.length < SHORTEST_SECRET ? text : text.replace(matcherOf(key), '[key]')
