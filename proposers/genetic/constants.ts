import type { Expression } from 'estree'
import type { Random } from '../../engine/contracts/random.ts'
import { type Edit, replaceExpression } from '../../language/source.ts'
import { type Site } from '../../language/sites.ts'
import { type Bench, drawn } from './bench.ts'
import { number, round } from './build.ts'
import { constant } from './grow.ts'

const valueOf = ({ node }: Site): number | undefined => {
  if (node.type === 'Literal' && typeof node.value === 'number') return node.value
  if (node.type !== 'UnaryExpression' || node.operator !== '-' || node.argument.type !== 'Literal') return undefined
  return typeof node.argument.value === 'number' ? -node.argument.value : undefined
}

/** The numbers written in the program, a minus sign included. */
export const constantsOf = ({ expressions }: Bench): Site[] =>
  expressions.filter((site) => valueOf(site) !== undefined && !(site.parent !== undefined && valueOf(site.parent) !== undefined))

/** A number near another one: a step of a whole number by one or two, or a change by a factor. */
export function near(value: number, random: Random): number {
  const roll = random.next()
  if (Number.isInteger(value) && Math.abs(value) < 1000 && roll < 0.5) return value + (random.next() < 0.5 ? -1 : 1) * (1 + random.integer(2))
  if (value === 0) return round(random.normal())
  if (roll > 0.95) return -value
  const changed = value * Math.exp(random.normal() * random.pick([0.05, 0.2, 0.7]))
  return Math.abs(changed) > 3 && Number.isInteger(value) && random.next() < 0.5 ? Math.round(changed) : Number(changed.toPrecision(3))
}

/** The edit that writes a number at a site. */
export const writeConstant = ({ source }: Bench, site: Site, value: number): Edit => replaceExpression(source, site, number(value) as Expression)

/** Moves a constant a little. */
export function perturbConstant(bench: Bench): Edit[] | undefined {
  const site = drawn(bench.random, constantsOf(bench))
  return site === undefined ? undefined : [writeConstant(bench, site, near(valueOf(site) ?? 0, bench.random))]
}

/** Puts another constant in a constant's place. */
export function replaceConstant(bench: Bench): Edit[] | undefined {
  const site = drawn(bench.random, constantsOf(bench))
  if (site === undefined) return undefined
  const { random, context } = bench
  return [writeConstant(bench, site, constant({ random, scope: bench.scope(site), vocabulary: context.vocabulary }))]
}

/** The value at a constant's site. */
export const constantAt = (site: Site): number => valueOf(site) ?? 0
