import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { drawFrom, evenly } from './evenly.ts'

/** An individual drawn with equal chances. */
export const random: SelectorPart = defineSelector({
  name: 'random',
  create: () => ({
    weights: ({ individuals }) => evenly(individuals, individuals),
    select: ({ individuals }, count, random) => drawFrom(individuals, count, random),
  }),
})
