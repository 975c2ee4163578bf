import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { drawFrom, evenly } from './evenly.ts'

/** An individual that no other one on the island dominates, drawn with equal chances (first front of NSGA-II: Deb et al. 2002); the best one where the score is all. */
export const front: SelectorPart = defineSelector({
  name: 'front',
  create: () => ({
    weights: (view) => evenly(view.individuals, view.front),
    select: (view, count, random) => drawFrom(view.front, count, random),
  }),
})
