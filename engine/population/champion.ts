import type { Individual, PopulationView } from '../contracts/individual.ts'

/** The best `count` individuals of all islands on train, one for each signature: the candidates for validation. */
export function finalists(
  islands: readonly Pick<PopulationView, 'individuals'>[],
  count: number,
  byRank: (a: Individual, b: Individual) => number,
): Individual[] {
  const chosen: Individual[] = []
  const seen = new Set<string>()
  for (const individual of islands.flatMap(({ individuals }) => individuals).sort(byRank)) {
    if (chosen.length === count) break
    if (!seen.has(individual.signature)) chosen.push(individual)
    seen.add(individual.signature)
  }
  return chosen
}

/**
 * The champion: the finalist with the best validation score, by rank on train where those are equal or where there is
 * no validation set.
 */
export function chooseChampion(
  candidates: readonly Individual[],
  validations: ReadonlyMap<number, number>,
  compareScores: (a: number, b: number) => number,
): Individual | undefined {
  let champion: Individual | undefined
  for (const individual of candidates) {
    const theirs = validations.get(individual.number)
    const best = champion && validations.get(champion.number)
    if (champion === undefined) champion = individual
    else if (theirs !== undefined && (best === undefined || compareScores(theirs, best) < 0)) champion = individual
  }
  return champion
}
