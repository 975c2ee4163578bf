import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { drawFrom, evenly } from './evenly.ts'

/** A cell drawn with equal chances, and its elite (MAP-Elites, Mouret and Clune 2015). */
export const elite: SelectorPart = defineSelector({
  name: 'elite',
  create: () => ({
    weights: ({ individuals, elites }) => evenly(individuals, elites),
    select: ({ elites }, count, random) => drawFrom(elites, count, random),
  }),
})
