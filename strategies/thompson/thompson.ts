import type { Individual } from '../../engine/contracts/individual.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { drawBeta } from './beta.ts'
import type { Counts } from './counts.ts'

/** The individual of the largest draw from Beta(1 + passed, 1 + failed), one draw for each in their order (Thompson 1933); of none, none. */
export function thompson<T extends Individual>(
  individuals: readonly T[],
  countsOf: (individual: T) => Counts,
  random: Random,
): T | undefined {
  let best: T | undefined
  let most = -1
  for (const individual of individuals) {
    const { passed, failed } = countsOf(individual)
    const draw = drawBeta(1 + passed, 1 + failed, random)
    if (draw > most) [best, most] = [individual, draw]
  }
  return best
}
