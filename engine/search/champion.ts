import type { Island } from './elitist.ts'
import type { Member } from './ranking.ts'

/** The best `count` residents of all islands on train, one for each signature: those that validation looks at. */
export function finalists(islands: readonly Island[], count: number, byRank: (a: Member, b: Member) => number): Member[] {
  const chosen: Member[] = []
  const seen = new Set<string>()
  for (const member of islands.flatMap(({ residents }) => residents).sort(byRank)) {
    if (chosen.length === count) break
    if (!seen.has(member.signature)) chosen.push(member)
    seen.add(member.signature)
  }
  return chosen
}

/**
 * The champion: the finalist with the best validation score, by rank on train where those are equal or where there is
 * no validation set.
 */
export function chooseChampion(
  candidates: readonly Member[],
  validations: ReadonlyMap<number, number>,
  compareScores: (a: number, b: number) => number,
): Member | undefined {
  let champion: Member | undefined
  for (const member of candidates) {
    const theirs = validations.get(member.number)
    const best = champion && validations.get(champion.number)
    if (champion === undefined) champion = member
    else if (theirs !== undefined && (best === undefined || compareScores(theirs, best) < 0)) champion = member
  }
  return champion
}
