import type {
  Expression,
  Identifier,
  Literal,
  MaybeNamedClassDeclaration,
  MaybeNamedFunctionDeclaration,
  Program as Tree,
  Statement,
} from 'estree'
import { named } from './named.ts'
import type { Names } from './names.ts'
import { namesBound } from './reassigned.ts'
import { identifier } from './tree.ts'

/** Why the files of a program cannot be joined. */
export class Unlinked extends Error {}

/** Something that another file exports: one name, or all of them as one object where `name` is absent. */
export interface Wanted {
  readonly specifier: string
  readonly name?: string
}

/** A file taken apart: a function's body, and what connects it with others. */
export interface Module {
  readonly body: readonly Statement[]
  /** What it exports of its own, by exported name. */
  readonly own: ReadonlyMap<string, Expression>
  /** Local names of what it imports. */
  readonly imports: ReadonlyMap<string, Wanted>
  /** What it exports of others, by exported name. */
  readonly passed: ReadonlyMap<string, Wanted>
  /** Of these it exports all but the default. */
  readonly stars: readonly string[]
}

const nameOf = (node: Identifier | Literal): string => (node.type === 'Identifier' ? node.name : String(node.value))

/** What is exported as the default without a name of its own, as an expression: nothing in its file can refer to it. */
function asExpression(node: MaybeNamedFunctionDeclaration | MaybeNamedClassDeclaration | Expression): Expression {
  if (node.type === 'FunctionDeclaration') return { ...node, type: 'FunctionExpression' }
  return node.type === 'ClassDeclaration' ? { ...node, type: 'ClassExpression' } : node
}

/**
 * Takes a module apart; its declarations stay as they are.
 *
 * @throws Unlinked when it imports a name twice
 */
export function takeApart(tree: Tree, names: Names): Module {
  const own = new Map<string, Expression>()
  const imports = new Map<string, Wanted>()
  const passed = new Map<string, Wanted>()
  const stars: string[] = []
  const main = identifier(names.main)

  const body = tree.body.flatMap((node): Statement[] => {
    switch (node.type) {
      case 'ImportDeclaration': {
        const specifier = String(node.source.value)
        for (const item of node.specifiers) {
          const wanted =
            item.type === 'ImportSpecifier' ? nameOf(item.imported) : item.type === 'ImportDefaultSpecifier' ? 'default' : undefined
          if (imports.has(item.local.name)) throw new Unlinked('a name is imported twice')
          imports.set(item.local.name, wanted === undefined ? { specifier } : { specifier, name: wanted })
        }
        return []
      }
      case 'ExportAllDeclaration': {
        const specifier = String(node.source.value)
        if (node.exported) passed.set(nameOf(node.exported), { specifier })
        else stars.push(specifier)
        return []
      }
      case 'ExportNamedDeclaration': {
        const { declaration, source } = node
        for (const { local, exported } of node.specifiers) {
          if (source) passed.set(nameOf(exported), { specifier: String(source.value), name: nameOf(local) })
          else own.set(nameOf(exported), local)
        }
        if (!declaration) return []
        if (declaration.type === 'VariableDeclaration') {
          for (const name of namesBound(declaration.declarations.map((item) => item.id))) own.set(name, identifier(name))
        } else own.set(declaration.id.name, identifier(declaration.id.name))
        return [declaration]
      }
      case 'ExportDefaultDeclaration': {
        const { declaration } = node
        if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) {
          own.set('default', identifier(declaration.id.name))
          return [declaration as Statement]
        }
        own.set('default', main)
        const init = named(asExpression(declaration), 'default')
        return [{ type: 'VariableDeclaration', kind: 'const', declarations: [{ type: 'VariableDeclarator', id: main, init }] }]
      }
      default:
        return [node]
    }
  })

  // what is imported and exported again is passed on
  for (const [exported, local] of own) {
    const wanted = local.type === 'Identifier' ? imports.get(local.name) : undefined
    if (wanted !== undefined) passed.set(exported, wanted)
  }
  for (const exported of passed.keys()) own.delete(exported)
  return { body, own, imports, passed, stars }
}
