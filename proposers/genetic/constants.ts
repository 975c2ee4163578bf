import type { Random } from '../../engine/contracts/random.ts'
import { rangeOf } from '../../language/sites.ts'
import type { Site } from '../../language/sites.ts'
import type { Edit } from '../../language/source.ts'
import { drawn } from './bench.ts'
import type { Bench } from './bench.ts'
import { round } from './build.ts'
import { constant } from './grow.ts'
import { soilAt } from './trees.ts'

/** A number written in a program, a minus sign included. */
export interface Constant {
  readonly site: Site
  readonly value: number
}

const valueOf = ({ node }: Site): number | undefined => {
  if (node.type === 'Literal' && typeof node.value === 'number') return node.value
  if (node.type !== 'UnaryExpression' || node.operator !== '-' || node.argument.type !== 'Literal') return undefined
  return typeof node.argument.value === 'number' ? -node.argument.value : undefined
}

/** The numbers written in the editable parts of a program. */
export const constantsOf = ({ expressions }: Bench): Constant[] =>
  expressions.flatMap((site) => {
    const value = valueOf(site)
    return value === undefined || (site.parent !== undefined && valueOf(site.parent) !== undefined) ? [] : [{ site, value }]
  })

/** A number near another one: a step of a whole number by one or two, or a change by a factor. */
export function near(value: number, random: Random): number {
  const roll = random.next()
  if (Number.isInteger(value) && Math.abs(value) < 1000 && roll < 0.5)
    return value + (random.next() < 0.5 ? -1 : 1) * (1 + random.integer(2))
  if (value === 0) return round(random.normal())
  if (roll > 0.95) return -value
  const changed = value * Math.exp(random.normal() * random.pick([0.05, 0.2, 0.7]))
  return Math.abs(changed) > 3 && Number.isInteger(value) && random.next() < 0.5 ? Math.round(changed) : Number(changed.toPrecision(3))
}

/** The edit that writes a number where another one stands; nothing else on the line changes. */
export function writeConstant({ site }: Constant, value: number): Edit {
  const range = rangeOf(site.node)
  if (range === undefined) throw new RangeError('the site is not in the source')
  const { parent } = site
  const apart = parent?.node.type === 'BinaryExpression' || parent?.node.type === 'UnaryExpression'
  return { ...range, text: value < 0 && apart ? `(${value})` : `${value}` }
}

/** Moves a constant a little. */
export function perturbConstant(bench: Bench): Edit[] | undefined {
  const chosen = drawn(bench.random, constantsOf(bench))
  return chosen === undefined ? undefined : [writeConstant(chosen, near(chosen.value, bench.random))]
}

/** Puts another constant in a constant's place. */
export function replaceConstant(bench: Bench): Edit[] | undefined {
  const chosen = drawn(bench.random, constantsOf(bench))
  return chosen === undefined ? undefined : [writeConstant(chosen, round(constant(soilAt(bench, chosen.site))))]
}
