import * as z from 'zod'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import { survivalBy } from './ranked.ts'

/**
 * One individual lives in each cell, the best that came there by rank (MAP-Elites: Mouret and Clune 2015, where the better performance
 * alone decides; here of equal scores the shorter program stays).
 */
export const cell: SurvivalPart = defineSurvival({
  name: 'cell',
  options: z.strictObject({}),
  create: () =>
    survivalBy({
      leaving(newcomer, home) {
        const elite = home.elite(newcomer.cell)
        if (elite === undefined) return []
        if (home.rank(elite, newcomer) < 0) return undefined
        return home.keeps(elite) ? [] : [elite]
      },
      lasts: (individual, _, home) => home.elite(individual.cell) === individual,
    }),
})
