import type { Statement } from 'estree'
import { namesIn } from '../../languages/javascript/binding.ts'
import { fullExpression, isLeaf, rangeOf, type Site } from '../../languages/javascript/sites.ts'
import { type Edit, insertBefore, removeStatement, replaceExpression } from '../../languages/javascript/source.ts'
import { type Workspace, drawn, drawnWhere, expressionAt, kindAt } from './workspace.ts'
import { assign, declare, guard, identifier, returns } from './build.ts'
import { grow } from './grow.ts'
import { isReadable } from './names.ts'
import { soilAt } from './trees.ts'

/** The function around a site, if any. */
export function functionAround(site: Site): Site | undefined {
  let at = site.parent
  while (at !== undefined && !/Function/.test(at.node.type)) at = at.parent
  return at
}

/** Statements inside functions, those of the module level left alone. */
export const inFunctions = (bench: Workspace): Site[] => bench.statements.filter((site) => functionAround(site) !== undefined)

/** Whether two statements stand in one list. */
const areBeside = (a: Site, b: Site): boolean => a.parent === b.parent && a.key === b.key

/** The statements of the list that a statement stands in, itself among them, in order. */
export const listAround = (bench: Workspace, site: Site): Site[] => bench.statements.filter((other) => areBeside(other, site))

/** The declarations of the function around a statement that it can read: those before it in a list around it. */
export const declarationsAbove = (bench: Workspace, site: Site): Site[] => {
  const around = functionAround(site)
  const lists: Site[] = []
  for (let at: Site | undefined = site; at !== undefined && at !== around; at = at.parent) lists.push(at)
  return bench.statements.filter(
    (item) => item.node.type === 'VariableDeclaration' && lists.some((at) => areBeside(at, item) && item.index < at.index),
  )
}

/** The innermost of them that declares a name. */
export const declarationAbove = (bench: Workspace, site: Site, name: string): Site | undefined =>
  declarationsAbove(bench, site).findLast(({ node }) => namesIn(node).includes(name))

/** A name that the source does not use. */
function freshName({ source }: Workspace): string {
  for (let k = 1; ; k++) {
    const name = `part${k}`
    if (!new RegExp(`\\b${name}\\b`).test(source.text)) return name
  }
}

/** The kind that the function around a site returns, as far as it is known. */
function returnedKind(bench: Workspace, site: Site): ReturnType<typeof kindAt> {
  const around = functionAround(site)
  const returned = bench.expressions.find(
    (item) => item.parent?.node.type === 'ReturnStatement' && functionAround(item)?.node === around?.node,
  )
  return returned === undefined ? 'unknown' : kindAt(bench, returned)
}

/** Inserts a statement: an early return or an assignment, under a condition or not. */
export function insertStatement(bench: Workspace): Edit[] | undefined {
  const { random } = bench
  const site = drawn(
    random,
    inFunctions(bench).filter((item) => item.node.type !== 'FunctionDeclaration'),
  )
  if (site === undefined) return undefined
  const soil = soilAt(bench, site)
  const target = drawn(
    random,
    soil.scope.filter((item) => item.writable),
  )
  const make = (): Statement => {
    if (target === undefined || random.next() < 0.3)
      return guard(grow('boolean', soil, 2), returns(grow(returnedKind(bench, site), soil, 2)))
    const assignment = assign(target.name, grow(target.shape.kind, soil, 2))
    return random.next() < 0.5 ? assignment : guard(grow('boolean', soil, 2), assignment)
  }
  return [insertBefore(bench.source, site, [make()])]
}

/** Takes a statement away. */
export function deleteStatement(bench: Workspace): Edit[] | undefined {
  const site = drawn(
    bench.random,
    inFunctions(bench).filter(({ node }) => node.type !== 'ReturnStatement'),
  )
  return site === undefined ? undefined : [removeStatement(bench.source, site)]
}

/** Exchanges two neighbouring statements. */
export function swapStatements(bench: Workspace): Edit[] | undefined {
  const { source, random } = bench
  const first = drawn(random, inFunctions(bench))
  const second = first && listAround(bench, first).find(({ index }) => index === first.index + 1)
  const [a, b] = [first === undefined ? undefined : rangeOf(first.node), second === undefined ? undefined : rangeOf(second.node)]
  if (a === undefined || b === undefined) return undefined
  return [
    { ...a, text: source.text.slice(b.start, b.end) },
    { ...b, text: source.text.slice(a.start, a.end) },
  ]
}

/** Writes a statement twice, e.g. one more step of an iteration. */
export function duplicateStatement(bench: Workspace): Edit[] | undefined {
  const site = drawn(
    bench.random,
    inFunctions(bench).filter(
      ({ node }) => node.type === 'ExpressionStatement' || node.type === 'IfStatement' || node.type === 'ForStatement',
    ),
  )
  return site === undefined ? undefined : [insertBefore(bench.source, site, [site.node])]
}

/** Gives a part of an expression a name of its own, so that it can be used again: half of the time in another place at once. */
export function nameSubexpression(bench: Workspace): Edit[] | undefined {
  const { random, source } = bench
  const site = drawn(
    random,
    bench.expressions.filter(({ node }) => !isLeaf(node) && !/Function|Assignment|Update|Yield|Await/.test(node.type)),
  )
  if (site === undefined) return undefined
  const anchor = fullExpression(site)
  let list: Site | undefined = anchor.parent
  while (list !== undefined && !inFunctions(bench).includes(list))
    list = /Function|Loop|For|While/.test(list.node.type) ? undefined : list.parent
  if (list === undefined) return undefined
  if (!isReadable(expressionAt(site), bench.scope(list))) return undefined
  const name = freshName(bench)
  const insertion = insertBefore(source, list, [declare(name, expressionAt(site))])
  return [insertion, replaceExpression(source, site, identifier(name))]
}

/** Writes a constant's definition in the place of its name. */
export function inlineName(bench: Workspace): Edit[] | undefined {
  const { random, source } = bench
  const site = drawn(
    random,
    bench.expressions.filter(({ node }) => node.type === 'Identifier'),
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
  const uses = bench.expressions.filter(({ node }) => node.type === 'Identifier' && node.name === name)
  const edit = replaceExpression(source, site, declaration.node.init)
  const list = declaration.parent
  const removable =
    uses.length === 1 && list?.node.type === 'VariableDeclaration' && list.node.declarations.length === 1 && bench.statements.includes(list)
  return removable ? [edit, removeStatement(source, list)] : [edit]
}

/** Repeats, in the place of an expression, one that stands elsewhere in the program. */
export function copySubtree(bench: Workspace): Edit[] | undefined {
  const site = drawn(bench.random, bench.expressions)
  if (site === undefined) return undefined
  const kind = kindAt(bench, site)
  const scope = bench.scope(site)
  const other = drawnWhere(
    bench.random,
    bench.expressions,
    (item) => item !== site && kindAt(bench, item) === kind && isReadable(expressionAt(item), scope),
  )
  return other === undefined ? undefined : [replaceExpression(bench.source, site, expressionAt(other))]
}
