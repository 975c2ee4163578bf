import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'

/**
 * As many individuals as are asked for, each once and without any draw: the `best`, best first (the optimisation trajectory of OPRO, Yang et al. 2023), or the
 * `latest` in the order of their numbers. Where more are asked for than live, all are given.
 */
export const trajectory: SelectorPart = defineSelector({
  name: 'trajectory',
  options: z.strictObject({ of: z.enum(['best', 'latest']).default('best') }),
  create: ({ of }) => ({
    select: ({ individuals }, count) =>
      of === 'best' ? individuals.slice(0, count) : individuals.toSorted((a, b) => a.number - b.number).slice(-count),
  }),
})
