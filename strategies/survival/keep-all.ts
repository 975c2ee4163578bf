import * as z from 'zod'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import { survivalBy } from './ranked.ts'

/**
 * Everyone lives, those that behave alike too, and nobody leaves (the archives of the Darwin Gödel Machine, Zhang et al. 2025, and of
 * FunSearch, Romera-Paredes et al. 2024). An insertion moves the references to all
 * that rank after it: some 0.1 ms among 100,000 and 0.7 ms among a million, half of them moved (bench/memory.ts).
 */
export const keepAll: SurvivalPart = defineSurvival({
  name: 'keep-all',
  options: z.strictObject({}),
  create: () => survivalBy({ leaving: () => [] }),
})
