import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { evenly } from './evenly.ts'

const isTie = (a: Individual | undefined, b: Individual): boolean => a !== undefined && a.score === b.score && a.size === b.size

/** The last of those at the head of a ranked list that tie with the first: the newest one, since ties stand in the order of their age. */
function lastTie(individuals: readonly Individual[]): Individual | undefined {
  const [first] = individuals
  if (first === undefined) return undefined
  let low = 0
  let step = 1
  while (isTie(individuals[low + step], first)) {
    low += step
    step *= 2
  }
  for (; step >= 1; step /= 2) if (isTie(individuals[low + step], first)) low += step
  return individuals[low]
}

/**
 * The best individual, always (greedy selection, as of the (1+1) evolution strategy: Rechenberg 1973). `ties`: which of those is the best
 * that have its score and its size, the oldest unless given. The newest drifts over plateaus.
 */
export const greedy: SelectorPart = defineSelector({
  name: 'greedy',
  options: z.strictObject({ ties: z.enum(['oldest', 'newest']).exactOptional() }),
  create({ ties = 'oldest' }) {
    const best = (individuals: readonly Individual[]): Individual[] => {
      const one = ties === 'newest' ? lastTie(individuals) : individuals[0]
      return one === undefined ? [] : [one]
    }
    return {
      weights: ({ individuals }) => evenly(individuals, best(individuals)),
      select: ({ individuals }, count) => best(individuals).flatMap((one) => Array.from({ length: count }, () => one)),
    }
  },
})
