import type { Node, Program as Tree } from 'estree'
import { eachName, isFunction, targetOf } from './counted.ts'
import { eachChild } from './tree.ts'

/** The names that patterns bind. */
export function namesBound(patterns: readonly (Node | null | undefined)[]): string[] {
  const found: string[] = []
  for (const pattern of patterns) if (pattern) eachName(pattern, (name) => found.push(name))
  return found
}

/** The names that statements declare for the block they stand in. */
const declaredAmong = (list: readonly (Node | null | undefined)[]): string[] =>
  list.flatMap((node) => {
    if (node?.type === 'VariableDeclaration') return node.kind === 'var' ? [] : namesBound(node.declarations.map((item) => item.id))
    return node?.type === 'FunctionDeclaration' || node?.type === 'ClassDeclaration' ? namesBound([node.id]) : []
  })

/** The names that a node gives a meaning of their own within it; those of functions aside. */
function hiddenBy(node: Node): string[] {
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return declaredAmong(node.body)
    case 'SwitchStatement':
      return declaredAmong(node.cases.flatMap((item) => item.consequent))
    case 'ForStatement':
      return declaredAmong([node.init])
    case 'ForInStatement':
    case 'ForOfStatement':
      return declaredAmong([node.left])
    case 'CatchClause':
      return namesBound([node.param])
    case 'ClassDeclaration':
    case 'ClassExpression':
      return namesBound([node.id])
    default:
      return []
  }
}

/** The names that a function's body declares with `var`. */
function varsOf(body: Node): string[] {
  const found: string[] = []
  const look = (node: Node): void => {
    if (isFunction(node)) return
    if (node.type === 'VariableDeclaration' && node.kind === 'var') found.push(...namesBound(node.declarations.map((item) => item.id)))
    eachChild(node, look)
  }
  look(body)
  return found
}

/** The names of a module's own level that a function, or the initial value of a field, assigns to: whoever imported one may hold an old value. */
export function reassignedIn(tree: Tree): ReadonlySet<string> {
  const found = new Set<string>()
  const hidden = new Map<string, number>()
  const within = (names: readonly string[], look: () => void): void => {
    for (const name of names) hidden.set(name, (hidden.get(name) ?? 0) + 1)
    look()
    for (const name of names) hidden.set(name, (hidden.get(name) ?? 0) - 1)
  }
  const look = (node: Node, later: boolean): void => {
    if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') {
      const self = node.type === 'FunctionExpression' ? [node.id] : []
      within(namesBound([...self, ...node.params]), () => {
        for (const param of node.params) look(param, true)
        within(varsOf(node.body), () => look(node.body, true))
      })
      return
    }
    const target = targetOf(node)
    within(hiddenBy(node), () => {
      if (later && target !== undefined) for (const name of namesBound([target])) if ((hidden.get(name) ?? 0) === 0) found.add(name)
      eachChild(node, (child) => look(child, later || node.type === 'PropertyDefinition'))
    })
  }
  look(tree, false)
  return found
}
