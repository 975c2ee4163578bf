import type { Node } from 'estree'
import { namesIn } from '../../languages/javascript/binding.ts'
import type { Scope } from '../../languages/javascript/inference.ts'
import { rangeOf, type Site, sitesOf } from '../../languages/javascript/sites.ts'
import { type Edit, indentAt } from '../../languages/javascript/source.ts'
import { type Workspace, drawn } from './workspace.ts'
import { worksInto } from './flows.ts'
import { loopsAround, moreRounds } from './loops.ts'
import { mentionedNames } from './names.ts'
import { freshNames } from './runs.ts'
import { declarationAbove, inFunctions, listAround } from './statements.ts'

/** How far elements are moved, and how many of them are taken over. */
const WIDTHS = [0.01, 0.03, 0.1, 0.3, 1]
const SHARES = [0.5, 0.8, 0.9, 0.95, 0.98]

/** How many neighbours are left out at most. */
const STRETCHES = [4, 6, 8]

/** A list of numbers of the function itself, and a statement to change its elements before. */
interface Place {
  readonly site: Site
  readonly to: string
}

export const isNumberList = ({ shape }: Scope[number]): boolean => shape.kind === 'array' && shape.element?.kind === 'number'

/** Whether a name stands where it is handed to a call, or to another name. */
export const isHandedOver = ({ parent, key }: Site): boolean =>
  (parent?.node.type === 'CallExpression' && key === 'arguments') || (parent?.node.type === 'VariableDeclarator' && key === 'init')

/** The names of lists of numbers that a statement can read: none that it, or one behind it, declares anew. */
function numberLists(workspace: Workspace, site: Site): string[] {
  const from = listAround(workspace, site).filter(({ index }) => index >= site.index)
  const anew = new Set(from.flatMap(({ node }) => namesIn(node)))
  return workspace
    .scope(site)
    .filter((item) => isNumberList(item) && !anew.has(item.name))
    .map(({ name }) => name)
}

/** Those of them that the function around it declares. */
const ownLists = (workspace: Workspace, site: Site): string[] =>
  numberLists(workspace, site).filter((name) => declarationAbove(workspace, site, name) !== undefined)

/** Whether a statement hands a list to a call, or to another name: what is changed just before it counts. */
const handsOver = ({ node }: Site, name: string): boolean =>
  /^(VariableDeclaration|ExpressionStatement)$/.test(node.type) &&
  sitesOf(node).some((site) => site.node.type === 'Identifier' && site.node.name === name && isHandedOver(site))

const canDraw = (workspace: Workspace, site: Site): boolean =>
  workspace.scope(site).some(({ name, shape }) => name === 'random' && shape.kind === 'function')

/** A place to change a list at: mostly just before it is handed over, unless it is one that a loop keeps. */
function drawPlace(workspace: Workspace): Place | undefined {
  const { random } = workspace
  const site = drawn(random, inFunctions(workspace))
  const to = site && drawn(random, ownLists(workspace, site))
  if (site === undefined || to === undefined) return undefined
  if (!canDraw(workspace, site)) return undefined
  if (random.next() < 0.25) return { site, to }
  const before = inFunctions(workspace).flatMap((at) =>
    ownLists(workspace, at)
      .filter((name) => handsOver(at, name) && !isUnset(declarationAbove(workspace, at, name)))
      .map((name) => ({ site: at, to: name })),
  )
  return drawn(random, before) ?? { site, to }
}

/**
 * Perturbation of a list (creep mutation, uniform crossover of lists): changes a list of numbers of the same function element by element, before a
 * statement. All elements are moved at random, or set beside those of another list, or a share of them is taken from there. The other list mostly
 * is one without a value yet, as the best of a loop has none in its first round; then the list stays as it is.
 *
 *     use(p)   ->   for (each k) p[k] += 0.1 * (random() - 0.5); use(p)
 */
export function perturbList(workspace: Workspace): Edit[] | undefined {
  const { random, source } = workspace
  const place = drawPlace(workspace)
  const start = place === undefined ? undefined : rangeOf(place.site.node)?.start
  if (place === undefined || start === undefined) return undefined
  const { site, to } = place
  const others = numberLists(workspace, site).filter((name) => name !== to)
  const unset = others.filter((name) => isUnset(declarationAbove(workspace, site, name)))
  const from = drawn(random, unset.length > 0 && random.next() < 0.75 ? unset : others)
  const k = freshNames(workspace)('k')
  const noise = `${random.pick(WIDTHS)} * (random() - 0.5)`
  const step =
    from === undefined || random.next() < 0.2
      ? `${to}[${k}] += ${noise}`
      : random.next() < 0.5
        ? `${to}[${k}] = ${from}[${k}] + ${noise}`
        : `if (random() < ${random.pick(SHARES)}) ${to}[${k}] = ${from}[${k}]`
  const loop = `for (let ${k} = 0; ${k} < ${to}.length; ${k}++) ${step}`
  const guarded = from !== undefined && unset.includes(from) && step.includes(`${from}[`) ? `if (${from} !== undefined) ${loop}` : loop
  return [{ start, end: start, text: `${guarded}\n${indentAt(source.text, start)}` }]
}

