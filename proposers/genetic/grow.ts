import type { Expression, Node } from 'estree'
import type { Random } from '../../engine/contracts/random.ts'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import { parseExpression } from '../../languages/javascript/parse.ts'
import { type Scope, shapeOf } from '../../languages/javascript/inference.ts'
import type { Kind, Shape } from '../../languages/javascript/shape.ts'
import { replaceWithin, type Site, sitesOf } from '../../languages/javascript/sites.ts'
import { kindAsked } from './workspace.ts'
import { at, identifier, member, number } from './build.ts'
import { isReadable } from './names.ts'
import { simplified } from './simplify.ts'
import { isHole, readAll } from './templates.ts'

/** What grown expressions are made of. */
export interface GrowContext {
  readonly scope: Scope
  readonly vocabulary: Vocabulary
  readonly random: Random
}

/** Operators and functions of the language itself, by the kind of their result; repetition is weight. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  number: [
    '_ + _',
    '_ + _',
    '_ - _',
    '_ - _',
    '_ * _',
    '_ * _',
    '_ / _',
    '_ / _',
    'Math.min(_, _)',
    'Math.max(_, _)',
    '_ ? _ : _',
    '_ ? _ : _',
    'Math.abs(_)',
    'Math.sqrt(_)',
    '_ % _',
    'Math.floor(_)',
    '-_',
  ],
  boolean: ['_ < _', '_ > _', '_ <= _', '_ >= _', '_ === _', '_ && _', '_ || _', '!_'],
  string: ['_ + _', '_.slice(_)', '_.slice(0, _)', '_ ? _ : _'],
  array: ['_.slice(_)', '_.slice(0, _)', '_.concat(_)', '_.toReversed()', '_.toSorted((a, b) => a - b)', '_ ? _ : _'],
  unknown: ['_ ? _ : _'],
}

/** Expressions over one name, by the name's kind and the kind of the result; of a closed vocabulary the name alone. */
function readings(name: Expression, shape: Shape, kind: Kind, growing: GrowContext, depth: number): Expression[] {
  if (depth > 2) return []
  const out: Expression[] = shape.kind === kind || kind === 'unknown' || (shape.kind === 'unknown' && depth === 0) ? [name] : []
  if (growing.vocabulary.closed === true) return out
  if ((shape.kind === 'array' || shape.kind === 'string') && kind === 'number') out.push(member(name, 'length'))
  if (shape.kind === 'string' && kind === 'number' && depth === 0)
    out.push({ type: 'CallExpression', callee: member(name, 'charCodeAt'), arguments: [index(growing)], optional: false })
  if (shape.kind === 'array' && shape.element !== undefined && depth < 2)
    out.push(...readings(at(name, index(growing)), shape.element, kind, growing, depth + 1))
  for (const item of shape.members ?? []) out.push(...readings(member(name, item.name), item.shape, kind, growing, depth + 1))
  return out
}

/** A position in a list: a small constant or a number at hand. */
function index({ scope, random }: GrowContext): Expression {
  const names = scope.filter((item) => item.shape.kind === 'number')
  return names.length > 0 && random.next() < 0.6 ? identifier(random.pick(names).name) : number(random.integer(3))
}

/** The simplest expressions of a kind that can be read here: names, what hangs from them, and the problem's terms. */
export function terms(kind: Kind, growing: GrowContext): Expression[] {
  const named = growing.scope.flatMap((item) => readings(identifier(item.name), item.shape, kind, growing, 0))
  const given = readAll(growing.vocabulary.terms).filter(
    (term) => isReadable(term, growing.scope) && (kind === 'unknown' || shapeOf(term, growing.scope).kind === kind),
  )
  return [...named, ...given]
}

const SMALL = [0, 1, 2, 3, 4, 5, 10, 0.5, 0.1, 100]

/**
 * A constant: one of the problem's, a familiar small one, or any.
 *
 * @throws RangeError when the vocabulary is closed and has none
 */
export function constant({ vocabulary, random }: GrowContext): number {
  const own = vocabulary.constants ?? []
  if (vocabulary.closed === true) return random.pick(own)
  const roll = random.next()
  if (own.length > 0 && roll < 0.6) return random.pick(own)
  if (roll < 0.85) return random.pick(SMALL)
  return random.normal() * 10 ** random.integer(3)
}

/**
 * An expression without operands of its own.
 *
 * @throws RangeError when the vocabulary is closed and has none of this kind
 */
export function terminal(kind: Kind, growing: GrowContext): Expression {
  const { random, vocabulary } = growing
  const available = terms(kind, growing)
  if (vocabulary.closed === true) {
    const constants = kind === 'number' || kind === 'unknown' ? (vocabulary.constants ?? []) : []
    const drawn = constants.length > 0 && (available.length === 0 || random.next() < 0.25)
    return drawn ? number(constant(growing)) : random.pick(available)
  }
  if (kind === 'number' && (available.length === 0 || random.next() < 0.35)) return number(constant(growing))
  if (available.length > 0) return random.pick(available)
  if (kind === 'boolean')
    return fill(template(kind, growing), kind, (asked) =>
      asked === 'boolean' ? { type: 'Literal', value: random.next() < 0.5 } : terminal(asked, growing),
    )
  if (kind === 'string') return { type: 'Literal', value: '' }
  if (kind === 'array') return { type: 'ArrayExpression', elements: [] }
  return number(constant(growing))
}

