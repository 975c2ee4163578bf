import { jsonLine } from './text.ts'

/** Writes lines to stdout. */
export const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`)

/** Writes a value to stdout, as one line for machines. */
export const printJson = (value: unknown): void => void process.stdout.write(jsonLine(value))
