import * as z from 'zod'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import { isBetter, survivalBy } from './ranked.ts'

/**
 * A newcomer lives if its score is better than that of each of its parents that live here, with `ties` also if it is as good; nobody
 * leaves. One without a parent here lives. So the population is the improvements of a hill climb, with all that they came from.
 */
export const keepIfBetter: SurvivalPart = defineSurvival({
  name: 'keep-if-better',
  options: z.strictObject({ ties: z.boolean().default(false) }),
  create: ({ ties }) =>
    survivalBy({
      leaving(newcomer, home) {
        const parents = newcomer.parents.flatMap((number) => home.find(number) ?? [])
        return parents.every((parent) => isBetter(newcomer, parent, ties, home)) ? [] : undefined
      },
    }),
})
