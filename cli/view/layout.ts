import { styleText } from 'node:util'
import type { Program } from '../../engine/contracts/program.ts'
import { highlight } from './highlight.ts'
import { sourceOf } from './report.ts'
import { printable, table } from './text.ts'

/** Text in the background. */
export const dim = (text: string): string => styleText('dim', text)
/** Text that stands out. */
export const bold = (text: string): string => styleText('bold', text)

/** The source of a program, set in. */
export const indented = (program: Program): string[] => highlight(printable(sourceOf(program.files)).trimEnd()).map((line) => `  ${line}`)

/** The first column of a table as what it is: the names of what stands beside. */
export const named = (rows: readonly (readonly string[])[]): string[] => table(rows.map(([name = '', ...rest]) => [dim(name), ...rest]))
