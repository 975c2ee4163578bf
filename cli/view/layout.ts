import { styleText } from 'node:util'
import type { Program } from '../../engine/contracts/program.ts'
import { highlightFiles } from './highlight.ts'
import { printable, table } from './text.ts'

/** Text in the background. */
export const dim = (text: string): string => styleText('dim', text)
/** Text that stands out. */
export const bold = (text: string): string => styleText('bold', text)

/** The files of a program as they may be shown. */
export const printableFiles = ({ files }: Program): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [printable(name), printable(text)]))

/** The source of a program, set in. */
export function indented(program: Program): string[] {
  const lines = highlightFiles(printableFiles(program))
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1).map((line) => `  ${line}`)
}

/** The first column of a table as what it is: the names of what stands beside. */
export const named = (rows: readonly (readonly string[])[]): string[] => table(rows.map(([name = '', ...rest]) => [dim(name), ...rest]))
