import type { Expression, Node } from 'estree'

/** Where a node stands in its tree: `parent.node[key]`, or `parent.node[key][index]`. */
export interface Site {
  readonly node: Node
  readonly parent?: Site
  readonly key: string
  /** Position in a list, -1 outside of lists. */
  readonly index: number
}

type Fields = Record<string, unknown>

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const PLAIN = new Set(['type', 'start', 'end', 'range', 'name', 'operator', 'raw', 'value'])

/** The child sites of a site, in the order of the text. */
export function childSites(parent: Site): Site[] {
  const out: Site[] = []
  const fields = parent.node as unknown as Fields
  for (const key in fields) {
    const value = fields[key]
    if (PLAIN.has(key) && !(key === 'value' && isNode(value))) continue
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const node: unknown = value[index]
        if (isNode(node)) out.push({ node, parent, key, index })
      }
    } else if (isNode(value)) out.push({ node: value, parent, key, index: -1 })
  }
  return out
}

/** The site and all below it, parents before children. */
export function sitesOf(root: Node): Site[] {
  const out: Site[] = []
  const visit = (site: Site): void => {
    out.push(site)
    for (const child of childSites(site)) visit(child)
  }
  visit({ node: root, key: '', index: -1 })
  return out
}

/** Whether a site is strictly below another one. */
export function isBelow(site: Site, above: Site): boolean {
  for (let at = site.parent; at !== undefined; at = at.parent) if (at === above) return true
  return false
}

/** Whether an expression has neither operands nor members. */
export const isLeaf = ({ type }: Node): boolean => type === 'Identifier' || type === 'Literal' || type === 'ThisExpression'

/** Where an expression can stand and be exchanged for another one, by type of the parent. */
const EXPRESSION_KEYS: Readonly<Record<string, readonly string[]>> = {
  ArrayExpression: ['elements'],
  ArrowFunctionExpression: ['body'],
  AssignmentExpression: ['right'],
  AssignmentPattern: ['right'],
  AwaitExpression: ['argument'],
  BinaryExpression: ['left', 'right'],
  CallExpression: ['arguments'],
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  DoWhileStatement: ['test'],
  ExpressionStatement: ['expression'],
  ForInStatement: ['right'],
  ForOfStatement: ['right'],
  ForStatement: ['test', 'update'],
  IfStatement: ['test'],
  LogicalExpression: ['left', 'right'],
  MemberExpression: ['object', 'property'],
  NewExpression: ['arguments'],
  Property: ['value'],
  PropertyDefinition: ['value'],
  ReturnStatement: ['argument'],
  SequenceExpression: ['expressions'],
  SpreadElement: ['argument'],
  SwitchCase: ['test'],
  SwitchStatement: ['discriminant'],
  TemplateLiteral: ['expressions'],
  ThrowStatement: ['argument'],
  UnaryExpression: ['argument'],
  VariableDeclarator: ['init'],
  WhileStatement: ['test'],
  YieldExpression: ['argument'],
}

/** Whether the node at a site is an expression that another expression may replace. */
export function isExpressionSite({ node, parent, key }: Site): boolean {
  if (parent === undefined || !(EXPRESSION_KEYS[parent.node.type] ?? []).includes(key)) return false
  if (node.type === 'SpreadElement' || node.type === 'BlockStatement') return false
  if (parent.node.type === 'Property') {
    const { kind, method, shorthand } = parent.node
    return kind === 'init' && !method && !shorthand && parent.parent?.node.type === 'ObjectExpression'
  }
  if (parent.node.type === 'MemberExpression') {
    if (key === 'property') return parent.node.computed
    return node.type !== 'Super' && !(node.type === 'Identifier' && /^[A-Z]/.test(node.name))
  }
  return true
}

/** Whether the node at a site is a statement of a list: of a block, a function's body, a module or a case. */
export const isStatementSite = ({ parent, key, index }: Site): boolean =>
  index >= 0 &&
  ((key === 'body' && (parent?.node.type === 'BlockStatement' || parent?.node.type === 'Program')) ||
    (key === 'consequent' && parent?.node.type === 'SwitchCase'))

const PASSED = /Expression$|^(Property|SpreadElement|TemplateLiteral)$/

/** The full expression around an expression site: the widest one that does not leave its statement or function. */
export function fullExpression(site: Site): Site {
  let anchor = site
  for (let at = site; at.parent !== undefined; at = at.parent) {
    const { type } = at.parent.node
    if (!PASSED.test(type) || type === 'FunctionExpression' || type === 'ArrowFunctionExpression' || type === 'ClassExpression') break
    if (isExpressionSite(at.parent)) anchor = at.parent
  }
  return anchor
}

/** The anchor's node with `node` in the place of the site's; nodes on the way are copied without their positions, the others shared. */
export function replaceWithin(anchor: Site, site: Site, node: Node): Node {
  let built = node
  for (let at = site; at.node !== anchor.node; at = at.parent) {
    if (at.parent === undefined) throw new RangeError('the site is not below the anchor')
    const copy = withoutPosition(at.parent.node) as unknown as Fields
    const field = copy[at.key]
    copy[at.key] = Array.isArray(field) ? field.with(at.index, built) : built
    built = copy as unknown as Node
  }
  return built
}

function withoutPosition(node: Node): Node {
  const fields = node as unknown as Fields
  const copy: Fields = {}
  for (const key in fields) if (key !== 'start' && key !== 'end' && key !== 'range') copy[key] = fields[key]
  return copy as unknown as Node
}

/** A deep copy without positions, with what `change` makes of a node in its place, and with all that it makes nothing of. */
function copyOf(node: Node, change: (node: Node) => Node | undefined): Node {
  const changed = change(node)
  if (changed !== undefined) return changed
  const copy = withoutPosition(node) as unknown as Fields
  for (const key in copy) {
    const value = copy[key]
    if (Array.isArray(value)) copy[key] = value.map((item: unknown) => (isNode(item) ? copyOf(item, change) : item))
    else if (isNode(value)) copy[key] = copyOf(value, change)
  }
  return copy as unknown as Node
}

/** A deep copy without positions, to be planted in another text. */
export const transplant = <T extends Node>(node: T): T => copyOf(node, () => undefined) as T

/** A deep copy of an expression, without positions, in which values stand for names. */
export const replaceNames = (node: Expression, values: ReadonlyMap<string, Expression>): Expression =>
  copyOf(node, (item) => {
    const value = item.type === 'Identifier' ? values.get(item.name) : undefined
    return value === undefined ? undefined : transplant(value)
  }) as Expression

/** Where a node of a parsed text stands in it; undefined for a node that was made or transplanted. */
export function rangeOf(node: Node): { readonly start: number; readonly end: number } | undefined {
  const { start, end } = node as unknown as { start?: number; end?: number }
  return start === undefined || end === undefined ? undefined : { start, end }
}
