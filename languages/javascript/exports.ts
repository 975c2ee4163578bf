import type { ExportDefaultDeclaration, ExportNamedDeclaration, Function as FunctionNode, Node, Program as Tree } from 'estree'

/** A function that a module exports, and under what name. */
export interface ExportedFunction {
  readonly name: string
  readonly node: FunctionNode
}

const asFunction = (node: Node | null | undefined): FunctionNode | undefined =>
  node?.type === 'FunctionDeclaration' || node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression' ? node : undefined

/** The functions that a statement declares, by name. */
function declaredBy(node: Node): ExportedFunction[] {
  if (node.type === 'FunctionDeclaration') return [{ name: node.id?.name ?? 'default', node }]
  if (node.type !== 'VariableDeclaration') return []
  return node.declarations.flatMap(({ id, init }) => {
    const made = asFunction(init)
    return made === undefined || id.type !== 'Identifier' ? [] : [{ name: id.name, node: made }]
  })
}

function exportedBy(node: ExportNamedDeclaration | ExportDefaultDeclaration, known: ReadonlyMap<string, FunctionNode>): ExportedFunction[] {
  if (node.type === 'ExportDefaultDeclaration') {
    const made =
      asFunction(node.declaration as Node) ?? (node.declaration.type === 'Identifier' ? known.get(node.declaration.name) : undefined)
    return made === undefined ? [] : [{ name: 'default', node: made }]
  }
  if (node.declaration != null) return declaredBy(node.declaration)
  if (node.source != null) return []
  return node.specifiers.flatMap(({ local, exported }) => {
    const made = local.type === 'Identifier' ? known.get(local.name) : undefined
    return made === undefined ? [] : [{ name: exported.type === 'Identifier' ? exported.name : String(exported.value), node: made }]
  })
}

/** The functions that a module exports of its own, in the order of the text, the default last. */
export function exportedFunctions(tree: Tree): readonly ExportedFunction[] {
  const declared = tree.body.flatMap((node) =>
    declaredBy(node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node),
  )
  const known = new Map(declared.map(({ name, node }) => [name, node]))
  const found = tree.body.flatMap((node) =>
    node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration' ? exportedBy(node, known) : [],
  )
  return [...found.filter(({ name }) => name !== 'default'), ...found.filter(({ name }) => name === 'default')]
}
