import type { Node } from 'estree'
import type { Random } from '../../engine/contracts/random.ts'
import type { Site } from '../../languages/javascript/sites.ts'
import type { Source } from '../../languages/javascript/source.ts'
import { follows, numberOf, numbersOf, patternAround, rangeAt } from './rows.ts'

/** Whole numbers that may stand where one stands now. */
export interface Whole {
  readonly least: number
  readonly most: number
  readonly fits: (value: number) => boolean
}

/** Methods and functions whose results are whole, and methods of which some arguments are positions or counts. */
const WHOLE_RESULTS =
  /^(indexOf|lastIndexOf|findIndex|findLastIndex|charCodeAt|codePointAt|push|unshift|search|floor|ceil|round|trunc|sign|imul|clz32)$/
const POSITIONS: Readonly<Record<string, number>> = {
  at: 1,
  charAt: 1,
  charCodeAt: 1,
  codePointAt: 1,
  copyWithin: 3,
  padEnd: 1,
  padStart: 1,
  repeat: 1,
  slice: 2,
  splice: 2,
  subarray: 2,
  substring: 2,
  toFixed: 1,
  with: 1,
}
const INDEXED = /^(every|filter|find|findIndex|findLast|findLastIndex|flatMap|forEach|map|some)$/
const ARITHMETIC = /^[-+*%]$/
const BITWISE = /^([&|^]|<<|>>>?)$/
const COMPARISON = /^([<>]=?|[!=]==?)$/

type Names = ReadonlySet<string>

/** Whether the value of an expression is a whole number, as far as its own text and the counters tell. */
function isWhole(node: Node | null | undefined, names: Names): boolean {
  switch (node?.type) {
    case 'Literal':
      return Number.isInteger(node.value)
    case 'Identifier':
      return names.has(node.name)
    case 'UpdateExpression':
      return isWhole(node.argument, names)
    case 'UnaryExpression':
      return node.operator === '~' || (/^[-+]$/.test(node.operator) && isWhole(node.argument, names))
    case 'BinaryExpression':
      return BITWISE.test(node.operator) || (ARITHMETIC.test(node.operator) && isWhole(node.left, names) && isWhole(node.right, names))
    case 'ConditionalExpression':
      return isWhole(node.consequent, names) && isWhole(node.alternate, names)
    case 'MemberExpression':
      return !node.computed && node.property.type === 'Identifier' && /^(length|size)$/.test(node.property.name)
    case 'CallExpression': {
      const name = calledName(node.callee)
      return WHOLE_RESULTS.test(name) || (/^(min|max|abs)$/.test(name) && node.arguments.every((item) => isWhole(item, names)))
    }
    default:
      return false
  }
}

const calledName = (callee: Node): string =>
  callee.type === 'Identifier'
    ? callee.name
    : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
      ? callee.property.name
      : ''

/** What each name of a source is given, anywhere; `undefined` among the values stands for one that nothing is known of. */
function definitions({ sites }: Source): ReadonlyMap<string, readonly (Node | undefined)[]> {
  const found = new Map<string, (Node | undefined)[]>()
  const note = (target: Node | null | undefined, value: Node | undefined): void => {
    if (target?.type === 'Identifier') found.set(target.name, [...(found.get(target.name) ?? []), value])
    else if (target?.type === 'AssignmentPattern') note(target.left, undefined)
    else if (target?.type === 'ArrayPattern') for (const item of target.elements) note(item, undefined)
    else if (target?.type === 'ObjectPattern')
      for (const item of target.properties) note(item.type === 'Property' ? item.value : item.argument, undefined)
    else if (target?.type === 'RestElement') note(target.argument, undefined)
  }
  for (const site of sites) {
    const { node } = site
    if (node.type === 'VariableDeclarator') {
      const loop = site.parent?.parent?.node.type
      if (node.init != null) note(node.id, node.init)
      else if (loop === 'ForOfStatement' || loop === 'ForInStatement') note(node.id, undefined)
    } else if (node.type === 'AssignmentExpression') {
      const isKept = node.operator === '=' || /^([-+*%]|[&|^]|<<|>>>?)=$/.test(node.operator)
      note(node.left, isKept ? node.right : undefined)
    } else if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') {
      const call = site.key === 'arguments' && site.parent?.node.type === 'CallExpression' ? site.parent.node : undefined
      const counted = call !== undefined && INDEXED.test(calledName(call.callee))
      node.params.forEach((param, k) => note(param, counted && k === 1 ? POSITION : undefined))
      if (node.type === 'FunctionDeclaration') note(node.id, undefined)
    }
  }
  return found
}

/** Stands for a position that a method hands to its callback. */
const POSITION: Node = { type: 'Literal', value: 0 }

/** Whether a name stands in the place of an index, or a loop of the language counts by it. */
function countsAt({ node, parent, key, index }: Site): boolean {
  const at = parent?.node
  if (node.type !== 'Identifier') return false
  return (
    at?.type === 'UpdateExpression' ||
    (at?.type === 'MemberExpression' && at.computed && key === 'property') ||
    (at?.type === 'CallExpression' && key === 'arguments' && index < (POSITIONS[calledName(at.callee)] ?? 0)) ||
    (at?.type === 'VariableDeclarator' && key === 'id' && parent?.parent?.parent?.node.type === 'ForStatement')
  )
}

