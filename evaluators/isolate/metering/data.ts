import type { Program as Tree } from 'estree'
import type { Files } from '../../../engine/contracts/program.ts'
import { ownLanguages } from '../../../languages/index.ts'
import { isJavaScript, resolveImport, specifiersOf } from '../../../languages/javascript/modules.ts'
import { parse, type Parsed } from '../../../languages/javascript/parse.ts'

/** A string of JSON, and the colon behind a name. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(:?)/g

/** JSON as an expression of JavaScript: there, but not in JSON, the name `__proto__` means more than a name. */
const expressionOf = (json: string): string => json.replaceAll(STRING, (found) => (found === '"__proto__":' ? '["__proto__"]:' : found))

/** The files that are no modules and that modules import. */
export function dataFor(files: Files, trees: ReadonlyMap<string, Tree>): readonly string[] {
  const imported = [...trees].flatMap(([name, tree]) => specifiersOf(tree).map((specifier) => resolveImport(name, specifier)))
  return [...new Set(imported)].filter((name) => name !== undefined && !isJavaScript(name) && Object.hasOwn(files, name)) as string[]
}

/**
 * A file that is no module as one whose default export is what it holds: of JSON the value, of any other the text. Files of one canonical form are one
 * to their program, so that fields come in the order of their names.
 */
export function dataModule(name: string, text: string): Parsed {
  const language = ownLanguages.of(name)
  const read = language.canonicalize(text, name)
  if (!read.ok) return { ok: false, reason: `${name} ${read.reason}`, why: read.reason }
  return parse(`export default ${language.name === 'json' ? expressionOf(read.canonical) : JSON.stringify(read.canonical)}`, name)
}
