import type { Individual } from '../../engine/contracts/individual.ts'
import type { Population, Ranking, Survival } from '../../engine/contracts/survival.ts'

/** A population that is told who leaves. */
export interface RecordedPopulation extends Population {
  remove(numbers: readonly number[]): void
}

/** Whether a population is told who leaves. */
export const isRecorded = (population: Population): population is RecordedPopulation => 'remove' in population

/**
 * Survival as the journal tells it, for runs whose rule comes from a plug-in: a page runs no code that it finds in a run's folder.
 * Whoever is placed lives, until the placement of another one says that it was removed. What was removed by copies from other islands
 * the journal does not say, so that here such individuals live on.
 */
export const recordedSurvival: Survival = {
  create({ rank, rejects }: Ranking): RecordedPopulation {
    const individuals: Individual[] = []
    const elites: Individual[] = []
    function settle(living: readonly Individual[]): void {
      individuals.splice(0, individuals.length, ...living.toSorted(rank))
      const cells = new Map<string, Individual>()
      for (const individual of individuals) if (!cells.has(individual.cell)) cells.set(individual.cell, individual)
      elites.splice(0, elites.length, ...cells.values())
    }
    return {
      individuals,
      elites,
      get front() {
        return individuals.slice(0, 1)
      },
      insert(individual) {
        if (!individuals.some(({ number }) => number === individual.number)) settle([...individuals, individual])
        return { kind: 'placed', elite: elites.includes(individual), removed: [] }
      },
      reorder() {
        const accepted = individuals.filter((individual) => !rejects(individual))
        settle(accepted.length > 0 ? accepted : individuals)
      },
      snapshot: () => individuals.map(({ number }) => number),
      remove: (numbers) => settle(individuals.filter(({ number }) => !numbers.includes(number))),
    }
  },
}
