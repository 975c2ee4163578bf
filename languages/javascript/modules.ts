import type { Program as Tree } from 'estree'

/** Whether a file is JavaScript, or TypeScript whose types can be erased, by how its name ends. */
export const isJavaScript = (file: string): boolean => /\.[cm]?[jt]s$/.test(file)

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
