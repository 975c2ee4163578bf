import type { Expression, Program as Tree, Property, Statement } from 'estree'
import { resolveImport, specifiersOf } from '../../../languages/javascript/modules.ts'
import { type Module, takeApart, Unlinked, type Wanted } from './module.ts'
import type { Names } from './names.ts'
import { reassignedIn } from './reassigned.ts'
import { block, call, declare, identifier } from './tree.ts'

/** Where the value behind an exported name comes from: a name that `file` exports of its own, or all it exports as one object. */
interface Origin {
  readonly file: string
  readonly name?: string
}

/** What a file exports; undefined for a name that two `export *` give a meaning each. */
type Exports = Map<string, Origin | undefined>

/** Most files of a program, and most names that they may export and pass on, all in all. */
const MOST_FILES = 1000
const MOST_NAMES = 100_000

/** A name as a reason may quote it: nothing that reads like more than a name. */
const quoted = (name: string): string => (/^[\w$]{1,60}$/.test(name) ? name : 'a name')

/** The files that a file imports, in the order of its text. */
function targetsOf(file: string, tree: Tree, trees: ReadonlyMap<string, Tree>): ReadonlyMap<string, string> {
  const targets = new Map<string, string>()
  for (const specifier of specifiersOf(tree)) {
    if (!/^\.\.?\//.test(specifier)) throw new Unlinked(`${file}: imports from outside of the program are not available`)
    const target = resolveImport(file, specifier)
    if (target === undefined || !trees.has(target)) throw new Unlinked(`${file} imports a file that the program does not have`)
    targets.set(specifier, target)
  }
  return targets
}

/** The files that `roots` need, each after those it imports itself, as the language orders them. */
function inOrder(roots: readonly string[], targets: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const path: { readonly file: string; readonly left: Iterator<string> }[] = []
  const enter = (file: string): void => {
    state.set(file, 'open')
    path.push({ file, left: [...(targets.get(file) ?? new Map<string, string>()).values()].values() })
  }
  for (const root of roots) {
    if (!state.has(root)) enter(root)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { value: next, done } = top.left.next()
      if (done === true) {
        state.set(top.file, 'done')
        order.push(top.file)
        path.pop()
      } else if (state.get(next) === 'open') throw new Unlinked(`imports go round in a circle: ${top.file} imports ${next}`)
      else if (!state.has(next)) enter(next)
    }
  }
  return order
}

/** Finds where the values of all exported names come from; `order` has each file after those it imports. */
function exportsOf(
  order: readonly string[],
  modules: ReadonlyMap<string, Module>,
  targets: ReadonlyMap<string, ReadonlyMap<string, string>>,
): { readonly exports: ReadonlyMap<string, Exports>; origin(file: string, wanted: Wanted): Origin } {
  const exports = new Map<string, Exports>()
  let names = 0
  const count = (more: number): void => {
    names += more
    if (names > MOST_NAMES) throw new Unlinked('too many exported names')
  }
  const target = (file: string, specifier: string): string => targets.get(file)?.get(specifier) ?? ''
  const origin = (file: string, { specifier, name }: Wanted): Origin => {
    const from = target(file, specifier)
    if (name === undefined) return { file: from }
    const found = exports.get(from)?.get(name)
    if (found === undefined) throw new Unlinked(`${file} imports ${quoted(name)}, which ${from} does not export`)
    return found
  }
  for (const file of order) {
    const { own, passed, stars } = modules.get(file) as Module
    const found: Exports = new Map()
    for (const [name, wanted] of passed) found.set(name, origin(file, wanted))
    for (const name of own.keys()) found.set(name, { file, name })
    count(found.size)
    const explicit = new Set(found.keys())
    for (const star of stars) {
      for (const [name, value] of exports.get(target(file, star)) ?? []) {
        count(1)
        if (name === 'default' || explicit.has(name)) continue
        const other = found.get(name)
        const agree = !found.has(name) || (other?.file === value?.file && other?.name === value?.name)
        found.set(name, agree ? value : undefined)
      }
    }
    exports.set(file, found)
  }
  return { exports, origin }
}

