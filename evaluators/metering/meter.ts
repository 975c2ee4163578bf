import type { Expression, Node, Program as Tree, Property, Statement } from 'estree'
import type { Entry } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { parse } from '../../language/parse.ts'
import { admit } from './admit.ts'
import { instrument, Unmetered } from './instrument.ts'
import { freshNames, type Names } from './names.ts'
import { block, identifier, print } from './tree.ts'

/** A program ready for the sandbox, or why it cannot run. */
export type Metered =
  | { readonly ok: true; /** A script whose value is a function of the realm's kernel; see `attach` there. */ readonly script: string }
  | { readonly ok: false; readonly reason: string }

/** The reason that a case ends with where the iterations of a loop were to be counted and only the loop itself can tell. */
export const UNCOUNTED = 'the bound of a loop is not a number'

/** Exported names and what they stand for. */
type Exports = Map<string, Expression>

/** Turns a module's body into a function's body and gathers its exports. */
function unwrapModule(tree: Tree, names: Names): Exports {
  const exports: Exports = new Map()
  const bindings = (pattern: Node): string[] => {
    if (pattern.type === 'Identifier') return [pattern.name]
    if (pattern.type === 'Property') return bindings(pattern.value)
    if (pattern.type === 'AssignmentPattern') return bindings(pattern.left)
    if (pattern.type === 'RestElement') return bindings(pattern.argument)
    if (pattern.type === 'ObjectPattern') return pattern.properties.flatMap(bindings)
    return pattern.type === 'ArrayPattern' ? pattern.elements.flatMap((item) => (item ? bindings(item) : [])) : []
  }
  tree.body = tree.body.flatMap((node): Statement[] => {
    if (node.type === 'ExportNamedDeclaration') {
      for (const { local, exported } of node.specifiers) {
        exports.set(exported.type === 'Identifier' ? exported.name : String(exported.value), local)
      }
      const { declaration } = node
      if (!declaration) return []
      if (declaration.type === 'VariableDeclaration') {
        for (const name of declaration.declarations.flatMap((item) => bindings(item.id))) exports.set(name, identifier(name))
      } else exports.set(declaration.id.name, identifier(declaration.id.name))
      return [declaration]
    }
    if (node.type !== 'ExportDefaultDeclaration') return [node as Statement]
    const { declaration } = node
    if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) {
      exports.set('default', identifier(declaration.id.name))
      return [declaration as Statement]
    }
    const main = identifier(names.main)
    exports.set('default', main)
    if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') return [{ ...declaration, id: main }]
    return [{ type: 'VariableDeclaration', kind: 'const', declarations: [{ type: 'VariableDeclarator', id: main, init: declaration }] }]
  })
  return exports
}

/** The guard of the entry: calls it with fuel, tells a value of the declared type from everything else. */
function guard(names: Names, entry: Entry): string {
  const args = entry.parameters.map((_, k) => `a${k}`).join(', ')
  const { fuel: f, stop: x, kernel: k } = names
  const settle = ['number', 'boolean', 'string'].includes(entry.returns)
    ? `if (typeof v === '${entry.returns}' && ${f} >= 0) return v; return ${k}.odd(v);`
    : `return ${f} >= 0 ? v : ${k}.odd(v);`
  return `(entry) => (${args}) => { try { if ((${f} = (${f} - 10) | 0) < 0) ${x}(); const v = entry(${args}); ${settle} } catch (e) { return ${k}.threw(e); } }`
}

/**
 * Meters a program: refuses what has no place in a sandbox, adds fuel and depth counters, and wraps the rest as a factory
 * that makes the program anew for each case. Equal syntax trees give equal scripts.
 *
 * Without `counting` every loop is charged as it runs, also one whose iterations could be counted before it begins: for programs in
 * which that was wrong (`UNCOUNTED`).
 */
export function meter(files: Files, entry: Entry, counting = true): Metered {
  const [name, ...more] = Object.keys(files)
  if (name === undefined || more.length > 0) return { ok: false, reason: 'a program is one file' }
  const parsed = parse(files[name] ?? '', name)
  if (!parsed.ok) return parsed
  const admitted = admit(parsed.tree)
  if (!admitted.ok) return admitted
  const names = freshNames(admitted.identifiers)
  const exports = unwrapModule(parsed.tree, names)
  if (!exports.has(entry.name)) return { ok: false, reason: `does not export ${entry.name}` }
  try {
    instrument(parsed.tree, names, counting)
  } catch (error) {
    if (error instanceof Unmetered) return { ok: false, reason: error.message }
    throw error
  }
  const properties = [...exports].map(([key, value]): Property => ({
    type: 'Property',
    kind: 'init',
    key: { type: 'Literal', value: key },
    value,
    computed: true,
    method: false,
    shorthand: false,
  }))
  const made: Statement = { type: 'ReturnStatement', argument: { type: 'ObjectExpression', properties } }
  return { ok: true, script: assemble(names, entry, print(block([...(parsed.tree.body as Statement[]), made]))) }
}

/** The parts of the kernel that a metered body may use, by the name it knows them by. */
const PARTS = ['count', 'sized', 'spread', 'passed', 'keys', 'caught', 'resumed'] as const

/** The script around a metered body; functions stand in parentheses so that they are compiled at once. */
function assemble(names: Names, entry: Entry, body: string): string {
  const { counters, kernel, stop } = names
  const parts = PARTS.filter((part) => body.includes(`${names[part]}(`)).map((part) => `, ${names[part]} = ${kernel}.${part}`)
  return `(function (${kernel}) { 'use strict'; const ${counters} = ${kernel}.counters, ${stop} = ${kernel}.stop${parts.join('')};
return { guard: (${guard(names, entry)}), factory: (function () ${body}) };
})`
}
