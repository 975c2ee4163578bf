import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import type { Ranking, SavedPopulation } from '../../engine/contracts/survival.ts'

/** How many individuals live beside the elites of cells; the default is a choice of ours, from no source. */
export const CAPACITY: z.ZodDefault<z.ZodInt> = z.int().positive().max(1_000_000).default(100)

/** Individuals and elites by number. */
interface Saved {
  readonly individuals: readonly number[]
  readonly elites: readonly number[]
}

const numbersOf = (individuals: readonly Individual[]): number[] => individuals.map(({ number }) => number)

/** The snapshot of a population that is its individuals and elites, in their order. */
export const saved = (individuals: readonly Individual[], elites: readonly Individual[]): Saved => ({
  individuals: numbersOf(individuals),
  elites: numbersOf(elites),
})

/** The individuals and elites of such a snapshot; none without one. */
export function restored(past: SavedPopulation | undefined): { readonly individuals: Individual[]; readonly elites: Individual[] } {
  if (past === undefined) return { individuals: [], elites: [] }
  const { individuals, elites } = past.snapshot as Saved
  return { individuals: individuals.map((number) => past.find(number)), elites: elites.map((number) => past.find(number)) }
}

/** The individuals that people's word leaves, ranked: all but the rejected ones, or all where no other one is left. */
export function staying(individuals: readonly Individual[], { rank, rejects }: Ranking): Individual[] {
  const accepted = individuals.filter((individual) => !rejects(individual))
  return (accepted.length > 0 ? accepted : [...individuals]).sort(rank)
}

/** The best of each cell among ranked individuals: known cells in the order in which they were found, the others by rank. */
export function elitesOf(ranked: readonly Individual[], before: readonly Individual[]): Individual[] {
  const best = new Map<string, Individual>()
  for (const individual of ranked) if (!best.has(individual.cell)) best.set(individual.cell, individual)
  const known = before.flatMap(({ cell }) => best.get(cell) ?? [])
  return [...known, ...[...best.values()].filter((elite) => !known.includes(elite))]
}
