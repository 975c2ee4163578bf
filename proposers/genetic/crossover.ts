import type { Expression } from 'estree'
import type { Random } from '../../engine/contracts/random.ts'
import { type Scope, shapeOf } from '../../languages/javascript/inference.ts'
import { scopeAt } from '../../languages/javascript/scope.ts'
import { isExpressionSite, replaceWithin, type Site, sitesOf, transplant } from '../../languages/javascript/sites.ts'
import { type Edit, isEditable, replaceExpression, type Source } from '../../languages/javascript/source.ts'
import { type Workspace, drawn, drawnWhere, expressionAt, isOf, kindAt } from './workspace.ts'
import { binary, conditional, number } from './build.ts'
import { constant, fill, grow } from './grow.ts'
import { freeNames, isReadable } from './names.ts'
import { isHole, readAll } from './templates.ts'
import { growContextAt } from './trees.ts'

/** The initialisers of a source's constants, by name. */
function constants(source: Source): ReadonlyMap<string, Expression> {
  const found = new Map<string, Expression>()
  for (const { node, parent } of source.sites) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.init == null) continue
    if (parent?.node.type === 'VariableDeclaration' && parent.node.kind === 'const') found.set(node.id.name, node.init)
  }
  return found
}

/** The expression with every name that is not in scope replaced by its own definition, a few levels deep. */
function inlined(node: Expression, definitions: ReadonlyMap<string, Expression>, scope: Scope): Expression {
  let built = transplant(node)
  for (let level = 0; level < 4; level++) {
    const missing = [...freeNames(built)].find((name) => definitions.has(name) && !scope.some((item) => item.name === name))
    if (missing === undefined) break
    const definition = definitions.get(missing) as Expression
    for (;;) {
      const site: Site | undefined = sitesOf(built).find(
        (item) => item.node.type === 'Identifier' && item.node.name === missing && (item.parent === undefined || isExpressionSite(item)),
      )
      if (site === undefined) break
      built = replaceWithin({ node: built, key: '', index: -1 }, site, transplant(definition)) as Expression
    }
  }
  return built
}

/** An expression of a donor, drawn among those that can be planted where `scope` can be read. */
function transplantable(random: Random, donor: Source, scope: Scope, fits: (site: Site) => boolean): Expression | undefined {
  const definitions = constants(donor)
  const sites = donor.sites.filter((site) => isExpressionSite(site) && isEditable(donor, site))
  const planted = (site: Site): Expression => inlined(expressionAt(site), definitions, scope)
  const site = drawnWhere(random, sites, (item) => fits(item) && isReadable(planted(item), scope))
  return site === undefined ? undefined : planted(site)
}

/**
 * Subtree crossover (Koza 1992): plants an expression of another program in the place of one.
 *
 *     return a + b, with a donor's Math.sqrt(a)   ->   return a + Math.sqrt(a)
 */
export function crossover(workspace: Workspace): Edit[] | undefined {
  const site = drawn(workspace.random, workspace.expressions)
  const donor = workspace.donor()
  if (site === undefined || donor === undefined) return undefined
  const kind = kindAt(workspace, site)
  const fits = (item: Site): boolean =>
    item.node.type !== 'Literal' && (kind === 'unknown' || shapeOf(item.node, scopeAt(donor, item)).kind === kind)
  const cut = transplantable(workspace.random, donor, workspace.scope(site), fits)
  return cut === undefined ? undefined : [replaceExpression(workspace.source, site, cut)]
}

/** Whether an expression is all that a function returns. */
export const isReturned = ({ node, parent }: Site): boolean =>
  parent?.node.type === 'ReturnStatement' || (parent?.node.type === 'ArrowFunctionExpression' && parent.node.body === node)

/**
 * Root crossover: joins what two programs return, by a condition or as a sum.
 *
 *     return a, with a donor's return b   ->   return a < 3 ? a : b
 */
export function blend(workspace: Workspace): Edit[] | undefined {
  const { random } = workspace
  const site = drawn(random, workspace.expressions.filter(isReturned))
  const donor = workspace.donor()
  if (site === undefined || donor === undefined) return undefined
  const other = transplantable(random, donor, workspace.scope(site), isReturned)
  if (other === undefined) return undefined
  const own = expressionAt(site)
  const growing = growContextAt(workspace, site)
  const roll = kindAt(workspace, site) === 'number' ? random.integer(3) : 0
  const node =
    roll === 0
      ? conditional(grow('boolean', growing, 2), own, other)
      : roll === 1
        ? binary('+', own, other)
        : binary('+', own, binary('*', number(constant(growing)), other))
  return [replaceExpression(workspace.source, site, node)]
}

/** Whether an expression is returned, or is an element of a list that is. */
const isWhole = (site: Site): boolean =>
  isReturned(site) || (site.parent !== undefined && site.parent.node.type === 'ArrayExpression' && isReturned(site.parent))

/**
 * Root crossover in a closed vocabulary: joins what two programs return by a function of the vocabulary.
 *
 *     return a, with a donor's return b   ->   return a * b
 */
export function join(workspace: Workspace): Edit[] | undefined {
  const { random, context } = workspace
  const site = drawn(random, workspace.expressions.filter(isWhole))
  const donor = workspace.donor()
  if (site === undefined || donor === undefined) return undefined
  const other = transplantable(random, donor, workspace.scope(site), isWhole)
  if (other === undefined) return undefined
  const kind = kindAt(workspace, site)
  if (kind === 'array') return undefined
  const joints = readAll(context.vocabulary.functions).filter(
    (item) => isOf(kind, shapeOf(item, workspace.scope(site)).kind) && sitesOf(item).filter(({ node }) => isHole(node)).length === 2,
  )
  const joint = drawn(random, joints)
  if (joint === undefined) return undefined
  const own = random.integer(2)
  return [
    replaceExpression(
      workspace.source,
      site,
      fill(joint, kind, (_, hole) => (hole === own ? expressionAt(site) : other)),
    ),
  ]
}
