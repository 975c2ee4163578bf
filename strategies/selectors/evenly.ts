import type { Individual } from '../../engine/contracts/individual.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { integerWeights } from './draw.ts'

/** Equal weights for the individuals that are among the chosen ones, and 0 for all others. */
export function evenly(individuals: readonly Individual[], chosen: readonly Individual[]): number[] {
  const among = new Set(chosen)
  return integerWeights(individuals.map((individual) => Number(among.has(individual))))
}

/** So many individuals of a list, drawn with equal chances and with replacement; none of an empty one. */
export const drawFrom = (list: readonly Individual[], count: number, random: Random): Individual[] =>
  Array.from({ length: list.length === 0 ? 0 : count }, () => random.pick(list))
