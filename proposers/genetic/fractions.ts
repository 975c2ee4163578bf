import type { Expression } from 'estree'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import { binary, identifier, member } from './build.ts'
import { readAll } from './templates.ts'

/** Largest denominator and numerator of a number that counts as a fraction. */
const DENOMINATOR = 64
const NUMERATOR = 1000

/** Relative error up to which a number counts as a fraction; far above rounding, far below what chance would make of one. */
const NEAR = 1e-9

/** Powers of a constant that may stand beside a fraction. */
const POWERS = [0, 1, -1, 2, -2, 3, -3, 4, -4]

/** The fraction of least denominator that is as good as a positive number, from its continued fraction. */
function fractionOf(value: number): readonly [numerator: number, denominator: number] | undefined {
  let [p, q, before, beforeQ] = [1, 0, 0, 1]
  let rest = value
  for (let term = 0; term < 12; term++) {
    const whole = Math.floor(rest + NEAR)
    ;[p, before] = [whole * p + before, p]
    ;[q, beforeQ] = [whole * q + beforeQ, q]
    if (q > DENOMINATOR || p > NUMERATOR) return undefined
    if (Math.abs(value - p / q) <= NEAR * value) return p === 0 ? undefined : [p, q]
    rest = 1 / (rest - whole)
    if (!Number.isFinite(rest)) return undefined
  }
  return undefined
}

/** Constants of `Math` among the terms, by their names. */
const constantsOf = ({ terms }: Vocabulary): { readonly name: string; readonly value: number }[] =>
  readAll(terms).flatMap((term) => {
    if (term.type !== 'MemberExpression' || term.object.type !== 'Identifier' || term.object.name !== 'Math') return []
    if (term.property.type !== 'Identifier' || term.computed) return []
    const { name } = term.property
    const value: unknown = (Math as unknown as Record<string, unknown>)[name]
    return typeof value === 'number' ? [{ name, value }] : []
  })

const whole = (value: number): Expression => ({ type: 'Literal', value })

const times = (a: Expression | undefined, b: Expression): Expression => (a === undefined ? b : binary('*', a, b))

/** A fraction times a power, as a quotient without factors of 1. */
function written([p, q]: readonly [number, number], name: string, power: number): Expression {
  const math = member(identifier('Math'), name)
  const raised = Math.abs(power) === 1 ? math : binary('**', math, whole(Math.abs(power)))
  let above: Expression | undefined = p === 1 ? undefined : whole(p)
  let below: Expression | undefined = q === 1 ? undefined : whole(q)
  if (power > 0) above = times(above, raised)
  if (power < 0) below = times(below, raised)
  return below === undefined ? (above ?? whole(1)) : binary('/', above ?? whole(1), below)
}

/**
 * A number as an exact expression: a fraction of small whole numbers, times a power of one of the constants of `Math` that the
 * vocabulary has among its terms, or the square root of that where it has `Math.sqrt(_)`. Undefined for other numbers.
 *
 * @example
 * exactly(1 / (4 * Math.PI), { terms: ['Math.PI'] }) // 1 / (4 * Math.PI)
 */
export function exactly(value: number, vocabulary: Vocabulary): Expression | undefined {
  if (Math.abs(value) < NEAR) return whole(0)
  if (!Number.isFinite(value)) return undefined
  const size = Math.abs(value)
  const roots = (vocabulary.functions ?? []).includes('Math.sqrt(_)') ? [1, 2] : [1]
  for (const root of roots) {
    for (const { name, value: base } of [{ name: '', value: 1 }, ...constantsOf(vocabulary)]) {
      for (const power of name === '' ? [0] : POWERS.slice(1)) {
        const fraction = fractionOf(size ** root / base ** power)
        if (fraction === undefined) continue
        const inner = written(fraction, name, power)
        const rooted: Expression =
          root === 1 ? inner : { type: 'CallExpression', callee: member(identifier('Math'), 'sqrt'), arguments: [inner], optional: false }
        return value > 0 ? rooted : { type: 'UnaryExpression', operator: '-', prefix: true, argument: rooted }
      }
    }
  }
  return undefined
}
