import type { Program as Tree } from 'estree'

const PART = String.raw`[\w@$~+-][\w@$~+.-]*`
const NAME = new RegExp(String.raw`^(?:${PART}/)*${PART}\.[cm]?[jt]s$`)

/** Longest name of a file. */
const LONGEST = 200

/**
 * Whether a file of a program may be called so: a path with slashes as it is from the program's folder, that ends in `.ts`, `.js` or the like.
 * One file has one such name; what is absolute, hidden, or has `.` or `..` among its parts is none.
 */
export const isFileName = (name: string): boolean => name.length <= LONGEST && NAME.test(name)

/** The file that a relative import means, as named from the program's folder; undefined for what is not relative, or leads out of the folder. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined
  const path = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part !== '.' && part !== '..') path.push(part)
    else if (part === '..' && path.pop() === undefined) return undefined
  }
  return path.join('/')
}

/** What a module's import and export declarations name as their sources, in the order of the text. */
export const specifiersOf = (tree: Tree): readonly string[] =>
  tree.body.flatMap((node) =>
    (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration' || node.type === 'ExportNamedDeclaration') && node.source
      ? [String(node.source.value)]
      : [],
  )
