import type { Individual } from '../../engine/contracts/individual.ts'
import type { Direction } from '../../engine/contracts/objective.ts'
import type { Scheduled, SchedulerView } from '../../engine/contracts/scheduler.ts'
import { openCases } from './living.ts'

/** Individuals by their mean over the first `count` cases, best first; of equal ones the older. */
function byFirstCases(individuals: readonly Individual[], count: number, direction: Direction): Individual[] {
  const sign = direction === 'minimize' ? 1 : -1
  const sums = new Map(
    individuals.map((each) => [each, sign * each.caseScores.slice(0, count).reduce((sum, score) => sum + score, 0)] as const),
  )
  return [...individuals].sort((a, b) => (sums.get(a) as number) - (sums.get(b) as number) || a.number - b.number)
}

/** What a bracket has to be judged on next; undefined when it waits for results, or is through. */
export function nextInRounds(
  bracket: readonly Individual[],
  view: SchedulerView,
  { cases, eta }: { readonly cases: number; readonly eta: number },
): Extract<Scheduled, { readonly evaluate: number }> | undefined {
  let round = bracket
  let further = cases
  for (let count = 0; round.length > 1 && count < view.trainCases; further *= eta) {
    count = Math.min(view.trainCases, count + further)
    for (const individual of round) {
      const open = openCases(individual, count, view)
      if (open.length > 0) return { evaluate: individual.number, cases: open }
    }
    const isJudged = ({ caseScores }: Individual): boolean =>
      caseScores.length >= count && caseScores.slice(0, count).every((score) => !Number.isNaN(score))
    if (!round.every(isJudged)) return undefined
    round = byFirstCases(round, count, view.islands[0]?.direction ?? 'maximize').slice(0, Math.floor(round.length / eta))
  }
  return undefined
}
