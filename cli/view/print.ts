import { jsonLine, plainLine } from './text.ts'

/** Writes lines to stdout, with nothing hidden in them but their styles. */
export const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.map(plainLine).join('\n')}\n`)

/** Writes a value to stdout, as one line for machines. */
export const printJson = (value: unknown): void => void process.stdout.write(jsonLine(value))
