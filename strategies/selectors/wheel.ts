import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { belowBound } from './draw.ts'
import { highest, merit, performance } from './performance.ts'

/**
 * An individual drawn with a chance in proportion to its fitness (roulette wheel: Holland 1975), drawn by the bound of the best one's.
 * `scale` says what fitness is:
 *
 * - `spread`: how far the score is above that of the last individual, which is never drawn (windowing: Grefenstette 1986)
 * - `raw`: the score itself, 1 less the score where small is good, and nothing below 0. A constant added to all scores flattens the wheel.
 */
export const wheel: SelectorPart = defineSelector({
  name: 'wheel',
  options: z.strictObject({ scale: z.enum(['spread', 'raw']).default('spread') }),
  create: ({ scale }) =>
    belowBound((view) => {
      const { individuals, direction } = view
      const floor = scale === 'raw' ? 0 : merit(individuals.at(-1)?.score ?? 0, direction)
      const value = scale === 'raw' ? performance : merit
      const fitness = ({ score }: Individual): number => Math.max(0, value(score, direction) - floor)
      const bound = highest(view, fitness)
      return { bound, weight: (individual) => Math.min(bound, fitness(individual)) }
    }),
})
