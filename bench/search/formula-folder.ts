import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What formula.json of a copy says. */
export interface FormulaChoice {
  readonly formula: string
  readonly noise: number
  readonly axes?: readonly string[]
}

/** Makes a copy of problems/symbolic-regression with another formula.json, in a folder of `out`; gives its path. */
export function makeFormulaFolder(out: string, name: string, choice: FormulaChoice): string {
  const source = fileURLToPath(new URL('../../problems/symbolic-regression', import.meta.url))
  const folder = join(out, name)
  mkdirSync(folder, { recursive: true })
  for (const file of readdirSync(source)) if (file !== 'formula.json') copyFileSync(join(source, file), join(folder, file))
  writeFileSync(join(folder, 'formula.json'), `${JSON.stringify(choice)}\n`)
  return folder
}