/** The main file: the one that exports the entry; where several do, the one called like an initial program of one file. */
function mainOf(entry: string, exports: ReadonlyMap<string, Exports>): string {
  const files = [...exports.keys()].filter((file) => exports.get(file)?.get(entry) !== undefined).sort()
  const main = files.length === 1 ? files[0] : files.find((file) => /^program\.[jt]s$/.test(file))
  if (main !== undefined) return main
  if (files.length > 0) throw new Unlinked(`${files.length} files export ${entry}, and none is called program.ts or program.js`)
  throw new Unlinked(exports.size === 1 ? `does not export ${entry}` : `no file exports ${entry}`)
}

const property = (key: string, value: Expression): Property => ({
  type: 'Property',
  kind: 'init',
  key: { type: 'Literal', value: key },
  value,
  computed: true,
  method: false,
  shorthand: false,
})

const returned = (properties: Property[]): Statement => ({ type: 'ReturnStatement', argument: { type: 'ObjectExpression', properties } })

/**
 * Joins the files of a program into the body of one function that returns what the main file exports. Of several files each runs in
 * a function of its own, once, after those that it imports; files that the main one does not need do not run. Since no two import each
 * other, and nothing is assigned to what others imported, a value taken when an importing file begins is the value at any time.
 *
 * @throws Unlinked for imports from elsewhere, missing files and names, cycles, and exports that are assigned later
 */
export function link(trees: ReadonlyMap<string, Tree>, entry: string, names: Names): Statement[] {
  if (trees.size > MOST_FILES) throw new Unlinked(`more than ${MOST_FILES} files`)
  const sorted = [...trees.keys()].sort()
  const targets = new Map(sorted.map((file) => [file, targetsOf(file, trees.get(file) as Tree, trees)]))
  const modules = new Map(sorted.map((file) => [file, takeApart(trees.get(file) as Tree, names)]))
  const { exports, origin } = exportsOf(inOrder(sorted, targets), modules, targets)
  const main = mainOf(entry, exports)
  const { body, own } = modules.get(main) as Module
  if (trees.size === 1) return [...body, returned([...own].map(([key, value]) => property(key, value)))]

  const order = inOrder([main], targets)
  const numbers = new Map(order.map((file, k) => [file, k]))
  const wholes = new Set<string>()
  const value = ({ file, name }: Origin): Expression => {
    if (name === undefined) {
      wholes.add(file)
      return identifier(`${names.whole}${numbers.get(file)}`)
    }
    const object = identifier(`${names.main}${numbers.get(file)}`)
    return { type: 'MemberExpression', object, property: { type: 'Literal', value: name }, computed: true, optional: false }
  }
  const reassigned = new Map<string, ReadonlySet<string>>()
  const steady = (from: Origin): Expression => {
    const { file, name } = from
    const local = name === undefined ? undefined : modules.get(file)?.own.get(name)
    if (local?.type === 'Identifier') {
      const found = reassigned.get(file) ?? reassignedIn(trees.get(file) as Tree)
      reassigned.set(file, found)
      if (found.has(local.name)) throw new Unlinked(`${quoted(local.name)} of ${file} is imported elsewhere and assigned to by a function`)
    }
    return value(from)
  }
  const all = (file: string, read: (from: Origin) => Expression): Property[] =>
    [...(exports.get(file) ?? [])]
      .flatMap(([key, from]) => (from === undefined ? [] : [{ key, from }]))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, from }) => property(key, read(from)))
  const wrappers = order.map((file, k): Statement => {
    const module = modules.get(file) as Module
    const taken = [...module.imports].map(([local, wanted]) => declare('const', identifier(local), steady(origin(file, wanted))))
    const parts = block([...taken, ...module.body, returned([...module.own].map(([key, local]) => property(key, local)))])
    const callee: Expression = {
      type: 'ArrowFunctionExpression',
      params: [],
      body: parts,
      expression: false,
      generator: false,
      async: false,
    }
    return declare('const', identifier(`${names.main}${k}`), { type: 'CallExpression', callee, arguments: [], optional: false })
  })
  const result = returned(all(main, value))
  // the objects for `import * as`, each right after its file; making one may ask for another
  const made = new Map<string, Statement>()
  for (const file of wholes) {
    const bare: Property = { ...property('__proto__', { type: 'Literal', value: null }), computed: false }
    const object: Expression = { type: 'ObjectExpression', properties: [bare, ...all(file, steady)] }
    made.set(file, declare('const', identifier(`${names.whole}${numbers.get(file)}`), call(names.namespace, object)))
  }
  const statements = order.flatMap((file, k) => [wrappers[k] as Statement, ...(made.has(file) ? [made.get(file) as Statement] : [])])
  return [...statements, result]
}
