import type { Node } from 'estree'
import { rangeOf, type Site, sitesOf } from '../../languages/javascript/sites.ts'
import type { Edit } from '../../languages/javascript/source.ts'
import { type Workspace, drawn } from './workspace.ts'
import { type Constant, constantsOf, writeConstant } from './constants.ts'
import { mentionedNames } from './names.ts'
import { randomNames } from './runs.ts'

/** The loops of its function around a site, the innermost first. */
export function loopsAround(site: Site): Node[] {
  const loops: Node[] = []
  for (let at = site.parent; at !== undefined && !/Function/.test(at.node.type); at = at.parent)
    if (/^(For|While|DoWhile)/.test(at.node.type)) loops.push(at.node)
  return loops
}

/** Whether a tree calls more than a function of `Math`, or the random numbers. */
export const calls = (tree: Node, free: ReadonlySet<string> = new Set(['Math', 'random'])): boolean =>
  sitesOf(tree).some(({ node }) => {
    if (node.type !== 'CallExpression') return false
    const { callee } = node
    const of = callee.type === 'MemberExpression' ? callee.object : callee
    return !(of.type === 'Identifier' && free.has(of.name))
  })

/** A written number that a loop counts to. */
export type Bound = Constant & { readonly loop: Node }

/** The loops of a program that count to a written number. */
export const boundsOf = (workspace: Workspace): Bound[] =>
  constantsOf(workspace).flatMap((constant) => {
    const { parent, key } = constant.site
    const test = parent?.node.type === 'BinaryExpression' && key === 'right' ? parent : undefined
    const loop = test?.key === 'test' ? test.parent?.node : undefined
    return constant.value >= 1 && loop?.type === 'ForStatement' ? [{ ...constant, loop }] : []
  })

/** A little less than all, as a case may burn more than the one that it is measured by. */
const FILL = 0.85

/** By how much a program may burn more than it does; without end where nothing limits it but what its initial program burned. */
const leeway = ({ context }: Workspace): number => FILL * (context.relativeFuelLimit ?? Infinity)

/** Whether one tree stands in another. */
function standsIn(inner: Node, outer: Node): boolean {
  const within = rangeOf(inner)
  const around = rangeOf(outer)
  return within !== undefined && around !== undefined && around.start <= within.start && within.end <= around.end
}

/** Whether one of two loops stands in the other. */
const areNested = (loop: Node, other: Node): boolean => loop !== other && (standsIn(loop, other) || standsIn(other, loop))

/**
 * The edit for what is to burn more by a factor than there is leeway for: of some loops the one with the most rounds has fewer. Structures are
 * compared at equal cost then, instead of being lost for what they cost at first.
 */
export function fewerRounds(workspace: Workspace, factor: number, among: (loop: Node) => boolean): Edit[] {
  const over = factor / leeway(workspace)
  if (over <= 1) return []
  const bounds = boundsOf(workspace).filter(({ loop, value }) => value > 1 && among(loop))
  const most = Math.max(...bounds.map(({ value }) => value))
  const bound = bounds.find(({ value }) => value === most)
  return bound === undefined ? [] : [writeConstant(bound, Math.max(1, Math.round(bound.value / over)))]
}

/** As `fewerRounds`, for statements that are to be done several times: of the loops in them and around them. */
export const fewerRoundsOf = (workspace: Workspace, statements: readonly Site[], factor: number): Edit[] =>
  fewerRounds(workspace, factor, (loop) => statements.some(({ node }) => standsIn(loop, node) || standsIn(node, loop)))

/** Bounds of loops that draw random numbers, whose every round is another try. */
function tryingBounds(workspace: Workspace): Bound[] {
  const chances = randomNames(workspace)
  return boundsOf(workspace).filter(({ loop }) => [...mentionedNames(loop)].some((name) => chances.has(name)))
}

/**
 * Constant mutation of a loop's bound: gives a loop that counts to a written number more rounds, or fewer; mostly one that draws random numbers.
 * Where there is no leeway for more rounds, the loops in it and around it give them.
 *
 *     for (let k = 0; k < 10; k++)   ->   for (let k = 0; k < 20; k++)
 */
export function changeRounds(workspace: Workspace): Edit[] | undefined {
  const { random } = workspace
  const trying = tryingBounds(workspace)
  const bound = drawn(random, trying.length > 0 && random.next() < 0.75 ? trying : boundsOf(workspace))
  if (bound === undefined) return undefined
  const factor = random.pick([0.5, 2, 3, 5])
  const rounds = Math.max(1, Math.round(bound.value * factor))
  if (rounds === bound.value) return undefined
  return [writeConstant(bound, rounds), ...fewerRounds(workspace, factor, (loop) => areNested(loop, bound.loop))]
}

/**
 * Exchange of rounds between nested loops: takes rounds from a loop, mostly all but one, and gives them to a loop in it or around it that draws random
 * numbers. Every try does less, and where the inner loop is most of the outer, the cost stays the same.
 *
 *     for (10 tries) for (20 steps)   ->   for (200 tries) for (1 step)
 */
export function tradeRounds(workspace: Workspace): Edit[] | undefined {
  const { random } = workspace
  const bounds = boundsOf(workspace).filter(({ value }) => value >= 2)
  const pairs = tryingBounds(workspace).flatMap((to) => bounds.filter(({ loop }) => areNested(loop, to.loop)).map((from) => ({ from, to })))
  const pair = drawn(random, pairs)
  if (pair === undefined) return undefined
  const { from, to } = pair
  const left = random.next() < 0.6 ? 1 : Math.max(1, Math.round(from.value / random.pick([2, 4])))
  return [writeConstant(from, left), writeConstant(to, Math.round(to.value * (from.value / left)))]
}

/** Leeway from which it is worth being filled. */
const MUCH = 1.5

/**
 * Bound filling: gives a loop that draws random numbers, and calls something, so many rounds that the program burns nearly all that it may. Nothing
 * to do where that is little more than it burns: so it may come often, and cheap programs are soon compared with dear ones at equal cost.
 *
 *     for (let k = 0; k < 10; k++)   ->   for (let k = 0; k < 137; k++)
 */
export function fillRounds(workspace: Workspace): Edit[] | undefined {
  const all = leeway(workspace)
  if (all < MUCH || all === Infinity) return undefined
  const bound = drawn(
    workspace.random,
    tryingBounds(workspace).filter(({ loop }) => calls(loop)),
  )
  return bound === undefined ? undefined : [writeConstant(bound, Math.round(bound.value * all))]
}

/** The edit that gives a loop several times as many rounds, as far as there is leeway; undefined where there is none, or it counts to no written number. */
export function moreRounds(workspace: Workspace, loop: Node): Edit | undefined {
  const bound = boundsOf(workspace).find((item) => item.loop === loop)
  const factor = Math.min(workspace.random.pick([2, 4, 8]), leeway(workspace))
  return bound === undefined || factor <= 1 ? undefined : writeConstant(bound, Math.round(bound.value * factor))
}
