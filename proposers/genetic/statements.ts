import type { Statement } from 'estree'
import { namesIn } from '../../languages/javascript/binding.ts'
import { fullExpression, isLeaf, rangeOf, type Site } from '../../languages/javascript/sites.ts'
import { type Edit, insertBefore, removeStatement, replaceExpression } from '../../languages/javascript/source.ts'
import { type Workspace, drawn, drawnWhere, expressionAt, kindAt } from './workspace.ts'
import { assign, declare, guard, identifier, returns } from './build.ts'
import { grow } from './grow.ts'
import { isReadable } from './names.ts'
import { growContextAt } from './trees.ts'

/** The function around a site, if any. */
export function functionAround(site: Site): Site | undefined {
  let at = site.parent
  while (at !== undefined && !/Function/.test(at.node.type)) at = at.parent
  return at
}

/** Statements inside functions, those of the module level left alone. */
export const inFunctions = (workspace: Workspace): Site[] => workspace.statements.filter((site) => functionAround(site) !== undefined)

/** Whether two statements stand in one list. */
const areBeside = (a: Site, b: Site): boolean => a.parent === b.parent && a.key === b.key

/** The statements of the list that a statement stands in, itself among them, in order. */
export const listAround = (workspace: Workspace, site: Site): Site[] => workspace.statements.filter((other) => areBeside(other, site))

/** The declarations of the function around a statement that it can read: those before it in a list around it. */
export const declarationsAbove = (workspace: Workspace, site: Site): Site[] => {
  const around = functionAround(site)
  const lists: Site[] = []
  for (let at: Site | undefined = site; at !== undefined && at !== around; at = at.parent) lists.push(at)
  return workspace.statements.filter(
    (item) => item.node.type === 'VariableDeclaration' && lists.some((at) => areBeside(at, item) && item.index < at.index),
  )
}

/** The innermost of them that declares a name. */
export const declarationAbove = (workspace: Workspace, site: Site, name: string): Site | undefined =>
  declarationsAbove(workspace, site).findLast(({ node }) => namesIn(node).includes(name))

/** A name that the source does not use. */
function freshName({ source }: Workspace): string {
  for (let k = 1; ; k++) {
    const name = `part${k}`
    if (!new RegExp(`\\b${name}\\b`).test(source.text)) return name
  }
}

/** The kind that the function around a site returns, as far as it is known. */
function returnedKind(workspace: Workspace, site: Site): ReturnType<typeof kindAt> {
  const around = functionAround(site)
  const returned = workspace.expressions.find(
    (item) => item.parent?.node.type === 'ReturnStatement' && functionAround(item)?.node === around?.node,
  )
  return returned === undefined ? 'unknown' : kindAt(workspace, returned)
}

/**
 * Statement insertion: inserts an early return or an assignment, under a condition or not.
 *
 *     return a   ->   if (a < b) return 0; return a
 */
export function insertStatement(workspace: Workspace): Edit[] | undefined {
  const { random } = workspace
  const site = drawn(
    random,
    inFunctions(workspace).filter((item) => item.node.type !== 'FunctionDeclaration'),
  )
  if (site === undefined) return undefined
  const growing = growContextAt(workspace, site)
  const target = drawn(
    random,
    growing.scope.filter((item) => item.writable),
  )
  const make = (): Statement => {
    if (target === undefined || random.next() < 0.3)
      return guard(grow('boolean', growing, 2), returns(grow(returnedKind(workspace, site), growing, 2)))
    const assignment = assign(target.name, grow(target.shape.kind, growing, 2))
    return random.next() < 0.5 ? assignment : guard(grow('boolean', growing, 2), assignment)
  }
  return [insertBefore(workspace.source, site, [make()])]
}

/**
 * Statement deletion: removes a statement.
 *
 *     a = 2 * a; return a   ->   return a
 */
export function deleteStatement(workspace: Workspace): Edit[] | undefined {
  const site = drawn(
    workspace.random,
    inFunctions(workspace).filter(({ node }) => node.type !== 'ReturnStatement'),
  )
  return site === undefined ? undefined : [removeStatement(workspace.source, site)]
}

/**
 * Statement exchange: two neighbouring statements change places.
 *
 *     a += 1; b *= 2   ->   b *= 2; a += 1
 */
