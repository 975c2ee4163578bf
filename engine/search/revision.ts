import type { Population } from './elitist.ts'
import type { Judgements } from './overrides.ts'
import type { Member } from './ranking.ts'

/**
 * Populations as judgements leave them: without those that are rejected, in the order that holds now, with the elites that follow from it.
 * An island of which nobody would be left takes in the best of all others; if there is nobody else anywhere, it stays as it is, since a
 * search needs a parent.
 *
 * @param capacity of each island: those beyond it that are neither elites nor kept go; undefined where the order is not that of ranks
 */
export function revise(
  populations: readonly Population[],
  { rank, rejects, keeps }: Judgements,
  capacity: (island: number) => number | undefined,
): Population[] {
  const accepted = populations.map(({ residents }) => residents.filter((member) => !rejects(member)))
  const [refuge] = accepted.flat().sort(rank)
  return populations.map((population, at) => {
    const staying = accepted[at] ?? []
    const members =
      staying.length > 0 || population.residents.length === 0 ? staying : refuge === undefined ? population.residents : [refuge]
    const residents = [...members].sort(rank)
    const elites = elitesOf(residents, population.elites)
    const room = capacity(at) ?? Number.POSITIVE_INFINITY
    return { residents: residents.filter((member, place) => place < room || elites.includes(member) || keeps(member)), elites }
  })
}

/** The best of each niche: those of known niches where they were, the others by rank. */
function elitesOf(residents: readonly Member[], before: readonly Member[]): Member[] {
  const best = new Map<string, Member>()
  for (const member of residents) if (!best.has(member.niche)) best.set(member.niche, member)
  const known = before.flatMap(({ niche }) => best.get(niche) ?? [])
  return [...known, ...[...best.values()].filter((elite) => !known.includes(elite))]
}
