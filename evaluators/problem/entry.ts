import type { FunctionDeclaration, Program as Tree } from 'estree'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Entry, Parameter } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { resolveImport, specifiersOf } from '../../language/modules.ts'
import { parse } from '../../language/parse.ts'

type Ranged<T> = T & { readonly start: number; readonly end: number }

/** The parts of a text at commas that stand outside all brackets. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if ('([{<'.includes(character)) depth++
    else if (')]}'.includes(character) || (character === '>' && text.charAt(at - 1) !== '=')) depth--
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '')
}

/**
 * Reads a signature such as `priority(item: number, capacity: number): number`.
 *
 * @throws TernateError `PROBLEM_ENTRY` when it is not of that form
 */
export function parseEntry(signature: string): Entry {
  const match = /^\s*([A-Za-z_$][\w$]*)\s*\((.*)\)\s*(?::\s*(.+?))?\s*$/s.exec(signature)
  const parameters = splitAtCommas(match?.[2] ?? '').map((part): Parameter | undefined => {
    const [, name, type] = /^([A-Za-z_$][\w$]*)\s*(?::\s*(.+))?$/s.exec(part) ?? []
    return name === undefined ? undefined : { name, type: type ?? 'unknown' }
  })
  if (match?.[1] === undefined || parameters.includes(undefined)) {
    throw new TernateError(
      'PROBLEM_ENTRY',
      `the entry ${JSON.stringify(signature)} is not a signature`,
      'Write it as `name(parameter: type, ...): type`.',
    )
  }
  return { name: match[1], parameters: parameters as Parameter[], returns: match[3] ?? 'unknown' }
}

/** The files of a program, those first that no other file imports. */
function mainFirst(files: Files): readonly { readonly text: string; readonly tree: Tree; readonly script: string }[] {
  const opened = Object.keys(files)
    .sort()
    .flatMap((name) => {
      const text = files[name] ?? ''
      const parsed = parse(text, name)
      return parsed.ok ? [{ name, text, tree: parsed.tree, script: parsed.script }] : []
    })
  const imported = new Set(opened.flatMap(({ name, tree }) => specifiersOf(tree).map((specifier) => resolveImport(name, specifier))))
  return [...opened.filter(({ name }) => !imported.has(name)), ...opened.filter(({ name }) => imported.has(name))]
}

/** The signature of the first function that a program exports, undefined when it exports none. Files that no other one imports come first. */
export function entryOf(files: Files): Entry | undefined {
  for (const { text, tree, script } of mainFirst(files)) {
    for (const node of tree.body) {
      if (node.type !== 'ExportNamedDeclaration' || node.declaration?.type !== 'FunctionDeclaration') continue
      const { id, params, body } = node.declaration as Ranged<FunctionDeclaration>
      const open = script.indexOf('(', (id as unknown as Ranged<object>).end)
      const last = params.at(-1) as Ranged<object> | undefined
      const close = script.indexOf(')', last?.end ?? open)
      return parseEntry(`${id.name}${text.slice(open, close + 1)}${text.slice(close + 1, (body as unknown as Ranged<object>).start)}`)
    }
  }
  return undefined
}
