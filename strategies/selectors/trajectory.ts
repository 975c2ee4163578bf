import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'

/** Those that came before the last whole step of so many programs ended, or all where no step is whole yet. */
function ofWholeSteps(individuals: readonly Individual[], step: number): readonly Individual[] {
  const newest = individuals.reduce((most, { number }) => Math.max(most, number), 0)
  const past = individuals.filter(({ number }) => number <= newest - (newest % step))
  return past.length === 0 ? individuals : past
}

/**
 * As many individuals as are asked for, each once and without any draw: the `best`, or the `latest` in the order of their numbers. With `step` the population
 * counts as it was when a whole number of `step` programs had been made, so that all offspring of a step are shown the same (the optimisation
 * trajectory of OPRO, Yang et al. 2023: eight texts a step are written by one prompt). Where more are asked for than live, all are given.
 */
export const trajectory: SelectorPart = defineSelector({
  name: 'trajectory',
  options: z.strictObject({ of: z.enum(['best', 'latest']).default('best'), step: z.int().positive().max(10_000).default(1) }),
  create: ({ of, step }) => ({
    select({ individuals }, count) {
      const past = ofWholeSteps(individuals, step)
      return of === 'best' ? past.slice(0, count) : past.toSorted((a, b) => a.number - b.number).slice(-count)
    },
  }),
})
