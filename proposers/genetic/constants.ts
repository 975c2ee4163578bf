import type { Random } from '../../engine/contracts/random.ts'
import { rangeOf } from '../../languages/javascript/sites.ts'
import type { Site } from '../../languages/javascript/sites.ts'
import type { Edit, Source } from '../../languages/javascript/source.ts'
import { drawnWhere } from './workspace.ts'
import type { Workspace } from './workspace.ts'
import { round } from './build.ts'
import { constant } from './grow.ts'
import { numberOf } from './rows.ts'
import { growContextAt } from './trees.ts'
import { drawWhole, nearWhole, wholeAt } from './whole.ts'

/** A number written in a program, a minus sign included. */
export interface Constant {
  readonly site: Site
  readonly value: number
}

/** The numbers among some sites; a number under its minus sign is one with it. */
const numbersAt = (sites: readonly Site[]): Constant[] =>
  sites.flatMap((site) => {
    const value = numberOf(site.node)
    return value === undefined || (site.parent !== undefined && numberOf(site.parent.node) !== undefined) ? [] : [{ site, value }]
  })

/** The numbers written in the editable parts of a program. */
export const constantsOf = ({ expressions }: Workspace): Constant[] => numbersAt(expressions)

/** The edits that write 0 in the place of every number of a source. */
export const blanked = ({ sites }: Source): Edit[] => numbersAt(sites).map((item) => writeConstant(item, 0))

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

/** Share of the changes that ask nothing of a whole number's place, so that a fraction, or a number beyond the others, can come there too. */
const FREE = 0.06

/** Another value for a constant: `free` draws any; where all are whole and in a range it is so too. Undefined when none is found. */
function another(
  { source, random, context }: Workspace,
  { site }: Constant,
  free: () => number,
  held: (whole: NonNullable<ReturnType<typeof wholeAt>>) => number | undefined,
): number | undefined {
  const whole = context.vocabulary.closed === true ? undefined : wholeAt(source, site)
  return whole === undefined || random.next() < FREE ? free() : held(whole)
}

/** A value near a constant's own, or near `value` in its place. */
export const nearby = (workspace: Workspace, constant: Constant, value: number = constant.value): number | undefined =>
  another(
    workspace,
    constant,
    () => near(value, workspace.random),
    (whole) => nearWhole(value, whole, workspace.random),
  )

/** Changes the first of some constants, in an order that is drawn, for which there is another value. */
function changeOne(workspace: Workspace, draw: (constant: Constant) => number | undefined): Edit[] | undefined {
  let next: number | undefined
  const chosen = drawnWhere(workspace.random, constantsOf(workspace), (item) => (next = draw(item)) !== undefined)
  return chosen === undefined || next === undefined ? undefined : [writeConstant(chosen, next)]
}

/**
 * Constant mutation: moves a constant a little.
 *
 *     return 0.5 * x + list[2]   ->   return 0.53 * x + list[2]
 */
export const constantMutation = (workspace: Workspace): Edit[] | undefined => changeOne(workspace, (item) => nearby(workspace, item))

/**
 * Constant mutation: puts another constant in a constant's place.
 *
 *     return 0.5 * x + list[2]   ->   return 0.5 * x + list[0]
 */
export const replaceConstant = (workspace: Workspace): Edit[] | undefined =>
  changeOne(workspace, (item) => {
    const draw = (): number => round(constant(growContextAt(workspace, item.site)))
    return another(workspace, item, draw, (whole) => drawWhole(item.value, whole, workspace.random, draw))
  })
