import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { drawFrom, evenly } from './evenly.ts'

/** One of the `size` best, drawn with equal chances (truncation selection: Mühlenbein and Schlierkamp-Voosen 1993). */
export const top: SelectorPart = defineSelector({
  name: 'top',
  options: z.strictObject({ size: z.int().positive().max(1_000_000).default(10) }),
  create: ({ size }) => ({
    weights: ({ individuals }) => evenly(individuals, individuals.slice(0, size)),
    select: ({ individuals }, count, random) => drawFrom(individuals.slice(0, size), count, random),
  }),
})