/**
 * A template whose result is of a kind: half of the time the problem's when it has some, and always when the vocabulary is closed.
 *
 * @throws RangeError when the vocabulary is closed and has none
 */
function template(kind: Kind, { vocabulary, scope, random }: GrowContext): Expression {
  const own = readAll(vocabulary.functions).filter((parsed) => {
    const { kind: made } = shapeOf(parsed, scope)
    return kind === 'unknown' || made === kind || (kind === 'number' && made === 'unknown')
  })
  if (vocabulary.closed === true || (own.length > 0 && random.next() < 0.5)) return random.pick(own)
  return parseExpression(random.pick(FUNCTIONS[kind] ?? FUNCTIONS['unknown'] ?? [])) as Expression
}

/** Fills a template's holes; each is asked for the kind that its place wants, or else for that of the whole. */
export function fill(pattern: Expression, kind: Kind, make: (kind: Kind, hole: number) => Expression): Expression {
  const root: Site = { node: pattern, key: '', index: -1 }
  if (isHole(pattern)) return make(kind, 0)
  let built: Node = pattern
  const count = sitesOf(pattern).filter((site) => isHole(site.node)).length
  for (let hole = 0; hole < count; hole++) {
    const sites = sitesOf(built)
    const site = sites.find((item) => isHole(item.node)) as Site
    const asked = site.key === 'object' ? kind : kindAsked(site.parent?.node, site.key)
    built = replaceWithin({ ...root, node: built }, site, make(asked === 'unknown' ? kind : asked, hole))
  }
  return built as Expression
}

const isBarren = (kind: Kind, { vocabulary, scope }: GrowContext): boolean =>
  vocabulary.closed === true && kind !== 'unknown' && !readAll(vocabulary.functions).some((item) => shapeOf(item, scope).kind === kind)

/** Whether a closed vocabulary has nothing that makes a list, nor names of anything known to hold one. */
export function lacksLists(growing: GrowContext): boolean {
  const scope = growing.scope.filter(({ shape }) => shape.kind !== 'unknown')
  return isBarren('array', growing) && terms('array', { ...growing, scope }).length === 0
}

/** Chance that a branch ends before it is as deep as it may be. */
const EARLY = 0.2

const branch = (kind: Kind, growing: GrowContext, depth: number, early = EARLY): Expression =>
  depth <= 0 || isBarren(kind, growing) || growing.random.next() < early
    ? terminal(kind, growing)
    : fill(template(kind, growing), kind, (asked) => branch(asked, growing, depth - 1, early))

/** A random expression of a kind, at most `depth` operators deep, without idle parts; a condition that always holds is drawn again. */
export function grow(kind: Kind, growing: GrowContext, depth: number): Expression {
  for (let retry = 0; ; retry++) {
    const grown = simplified(branch(kind, growing, depth), growing.vocabulary)
    if (kind !== 'boolean' || grown.type !== 'Literal' || retry === 4) return grown
  }
}

/** Least and largest depth of a ramp. */
const RAMP = { from: 2, to: 6 } as const

/**
 * A random expression by ramped half-and-half (Koza 1992, section 6.2): its depth is drawn from 2 to 6 operators, and half of the time it is full,
 * all branches as deep as that, otherwise grown, branches other than the root ending early by chance. Koza has as many expressions of each depth
 * and kind; here each is drawn by itself.
 */
export function ramped(kind: Kind, growing: GrowContext): Expression {
  const { random, vocabulary } = growing
  const depth = RAMP.from + random.integer(RAMP.to - RAMP.from + 1)
  const early = random.integer(2) === 0 ? 0 : EARLY
  if (isBarren(kind, growing)) return terminal(kind, growing)
  return simplified(
    fill(template(kind, growing), kind, (asked) => branch(asked, growing, depth - 1, early)),
    vocabulary,
  )
}

/** A random operator with `node` as one of its operands, and the others grown. */
export function growAround(node: Expression, kind: Kind, growing: GrowContext, depth: number): Expression {
  const pattern = template(kind, growing)
  const holes = sitesOf(pattern).filter((site) => isHole(site.node))
  const fitting = holes.flatMap((site, k) => {
    const asked = kindAsked(site.parent?.node, site.key)
    return asked === 'unknown' || asked === kind ? [k] : []
  })
  const chosen = fitting.length === 0 ? -1 : growing.random.pick(fitting)
  return fill(pattern, kind, (asked, hole) => (hole === chosen ? node : grow(asked, growing, depth)))
}
