import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** The values of a file of JSON lines, in their order; a last line that was cut is left out. None where there is no file. */
export const readLines = (file: string): unknown[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line))
    : []

/** Adds values to a file of JSON lines, all at once: whoever begins again goes on from them. */
export const keepLines = (file: string, values: readonly unknown[]): void =>
  appendFileSync(file, values.map((value) => `${JSON.stringify(value)}\n`).join(''))
