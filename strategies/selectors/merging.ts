import * as z from 'zod'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { gepa, gepaOptions, onFronts } from './gepa.ts'

/** The individual of the highest number. */
const newestOf = (individuals: readonly Individual[]): Individual | undefined =>
  individuals.reduce<Individual | undefined>((last, one) => (last === undefined || one.number > last.number ? one : last), undefined)

/** All that an individual descends from, as far as it lives. */
function ancestorsOf({ parents }: Individual, { find }: PopulationView): ReadonlySet<Individual> {
  const found = new Set<Individual>()
  const open = [...parents]
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const one = find(number)
    if (one === undefined || found.has(one)) continue
    found.add(one)
    open.push(...one.parents)
  }
  return found
}

/** A mate of an individual, and an ancestor of both that is better than neither; undefined where there is none. */
function mateFor(
  one: Individual,
  candidates: readonly Individual[],
  view: PopulationView,
  random: Random,
): readonly Individual[] | undefined {
  const sign = view.direction === 'minimize' ? 1 : -1
  const own = ancestorsOf(one, view)
  const pairs = candidates.flatMap((mate) => {
    const theirs = ancestorsOf(mate, view)
    if (mate === one || own.has(mate) || theirs.has(one)) return []
    const shared = [...own].filter(
      (each) => theirs.has(each) && sign * each.score >= sign * one.score && sign * each.score >= sign * mate.score,
    )
    return shared.length === 0 ? [] : [{ mate, shared }]
  })
  if (pairs.length === 0) return undefined
  const { mate, shared } = random.pick(pairs)
  return [mate, random.pick(shared)]
}

/**
 * A parent as the selector `gepa` chooses it, but after an offspring was accepted three individuals for a merge: the newest one, another one of the
 * pruned fronts, and an ancestor of both that is better than neither (GEPA: Agrawal et al. 2025; gepa-ai/gepa, src/gepa/core/engine.py and
 * src/gepa/proposer/merge.py). Neither may descend from the other. At most `most` (5) merged individuals come of it. `count` has to be 3 for a merge.
 *
 * A merge is tried once for an offspring, whatever comes of it. There any two of the fronts are merged in the next iteration; here the newest is one of them.
 */
export const merging: SelectorPart = defineSelector({
  name: 'merging',
  options: gepaOptions.safeExtend({ most: z.int().nonnegative().max(1_000_000).default(5) }),
  create({ most, ...given }) {
    const { select } = gepa.create(given as never)
    return {
      select(view, count, random) {
        const { individuals, lineage } = view
        const newest = count > 2 ? newestOf(individuals) : undefined
        const isDue =
          newest !== undefined &&
          newest.parents.length > 0 &&
          lineage.crossed(newest.number) === 0 &&
          individuals.filter(({ parents }) => parents.length > 1).length < most
        const candidates = isDue ? onFronts(view, { ...given, pruned: true }) : []
        const beside = isDue && candidates.includes(newest) ? mateFor(newest, candidates, view, random) : undefined
        return beside === undefined || newest === undefined ? select(view, 1, random) : [newest, ...beside]
      },
    }
  },
})
