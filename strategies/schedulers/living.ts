import type { Individual } from '../../engine/contracts/individual.ts'
import type { SchedulerView } from '../../engine/contracts/scheduler.ts'

/** Everyone who lives on some island, each once, island by island, best first. */
export const livingOn = ({ islands }: Pick<SchedulerView, 'islands'>): readonly Individual[] =>
  islands.length === 1
    ? (islands[0]?.individuals ?? [])
    : [...new Map(islands.flatMap(({ individuals }) => individuals).map((individual) => [individual.number, individual])).values()]

/** Positions of the first `count` train cases on which an individual is neither judged nor being judged. */
export function openCases({ number, caseScores }: Individual, count: number, { taken }: Pick<SchedulerView, 'taken'>): readonly number[] {
  const busy = taken(number)
  return Array.from({ length: count }, (_, at) => at).filter((at) => Number.isNaN(caseScores[at] ?? Number.NaN) && !busy.includes(at))
}
