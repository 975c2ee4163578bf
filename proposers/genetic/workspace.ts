import type { Expression, Node } from 'estree'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import type { Context } from '../../engine/contracts/proposer.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { type Scope, shapeOf } from '../../languages/javascript/inference.ts'
import { scopeAt } from '../../languages/javascript/scope.ts'
import type { Kind } from '../../languages/javascript/shape.ts'
import { isExpressionSite, isStatementSite, type Site } from '../../languages/javascript/sites.ts'
import { type Edit, isEditable, type Source } from '../../languages/javascript/source.ts'
import { exchangeable } from './templates.ts'

/** A parent's source as an operator works on it: what may be changed, and what it may be changed with. */
export interface Workspace {
  readonly source: Source
  readonly context: Context
  readonly random: Random
  /** Draws a source of another parent or of an inspiration. */
  donor(): Source | undefined
  /** Editable expressions; of a closed vocabulary those alone that others may stand for. */
  readonly expressions: readonly Site[]
  /** Editable statements of lists, module level excepted when they export. */
  readonly statements: readonly Site[]
  scope(site: Site): Scope
}

/** A way of changing a program: edits of its text, or undefined when it finds nothing to do. */
export type Operator = (workspace: Workspace) => readonly Edit[] | undefined

/** What is found out about a source once, however often it is a parent. */
type Survey = Pick<Workspace, 'expressions' | 'statements' | 'scope'>

const surveys = new WeakMap<Source, { readonly vocabulary: Vocabulary; readonly survey: Survey }>()

function surveyOf(source: Source, vocabulary: Vocabulary): Survey {
  const known = surveys.get(source)
  if (known?.vocabulary === vocabulary) return known.survey
  const editable = source.sites.filter((site) => isEditable(source, site))
  const expressions = editable.filter(isExpressionSite)
  const scopes = new Map<Site, Scope>()
  const survey: Survey = {
    expressions: vocabulary.closed === true ? exchangeable(expressions, vocabulary) : expressions,
    statements: editable.filter(
      (site) => isStatementSite(site) && !site.node.type.startsWith('Export') && !site.node.type.startsWith('Import'),
    ),
    scope(site) {
      let scope = scopes.get(site)
      if (scope === undefined) scopes.set(site, (scope = scopeAt(source, site)))
      return scope
    },
  }
  surveys.set(source, { vocabulary, survey })
  return survey
}

/** Puts a source into a workspace. */
export function setUp(source: Source, donors: readonly (() => readonly Source[])[], context: Context): Workspace {
  return {
    ...surveyOf(source, context.vocabulary),
    source,
    context,
    random: context.random,
    donor: () => drawn(context.random, drawn(context.random, donors)?.() ?? []),
  }
}

/** An element drawn with equal chances, undefined from an empty list. */
export const drawn = <T>(random: Random, list: readonly T[]): T | undefined => (list.length === 0 ? undefined : random.pick(list))

/** An element for which `fits` holds, with equal chances; undefined when there is none. Asks no more often than it must. */
export function drawnWhere<T>(random: Random, list: readonly T[], fits: (item: T) => boolean): T | undefined {
  const left = [...list]
  while (left.length > 0) {
    const k = random.integer(left.length)
    const item = left[k] as T
    if (fits(item)) return item
    left[k] = left[left.length - 1] as T
    left.pop()
  }
  return undefined
}

/** The kind that the place of an expression asks for, as far as its surroundings tell. */
export function kindAsked(parent: Node | undefined, key: string): Kind {
  switch (parent?.type) {
    case 'BinaryExpression':
      return parent.operator === '+' || parent.operator === 'in' || parent.operator === 'instanceof' ? 'unknown' : 'number'
    case 'UnaryExpression':
      return parent.operator === '!' ? 'boolean' : 'number'
    case 'LogicalExpression':
      return 'boolean'
    case 'ConditionalExpression':
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      return key === 'test' ? 'boolean' : 'unknown'
    case 'MemberExpression':
      return key === 'property' ? 'number' : 'unknown'
    case 'CallExpression': {
      const { callee } = parent
      const math = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Math'
      return math && key === 'arguments' ? 'number' : 'unknown'
    }
    default:
      return 'unknown'
  }
}

/** Whether an expression of a kind may stand where another kind is asked for, as far as is known. */
export const isOf = (asked: Kind, kind: Kind): boolean => asked === kind || asked === 'unknown' || kind === 'unknown'

/** The kind of the expression at a site: its own, or what its place asks for, or what the entry returns. */
export function kindAt(workspace: Workspace, site: Site): Kind {
  const own = shapeOf(site.node, workspace.scope(site)).kind
  if (own !== 'unknown') return own
  const asked = kindAsked(site.parent?.node, site.key)
  if (asked !== 'unknown') return asked
  const returns = workspace.context.entry?.returns
  return site.parent?.node.type === 'ReturnStatement' && (returns === 'number' || returns === 'boolean' || returns === 'string')
    ? returns
    : 'unknown'
}

/** An expression site's node as an expression. */
export const expressionAt = (site: Site): Expression => site.node as Expression