/** A list that is handed over in a loop, and one that the loop keeps. */
interface Resumption extends Place {
  readonly from: string
  readonly loop: Node
}

/** Where a loop could go on from what it keeps, instead of beginning anew: before a list is worked on and what comes of it is kept. */
const resumptions = (workspace: Workspace): Resumption[] =>
  inFunctions(workspace).flatMap((site) => {
    const loops = loopsAround(site)
    if (loops.length === 0 || !canDraw(workspace, site)) return []
    const lists = numberLists(workspace, site)
    const handed = lists.filter((to) => handsOver(site, to) && declarationAbove(workspace, site, to) !== undefined)
    const unset = lists.filter((name) => isUnset(declarationAbove(workspace, site, name)))
    return handed.flatMap((to) =>
      unset.flatMap((from) => {
        const loop = from === to ? undefined : loops.find((around) => worksInto(around, site, to, from))
        return loop === undefined ? [] : [{ site, to, from, loop }]
      }),
    )
  })

/**
 * Basin hopping loop (Wales and Doye 1997; iterated local search: Lourenço, Martin and Stützle 2003): lets a loop that keeps the best of its rounds
 * go on from that best. Before a list is handed over most of it is taken from the best, or all of it, moved a little. What stays as it was is
 * mostly all but a few neighbours, whose number each round draws (variable neighbourhood search: Mladenović and Hansen 1997), or a share of the
 * elements. Where the list is taken from the best already, it mostly is taken in another way.
 *
 *     for (8 rounds) { p = improve(p); keep(p) }   ->   for (8 rounds) { if (best) p = best with a few elements of p; p = improve(p); keep(p) }
 */
export function basinHoppingLoop(workspace: Workspace): Edit[] | undefined {
  const { random, source } = workspace
  const place = drawn(random, resumptions(workspace))
  const start = place === undefined ? undefined : rangeOf(place.site.node)?.start
  if (place === undefined || start === undefined) return undefined
  const { to, from } = place
  const fresh = freshNames(workspace)
  const k = fresh('k')
  const each = `for (let ${k} = 0; ${k} < ${to}.length; ${k}++)`
  const taken = `${to}[${k}] = ${from}[${k}]`
  const move = random.integer(6)
  const lines =
    move === 0
      ? [`${each} if (random() < ${random.pick(SHARES)}) ${taken}`]
      : move === 1
        ? [`${each} ${taken} + ${random.pick(WIDTHS)} * (random() - 0.5)`]
        : neighbours(fresh('at'), fresh('few'))
  function neighbours(at: string, few: string): string[] {
    return [
      `const ${at} = Math.floor(random() * ${to}.length)`,
      `const ${few} = ${random.pick(STRETCHES)} * random()`,
      `${each} if ((${k} + ${at}) % ${to}.length >= ${few}) ${taken}`,
    ]
  }
  const indent = indentAt(source.text, start)
  const text = [`if (${from} !== undefined) {`, ...lines.map((line) => `  ${line}`), '}', ''].join(`\n${indent}`)
  const more = random.next() < 0.5 ? moreRounds(workspace, place.loop) : undefined
  const resumed = random.next() < 0.75 ? resumptionBefore(workspace, place) : undefined
  return [{ start: resumed ?? start, end: start, text }, ...(more === undefined ? [] : [more])]
}

/** Where the statement begins, if there is one, by which a list is taken from what is kept as it is. */
function resumptionBefore(workspace: Workspace, { site, to }: Resumption): number | undefined {
  const before = listAround(workspace, site).find(({ index }) => index === site.index - 1)?.node
  if (before?.type !== 'IfStatement' || before.test.type !== 'BinaryExpression' || before.test.operator !== '!==') return undefined
  const isTaken = sitesOf(before.consequent).some(
    ({ node }) => node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && mentionedNames(node.left.object).has(to),
  )
  return isTaken ? rangeOf(before)?.start : undefined
}

/** Whether a declaration gives no value. */
const isUnset = (declaration: Site | undefined): boolean =>
  declaration?.node.type === 'VariableDeclaration' && declaration.node.declarations.some(({ init }) => init == null)