export function swapStatements(workspace: Workspace): Edit[] | undefined {
  const { source, random } = workspace
  const first = drawn(random, inFunctions(workspace))
  const second = first && listAround(workspace, first).find(({ index }) => index === first.index + 1)
  const [a, b] = [first === undefined ? undefined : rangeOf(first.node), second === undefined ? undefined : rangeOf(second.node)]
  if (a === undefined || b === undefined) return undefined
  return [
    { ...a, text: source.text.slice(b.start, b.end) },
    { ...b, text: source.text.slice(a.start, a.end) },
  ]
}

/**
 * Statement duplication: writes a statement twice, for example one more step of an iteration.
 *
 *     x = (x + a / x) / 2   ->   x = (x + a / x) / 2; x = (x + a / x) / 2
 */
export function duplicateStatement(workspace: Workspace): Edit[] | undefined {
  const site = drawn(
    workspace.random,
    inFunctions(workspace).filter(
      ({ node }) => node.type === 'ExpressionStatement' || node.type === 'IfStatement' || node.type === 'ForStatement',
    ),
  )
  return site === undefined ? undefined : [insertBefore(workspace.source, site, [site.node])]
}

/**
 * Encapsulation (Koza 1992): gives a part of an expression a name, so that it can be used again.
 *
 *     return (a + b) * c   ->   const part1 = a + b; return part1 * c
 */
export function nameSubexpression(workspace: Workspace): Edit[] | undefined {
  const { random, source } = workspace
  const site = drawn(
    random,
    workspace.expressions.filter(({ node }) => !isLeaf(node) && !/Function|Assignment|Update|Yield|Await/.test(node.type)),
  )
  if (site === undefined) return undefined
  const anchor = fullExpression(site)
  let list: Site | undefined = anchor.parent
  while (list !== undefined && !inFunctions(workspace).includes(list))
    list = /Function|Loop|For|While/.test(list.node.type) ? undefined : list.parent
  if (list === undefined) return undefined
  if (!isReadable(expressionAt(site), workspace.scope(list))) return undefined
  const name = freshName(workspace)
  const insertion = insertBefore(source, list, [declare(name, expressionAt(site))])
  return [insertion, replaceExpression(source, site, identifier(name))]
}

/**
 * Inlining: writes a constant's definition in the place of its name.
 *
 *     const k = a + b; return k * c   ->   return (a + b) * c
 */
export function inlineName(workspace: Workspace): Edit[] | undefined {
  const { random, source } = workspace
  const site = drawn(
    random,
    workspace.expressions.filter(({ node }) => node.type === 'Identifier'),
  )
  if (site?.node.type !== 'Identifier') return undefined
  const { name } = site.node
  const declarations = source.sites.filter(
    ({ node, parent }) =>
      node.type === 'VariableDeclarator' &&
      node.id.type === 'Identifier' &&
      node.id.name === name &&
      parent?.node.type === 'VariableDeclaration' &&
      parent.node.kind === 'const',
  )
  const [declaration] = declarations
  if (declarations.length !== 1 || declaration?.node.type !== 'VariableDeclarator' || declaration.node.init == null) return undefined
  const uses = workspace.expressions.filter(({ node }) => node.type === 'Identifier' && node.name === name)
  const edit = replaceExpression(source, site, declaration.node.init)
  const list = declaration.parent
  const removable =
    uses.length === 1 &&
    list?.node.type === 'VariableDeclaration' &&
    list.node.declarations.length === 1 &&
    workspace.statements.includes(list)
  return removable ? [edit, removeStatement(source, list)] : [edit]
}

/**
 * Self-crossover: copies an expression that stands elsewhere in the program into the place of one.
 *
 *     return Math.max(a + b, c)   ->   return Math.max(a + b, a + b)
 */
export function copySubtree(workspace: Workspace): Edit[] | undefined {
  const site = drawn(workspace.random, workspace.expressions)
  if (site === undefined) return undefined
  const kind = kindAt(workspace, site)
  const scope = workspace.scope(site)
  const other = drawnWhere(
    workspace.random,
    workspace.expressions,
    (item) => item !== site && kindAt(workspace, item) === kind && isReadable(expressionAt(item), scope),
  )
  return other === undefined ? undefined : [replaceExpression(workspace.source, site, expressionAt(other))]
}
