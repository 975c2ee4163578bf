import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { evenly } from './evenly.ts'

/** The best individual, always (greedy selection, as of the (1+1) evolution strategy: Rechenberg 1973). */
export const greedy: SelectorPart = defineSelector({
  name: 'greedy',
  create: () => ({
    weights: ({ individuals }) => evenly(individuals, individuals.slice(0, 1)),
    select: ({ individuals: [first] }, count) => (first === undefined ? [] : Array.from({ length: count }, () => first)),
  }),
})
