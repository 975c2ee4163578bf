import type { Program as Tree } from 'estree'
import type { Entry } from '../../../engine/contracts/problem.ts'
import type { Files } from '../../../engine/contracts/program.ts'
import { parse } from '../../../languages/javascript/parse.ts'
import { isJavaScript } from '../../../languages/javascript/modules.ts'
import { isPlainName } from '../../../languages/names.ts'
import { admit } from './admit.ts'
import { dataFor, dataModule } from './data.ts'
import { instrument, Unmetered } from './instrument.ts'
import { link } from './link.ts'
import { Unlinked } from './module.ts'
import { freshNames, type Names } from './names.ts'
import { canStamp } from './stamps.ts'
import { isStateless } from './stateless.ts'
import { lineOf, noting, originAt, sign, type Span } from './places.ts'
import { block, print, type Printing } from './tree.ts'

/** A program ready for the sandbox, or why it cannot run. */
export type Metered =
  | {
      readonly ok: true
      /** A script whose value is a function of the realm's kernel; see `attach` there. */
      readonly script: string
      /** Whether each of its cases needs a realm of its own; see `stamps.ts`. */
      readonly stamps: boolean
    }
  | { readonly ok: false; readonly reason: string }

/** The reason that a case ends with where the iterations of a loop were to be counted and only the loop itself can tell. */
export const UNCOUNTED = 'the bound of a loop is not a number'

/** The guard of the entry: calls it with fuel, tells a value of the declared type from everything else. */
function guard(names: Names, entry: Entry): string {
  const args = entry.parameters.map(({ name }, k) => (name.startsWith('...') ? `...a${k}` : `a${k}`)).join(', ')
  const { fuel: f, stop: x, kernel: k } = names
  const settle = ['number', 'boolean', 'string'].includes(entry.returns)
    ? `if (typeof v === '${entry.returns}' && ${f} >= 0) return v; return ${k}.odd(v, '${entry.returns}');`
    : `return ${f} >= 0 ? v : ${k}.odd(v);`
  return `(entry) => (${args}) => { try { if ((${f} = (${f} - 10) | 0) < 0) ${x}(); const v = entry(${args}); ${settle} } catch (e) { return ${k}.threw(e); } }`
}

/**
 * Meters a program: refuses what has no place in a sandbox, joins its files, adds fuel and depth counters, and wraps the rest as a
 * factory that makes the program anew for each case. Equal syntax trees give equal scripts.
 *
 * Without `counting` every loop is charged as it runs, also one whose iterations could be counted before it begins: for programs in
 * which that was wrong (`UNCOUNTED`).
 */
export function meter(files: Files, entry: Entry, counting = true): Metered {
  return build(files, entry, counting)
}

/**
 * Where a position of a program's metered script stands in its files, as `file:line:column`; undefined for what only the meter has put there. The
 * program is metered anew for it, since hardly any is ever asked about.
 */
export function placeOf(files: Files, entry: Entry, counting: boolean, at: number): string | undefined {
  const spans: Span[] = []
  const made = build(files, entry, counting, noting(spans))
  if (!made.ok) return undefined
  const origin = originAt(spans, at - made.script.indexOf(FACTORY) - FACTORY.length, (file) => files[file] ?? '')
  return origin && `${origin.file}:${lineOf(files[origin.file] ?? '', origin.offset)}`
}

function build(files: Files, entry: Entry, counting: boolean, hear?: Printing): Metered {
  const trees = new Map<string, Tree>()
  for (const name of Object.keys(files).filter(isJavaScript).sort()) {
    const parsed = parse(files[name] ?? '', name)
    if (!parsed.ok) return parsed
    if (hear !== undefined) sign(parsed.tree, name)
    trees.set(name, parsed.tree)
  }
  if (!Object.keys(files).every(isPlainName))
    return { ok: false, reason: 'a file is not called by a plain path such as program.ts or parts/one.ts' }
  for (const name of dataFor(files, trees)) {
    const made = dataModule(name, files[name] ?? '')
    if (!made.ok) return made
    trees.set(name, made.tree)
  }
  const admitted = admit(trees)
  if (!admitted.ok) return admitted
  const names = freshNames(admitted.identifiers)
  const all = [...trees.values()]
  const stamps = all.some(canStamp)
  const stateless = all.length === 1 && all.every(isStateless)
  try {
    const body = link(trees, entry.name, names)
    instrument(body, names, counting)
    return { ok: true, script: assemble(names, entry, print(block(body), hear), stateless), stamps }
  } catch (error) {
    if (error instanceof Unlinked || error instanceof Unmetered) return { ok: false, reason: error.message }
    throw error
  }
}

const LIBRARY: Entry = { name: 'default', parameters: [], returns: 'unknown' }

/** Meters a library for programs: one file, whose default export they are given. */
export const meterLibrary = (source: string): Metered => meter({ 'library.ts': source }, LIBRARY)

/** Where a position of a library's metered script stands in it. */
export const placeInLibrary = (source: string, at: number): string | undefined => placeOf({ 'library.ts': source }, LIBRARY, true, at)

/** The parts of the kernel that a metered body may use, by the name it knows them by. */
const PARTS = [
  ...([
    'count',
    'sized',
    'spread',
    'passed',
    'keys',
    'copied',
    'key',
    'put',
    'own',
    'gathered',
    'grown',
    'placed',
    'number',
    'heir',
  ] as const),
  ...(['caught', 'resumed', 'namespace'] as const),
]

/** What stands before a metered body. */
const FACTORY = 'factory: (function () '

/** The script around a metered body; functions stand in parentheses so that they are compiled at once. */
function assemble(names: Names, entry: Entry, body: string, stateless: boolean): string {
  const { counters, kernel, stop } = names
  const parts = PARTS.filter((part) => body.includes(`${names[part]}${part === 'gathered' ? ']' : '('}`)).map(
    (part) => `, ${names[part]} = ${kernel}.${part}`,
  )
  return `(function (${kernel}) { 'use strict'; const ${counters} = ${kernel}.counters, ${stop} = ${kernel}.stop${parts.join('')};
return { size: ${body.length}, mark: '${kernel.slice(0, -1)}', ${stateless ? 'stateless: true, ' : ''}guard: (${guard(names, entry)}), ${FACTORY}${body}) };
})`
}
