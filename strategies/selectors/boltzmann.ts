import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { belowBound } from './draw.ts'
import { highest, merit } from './performance.ts'

/**
 * An individual drawn with a chance in proportion to exp(score / (T scale)), signed so that a good score is a large one (Boltzmann selection:
 * de la Maza and Tidor 1993), drawn by the bound of the best one's. `scale` makes `temperature` independent of the problem: the difference
 * between the best score and the last one's (`spread`), or a number; 1 is the raw score.
 */
export const boltzmann: SelectorPart = defineSelector({
  name: 'boltzmann',
  options: z.strictObject({
    temperature: z.number().positive().max(1e6).default(0.1),
    scale: z.union([z.literal('spread'), z.number().positive()]).default('spread'),
  }),
  create: ({ temperature, scale }) =>
    belowBound((view) => {
      const { individuals, direction } = view
      const best = highest(view, ({ score }) => merit(score, direction))
      const spread = best - merit(individuals.at(-1)?.score ?? 0, direction)
      const unit = temperature * (scale !== 'spread' ? scale : spread > 0 ? spread : 1)
      return { bound: 1, weight: ({ score }) => Math.exp(Math.min(0, merit(score, direction) - best) / unit) }
    }),
})
