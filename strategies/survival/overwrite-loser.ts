import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import { CAPACITY } from './living.ts'
import type { Home } from './ranked.ts'
import { survivalBy } from './ranked.ts'

/** The last of some individuals in rank that may leave: the best of all may not, and whom people keep may not. */
function loserOf(individuals: readonly Individual[], home: Home): Individual | undefined {
  const [best] = home.individuals
  return individuals.findLast((one) => one !== best && !home.keeps(one))
}

/**
 * Once `capacity` live, a newcomer takes the place of a loser, also if it is worse (steady state). The loser is the worst of all (GENITOR:
 * Whitley 1989), or, with `of: 'parents'`, the worst of its parents, where at least two of them live here (the binary tournaments of the
 * microbial genetic algorithm, Harvey 2009, and of Promptbreeder, Fernando et al. 2023, which overwrite the loser with a child of the
 * winner; `count: 2` beside a selector of parents draws such pairs). The best of all never is.
 */
export const overwriteLoser: SurvivalPart = defineSurvival({
  name: 'overwrite-loser',
  options: z.strictObject({ capacity: CAPACITY.unwrap().min(2).default(100), of: z.enum(['all', 'parents']).default('all') }),
  create: ({ capacity, of }) =>
    survivalBy({
      leaving(newcomer, home) {
        if (home.individuals.length < capacity) return []
        const parents = newcomer.parents.flatMap((number) => home.find(number) ?? []).sort(home.rank)
        const loser = (of === 'parents' && parents.length > 1 ? loserOf(parents, home) : undefined) ?? loserOf(home.individuals, home)
        return loser === undefined ? [] : [loser]
      },
      lasts: (_, place) => place < capacity,
    }),
})
