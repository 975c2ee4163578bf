import type { PopulationState } from './elitist.ts'
import type { Overrides } from './overrides.ts'
import type { Individual } from './ranking.ts'

/**
 * Populations as judgements leave them: without those that are rejected, in the order that holds now, with the elites that follow from it.
 * An island of which nobody would be left takes in the best of all others; if there is nobody else anywhere, it stays as it is, since a
 * search needs a parent.
 *
 * @param capacity of each island: those beyond it that are neither elites nor kept go; undefined where the order is not that of ranks
 */
export function revise(
  populations: readonly PopulationState[],
  { rank, rejects, keeps }: Overrides,
  capacity: (island: number) => number | undefined,
): PopulationState[] {
  const accepted = populations.map(({ individuals }) => individuals.filter((individual) => !rejects(individual)))
  const [refuge] = accepted.flat().sort(rank)
  return populations.map((population, at) => {
    const staying = accepted[at] ?? []
    const kept =
      staying.length > 0 || population.individuals.length === 0 ? staying : refuge === undefined ? population.individuals : [refuge]
    const individuals = [...kept].sort(rank)
    const elites = elitesOf(individuals, population.elites)
    const room = capacity(at) ?? Number.POSITIVE_INFINITY
    return {
      individuals: individuals.filter((individual, place) => place < room || elites.includes(individual) || keeps(individual)),
      elites,
    }
  })
}

/** The best of each cell: those of known cells where they were, the others by rank. */
function elitesOf(individuals: readonly Individual[], before: readonly Individual[]): Individual[] {
  const best = new Map<string, Individual>()
  for (const individual of individuals) if (!best.has(individual.cell)) best.set(individual.cell, individual)
  const known = before.flatMap(({ cell }) => best.get(cell) ?? [])
  return [...known, ...[...best.values()].filter((elite) => !known.includes(elite))]
}
