import { stripVTControlCharacters } from 'node:util'
import { spelledOut } from '../../engine/contracts/visible.ts'

/** A text as it may be written to a terminal: tabs and line breaks stay, what could move the cursor, hide or reorder is spelled out. */
export const printable = (text: string): string => spelledOut(text.replace(/\r\n/g, '\n'))

/** The styles that this command line writes itself, and all else. */
// oxlint-disable-next-line no-control-regex -- styles begin with an escape character
const STYLE = /(\u001b\[[\d;]*m)/

/** A line of this command line, styles and all, in which nothing else than styles is hidden, wherever it came from. */
export const plainLine = (line: string): string =>
  line
    .split(STYLE)
    .map((part, k) => (k % 2 === 1 ? part : spelledOut(part)))
    .join('')

/** The same on one line, cut to at most `most` characters. */
export function oneLine(text: string, most: number = 400): string {
  // as much as could fill the line, so that the rest of a long text costs nothing
  const head = printable(text.slice(0, 20 * most))
  const line = head
    .split('\n')
    .map((part, k, { length }) => (k === 0 ? part.trimEnd() : k === length - 1 ? part.trimStart() : part.trim()))
    .filter((part, k, { length }) => part !== '' || k === 0 || k === length - 1)
    .join(' ')
  return line.length > most || head.length < text.length ? `${line.slice(0, most - 1)}…` : line
}

/** A value as one line of JSON in which no character is one that a terminal would obey. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(unit) ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit))}\n`

/** Columns that a styled text takes. */
export const widthOf = (styled: string): number => Array.from(stripVTControlCharacters(styled)).length

/** A styled text cut to `columns`; its styles are ended where it is cut. */
export function fit(styled: string, columns: number): string {
  if (widthOf(styled) <= columns) return styled
  let left = columns - 1
  let out = ''
  // oxlint-disable-next-line no-control-regex -- styles begin with an escape character
  for (const part of styled.match(/\u001b\[[\d;]*m|./gsu) ?? []) {
    if (part.startsWith('\u001b')) out += part
    else if (left > 0) {
      out += part
      left -= 1
    }
  }
  return `${out}…`
}

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')

/** A non-negative whole number for people: 12,345. */
export const count = (value: number): string => grouped(Math.floor(value).toString())

/** A score for people: four decimals, or five significant digits where that says more. */
export function score(value: number): string {
  const size = Math.abs(value)
  if (!(size === 0 || (size >= 0.01 && size < 1e9))) return Number.isInteger(value) ? String(value) : value.toPrecision(5)
  const [whole = '', decimals] = (Number.isInteger(size) ? String(size) : size.toFixed(4)).split('.')
  return `${value < 0 ? '-' : ''}${grouped(whole)}${decimals === undefined ? '' : `.${decimals}`}`
}

/** A time span for people: 7 s, 1:05, 2:03:04. */
export function span(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return seconds < 10 ? `${seconds.toFixed(1)} s` : `${whole} s`
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}

/** Rows as a table with two spaces between columns; `right` names the columns that are set flush right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))))
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const gap = ' '.repeat((widths[i] ?? 0) - widthOf(cell))
        return right.includes(i) ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd(),
  )
}
