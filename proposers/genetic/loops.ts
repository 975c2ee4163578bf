import type { Node } from 'estree'
import { type Site, sitesOf } from '../../language/sites.ts'
import type { Edit } from '../../language/source.ts'
import { type Bench, drawn } from './bench.ts'
import { type Constant, constantsOf, writeConstant } from './constants.ts'

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

/** The written numbers that loops count to. */
const boundsOf = (bench: Bench): (Constant & { readonly loop: Node })[] =>
  constantsOf(bench).flatMap((constant) => {
    const { parent, key } = constant.site
    const test = parent?.node.type === 'BinaryExpression' && key === 'right' ? parent : undefined
    const loop = test?.key === 'test' ? test.parent?.node : undefined
    return constant.value >= 1 && loop?.type === 'ForStatement' ? [{ ...constant, loop }] : []
  })

/** Lets a loop that counts to a written number have more rounds, or fewer. */
export function changeRounds(bench: Bench): Edit[] | undefined {
  const { random } = bench
  const bound = drawn(random, boundsOf(bench))
  if (bound === undefined) return undefined
  const rounds = Math.max(1, Math.round(bound.value * random.pick([0.5, 2, 3, 5])))
  return rounds === bound.value ? undefined : [writeConstant(bound, rounds)]
}

/** The edit that gives a loop several times as many rounds; undefined where it counts to no written number. */
export function moreRounds(bench: Bench, loop: Node): Edit | undefined {
  const bound = boundsOf(bench).find((item) => item.loop === loop)
  return bound === undefined ? undefined : writeConstant(bound, Math.round(bound.value * bench.random.pick([2, 4, 8])))
}
