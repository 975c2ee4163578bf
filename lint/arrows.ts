/** The lint rule of the architecture: a file imports from its own room and from those that CONTRIBUTING.md's table names for it. The table is the law. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/** Rooms by name, and what each may import. */
export type Arrows = ReadonlyMap<string, readonly string[] | 'everything'>

/**
 * Reads the table "Architecture" of a document. A row names its rooms and their imports in backquotes; `everything` stands for all
 * rooms, `nothing` for none.
 */
export function arrowsOf(text: string): Arrows {
  const section = text.slice(text.indexOf('\n## Architecture\n'))
  const rows = section
    .slice(0, section.indexOf('\n## ', 1))
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const named = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace(/\/$/, ''))
  return new Map(
    rows.flatMap((row) => {
      const [, rooms, , imports] = row.split('|')
      return named(rooms).map((room) => [room, imports?.trim() === 'everything' ? 'everything' : named(imports)] as const)
    }),
  )
}

const isIn = (room: string, path: string): boolean => path === room || path.startsWith(`${room}/`)

/** Says why a file may not import another, undefined where it may. Paths are relative to the root, with slashes. */
export function wrongArrow(arrows: Arrows, file: string, target: string): string | undefined {
  if (/\.test\.tsx?$/.test(file) || file.split('/').includes('fixtures')) return undefined
  const rooms = [...arrows.keys()].sort((a, b) => b.length - a.length)
  const room = rooms.find((name) => isIn(name, file))
  if (room === undefined) return file.includes('/') ? `${file} stands in no room of the table in CONTRIBUTING.md` : undefined
  const allowed = arrows.get(room) ?? []
  if (allowed === 'everything' || rooms.find((name) => isIn(name, target)) === room) return undefined
  if (allowed.some((name) => isIn(name, target))) return undefined
  return `${room}/ must not depend on ${target} (see the table in CONTRIBUTING.md)`
}

const arrows = arrowsOf(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))

/** A node that may name a module. */
interface Importing {
  readonly source?: { readonly value?: unknown } | null
}

/** What the linter hands over with a file. */
interface Linting {
  readonly filename: string
  report(found: { readonly node: Importing; readonly message: string }): void
}

const fromRoot = (path: string): string => relative(ROOT, path).replaceAll('\\', '/')

const rule = {
  create(context: Linting): Readonly<Record<string, (node: Importing) => void>> {
    const look = (node: Importing): void => {
      const specifier = node.source?.value
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return
      const message = wrongArrow(arrows, fromRoot(context.filename), fromRoot(join(dirname(context.filename), specifier)))
      if (message !== undefined) context.report({ node, message })
    }
    return { ImportDeclaration: look, ExportNamedDeclaration: look, ExportAllDeclaration: look, ImportExpression: look }
  },
}

const plugin: { readonly meta: object; readonly rules: object } = { meta: { name: 'house' }, rules: { arrows: rule } }
export default plugin