const counters = new WeakMap<Source, Names>()

/** The names of a source that count or index, and are whole numbers wherever they are given a value. */
export function countersOf(source: Source): Names {
  const known = counters.get(source)
  if (known !== undefined) return known
  const given = definitions(source)
  const names = new Set<string>(given.keys())
  for (let before = -1; before !== names.size;) {
    before = names.size
    for (const [name, values] of given) if (values.some((value) => value === undefined || !isWhole(value, names))) names.delete(name)
  }
  const used = new Set(source.sites.filter(countsAt).map(({ node }) => (node.type === 'Identifier' ? node.name : '')))
  for (const [name, values] of given) if (values.includes(POSITION)) used.add(name)
  const counting = names.intersection(used)
  counters.set(source, counting)
  return counting
}

/** Whether an expression counts: it is whole for another reason than that its numbers are written so. */
const counts = (node: Node, names: Names): boolean => node.type !== 'Literal' && numberOf(node) === undefined && isWhole(node, names)

/** Whether the place of an expression asks for a whole number: an index, a position, a count, a counter, or what one is compared with. */
function isAsked(site: Site, names: Names): boolean {
  const { parent, key, index } = site
  const at = parent?.node
  switch (at?.type) {
    case 'MemberExpression':
      return at.computed && key === 'property'
    case 'CallExpression':
      return key === 'arguments' && index < (calledName(at.callee) === 'Array' ? 1 : (POSITIONS[calledName(at.callee)] ?? 0))
    case 'NewExpression':
      return key === 'arguments' && index === 0 && at.arguments.length === 1 && calledName(at.callee).endsWith('Array')
    case 'Property':
      return key === 'value' && at.key.type === 'Identifier' && at.key.name === 'length'
    case 'VariableDeclarator':
      return key === 'init' && at.id.type === 'Identifier' && names.has(at.id.name)
    case 'AssignmentExpression':
      return key === 'right' && at.left.type === 'Identifier' && names.has(at.left.name)
    case 'BinaryExpression': {
      const other = key === 'left' ? at.right : at.left
      if (BITWISE.test(at.operator)) return true
      if (COMPARISON.test(at.operator)) return counts(other, names) || counts(site.node, names)
      if (at.operator === '%' && key === 'right' && counts(other, names)) return true
      return ARITHMETIC.test(at.operator) && isAsked(parent as Site, names)
    }
    case 'UnaryExpression':
      return at.operator === '-' && isAsked(parent as Site, names)
    case 'ConditionalExpression':
      return key !== 'test' && isAsked(parent as Site, names)
    default:
      return false
  }
}

/** What a whole number of a list literal may be: within the range of the numbers beside it, and, in a table, as the table's rows are. */
function wholeInList({ parent, key, index }: Site): Whole | undefined {
  const row = key === 'elements' ? numbersOf(parent?.node) : undefined
  const pattern = parent === undefined || row === undefined ? undefined : patternAround(parent)
  if (row === undefined || pattern === undefined) return undefined
  const { least, most, whole } = rangeAt(pattern, index)
  return whole ? { least, most, fits: (value) => follows(pattern, row.with(index, value)) } : undefined
}

/** Whole numbers that may stand in the place of one; undefined where fractions may. */
export function wholeAt(source: Source, site: Site): Whole | undefined {
  const value = numberOf(site.node)
  if (value === undefined || !Number.isInteger(value)) return undefined
  const inList = wholeInList(site)
  if (inList !== undefined) return inList
  if (!isAsked(site, countersOf(source))) return undefined
  return { least: value < 0 ? -Infinity : 0, most: Infinity, fits: () => true }
}

/** Draws of a step before it is given up. */
const TRIES = 24

/** A whole number near another one, among those that may stand there; undefined when none is found. */
export function nearWhole(value: number, { least, most, fits }: Whole, random: Random): number | undefined {
  for (let k = 0; k < TRIES; k++) {
    const roll = random.next()
    const step = (random.next() < 0.5 ? -1 : 1) * (1 + random.integer(2))
    const next =
      roll < 0.6
        ? value + step
        : most - least < Infinity
          ? least + random.integer(most - least + 1)
          : Math.round(value * Math.exp(random.normal() * 0.7))
    if (next !== value && next >= least && next <= most && fits(next)) return next
  }
  return undefined
}

/** A whole number drawn anew, by `draw` where the ones that may stand there have no bounds; undefined when none is found. */
export function drawWhole(value: number, { least, most, fits }: Whole, random: Random, draw: () => number): number | undefined {
  for (let k = 0; k < TRIES; k++) {
    const next = most - least < Infinity ? least + random.integer(most - least + 1) : draw()
    if (Number.isInteger(next) && next !== value && next >= least && next <= most && fits(next)) return next
  }
  return undefined
}
