import type { Individual } from '../../engine/contracts/individual.ts'
import type { Islands } from '../../engine/population/islands.ts'

/** The best individual of each cell over all islands, and where it lives. */
export function elitesOf({ populations, overrides }: Islands): Map<string, { readonly individual: Individual; readonly island: number }> {
  const found = new Map<string, { individual: Individual; island: number }>()
  populations.forEach(({ elites }, island) => {
    for (const individual of elites) {
      const rival = found.get(individual.cell)
      if (rival === undefined || overrides.rank(individual, rival.individual) < 0) found.set(individual.cell, { individual, island })
    }
  })
  return found
}
