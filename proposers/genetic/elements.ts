import { rangeOf, type Site } from '../../language/sites.ts'
import { type Edit, indentAt } from '../../language/source.ts'
import { type Bench, drawn } from './bench.ts'
import { freshNames } from './runs.ts'
import { declarationAbove, inFunctions } from './statements.ts'

/** How far elements are moved, and how many of them are taken over. */
const WIDTHS = [0.01, 0.03, 0.1, 0.3, 1]
const SHARES = [0.5, 0.8, 0.9, 0.95]

/**
 * Changes a list of numbers of the same function element by element, before a statement: all are moved at random, or set beside those of another list, or a
 * share of them is taken from there. A list that has no value yet leaves the other one as it is.
 */
export function disturb(bench: Bench): Edit[] | undefined {
  const { random, source } = bench
  const site = drawn(random, inFunctions(bench))
  const start = site === undefined ? undefined : rangeOf(site.node)?.start
  if (site === undefined || start === undefined) return undefined
  const scope = bench.scope(site)
  const lists = scope.filter(({ shape }) => shape.kind === 'array' && shape.element?.kind === 'number')
  const own = lists.filter(({ name }) => declarationAbove(bench, site, name) !== undefined)
  const to = drawn(random, own)
  if (to === undefined || !scope.some(({ name, shape }) => name === 'random' && shape.kind === 'function')) return undefined
  const from = drawn(
    random,
    lists.filter(({ name }) => name !== to.name),
  )
  const k = freshNames(bench)('k')
  const noise = `${random.pick(WIDTHS)} * (random() - 0.5)`
  const step =
    from === undefined || random.next() < 0.2
      ? `${to.name}[${k}] += ${noise}`
      : random.next() < 0.5
        ? `${to.name}[${k}] = ${from.name}[${k}] + ${noise}`
        : `if (random() < ${random.pick(SHARES)}) ${to.name}[${k}] = ${from.name}[${k}]`
  const loop = `for (let ${k} = 0; ${k} < ${to.name}.length; ${k}++) ${step}`
  const guarded =
    from !== undefined && step.includes(`${from.name}[`) && isUnset(declarationAbove(bench, site, from.name))
      ? `if (${from.name} !== undefined) ${loop}`
      : loop
  return [{ start, end: start, text: `${guarded}\n${indentAt(source.text, start)}` }]
}

/** Whether a declaration gives no value. */
const isUnset = (declaration: Site | undefined): boolean =>
  declaration?.node.type === 'VariableDeclaration' && declaration.node.declarations.some(({ init }) => init == null)
