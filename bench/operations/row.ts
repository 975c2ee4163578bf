/** An operation whose price is looked at. Its parts are code of a program in which `n` is a size, `i` the number of the turn and `r` a variable to keep results in. */
export interface Row {
  readonly name: string
  /** Runs once, before the turns. */
  readonly setup: string
  /** Runs in each turn. */
  readonly body: string
  /** The size it is measured at. */
  readonly size: number
  /** Why its time may be more than a hundred times that of others for the same fuel. */
  readonly reason?: string
}

/** Sizes of things that are made quickly, and of what is passed as arguments. */
export const LARGE = 100_000
export const ARGUMENTS = 20_000

/** A row: its name, the code before the turns, the code of a turn. */
export const row = (name: string, setup: string, body: string, size: number = LARGE, reason?: string): Row =>
  reason === undefined ? { name, setup, body, size } : { name, setup, body, size, reason }

/** Rows of one kind: a name of each, and what to make of it. */
export const each = (names: string, make: (name: string) => Row): readonly Row[] => names.trim().split(/\s+/).map(make)

/** Values that rows begin with. */
export const LIST = 'const list = Array.from({ length: n }, (_, k) => k);'
export const TEXT = 'const text = "abcdefgh".repeat(n / 8);'
export const DIGITS = 'const digits = "1".repeat(n);'
export const MAP = 'const map = new Map(); for (let k = 0; k < n; k++) map.set(k, k);'
export const SET = 'const set = new Set(); for (let k = 0; k < n; k++) set.add(k);'
export const TYPED = 'const typed = new Float64Array(n).map((_, k) => k);'
export const OBJECT = 'const object = {}; for (let k = 0; k < n; k++) object["k" + k] = k;'
/** The source of a program of one row, which is given `[n, turns]`. */
export const sourceOf = ({ setup, body }: Row): string =>
  `export function solve([n, turns]) { let r = 0; ${setup}\n for (let i = 0; i < turns; i++) { ${body} }\n return typeof r }`

/** Why operators on long texts cost what they do. */
export const CONVERTED =
  'an operator costs what it costs with numbers, whatever it is given: to ask every operand what it is would be paid by every loop that counts'
export const COMPARED_TEXTS = 'a comparison costs what it costs with numbers, whatever it is given, for the same reason as a conversion'
export const JOINED =
  'a joined text is written out when it is first read: a price at each join would make programs pay the square of the texts that they build'
