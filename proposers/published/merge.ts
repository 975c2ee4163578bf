import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Context, Shown } from '../../engine/contracts/proposer.ts'
import { byPosition } from '../../engine/contracts/results.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { componentsOf, filesOf } from './components.ts'
import { lossOf, sample } from './cases.ts'
import { isBetter } from './session.ts'

/** Train cases on which a merged program is tried first. */
const TRIED = 5

const sameText = (a: Files, b: Files, names: readonly string[]): boolean => names.every((name) => a[name] === b[name])

/**
 * The files of two programs merged by a common ancestor, component by component: what only one of them has changed is that one's, and what both have
 * changed is the better one's, of equals that of one that is drawn (gepa-ai/gepa, src/gepa/proposer/merge.py). Undefined where no component was changed
 * by one of them alone.
 */
export function merge([a, b, ancestor]: readonly [Shown, Shown, Shown], context: Context): Files | undefined {
  const [own, other, root] = [a.program.files, b.program.files, ancestor.program.files]
  if (Object.keys(own).sort().join('\n') !== Object.keys(other).sort().join('\n')) return undefined
  let merges = false
  const pieces = componentsOf(own).map((component) => {
    const [isOld, isOldThere] = [sameText(own, root, component), sameText(other, root, component)]
    if (sameText(own, other, component)) return filesOf(own, component)
    if (isOld || isOldThere) {
      merges = true
      return filesOf(isOld ? other : own, component)
    }
    if (isBetter(context, a.evaluation, b.evaluation)) return filesOf(own, component)
    if (isBetter(context, b.evaluation, a.evaluation)) return filesOf(other, component)
    return filesOf(context.random.integer(2) === 0 ? own : other, component)
  })
  return merges ? Object.assign({}, ...pieces) : undefined
}

/** Cases that tell most about a merge: some on which the one is better, some on which the other is, and some on which neither is. */
export function tellingCases(a: Evaluation, b: Evaluation, context: Context, random: Random): number[] {
  const theirs = byPosition(b)
  const groups: number[][] = [[], [], []]
  for (const [at, result] of byPosition(a)) {
    const other = theirs.get(at)
    if (other === undefined) continue
    const [own, its] = [lossOf(result, context), lossOf(other, context)]
    groups[own < its ? 0 : own > its ? 1 : 2]?.push(at)
  }
  const each = Math.ceil(TRIED / groups.length)
  const chosen = groups.flatMap((group) => sample(group, each, random)).slice(0, TRIED)
  const left = groups.flat().filter((at) => !chosen.includes(at))
  return [...chosen, ...sample(left, TRIED - chosen.length, random)].sort((x, y) => x - y)
}
