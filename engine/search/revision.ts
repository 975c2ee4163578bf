import type { Population, Ranking } from '../contracts/survival.ts'

/**
 * Lets populations be as people's word wants them: ranked anew, without rejected individuals. An island of which none would be left
 * begins anew with the best of all others; if no other individual lives anywhere, it stays as it is, since a search needs a parent.
 */
export function revise(islands: Population[], { rank, rejects }: Ranking, create: (island: number) => Population): void {
  const accepted = islands.map((island) => island.individuals.filter((individual) => !rejects(individual)))
  const [fallback] = accepted.flat().sort(rank)
  for (const [at, island] of islands.entries()) {
    if (accepted[at]?.length !== 0 || island.individuals.length === 0 || fallback === undefined) island.reorder()
    else {
      const made = create(at)
      made.insert(fallback)
      islands[at] = made
    }
  }
}
