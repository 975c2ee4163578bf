import type { StopReason } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { SetName } from '../contracts/evaluation.ts'
import type { Status, Stuck } from '../contracts/event.ts'
import { diagnose } from '../learning/stuck.ts'
import type { Individual } from '../contracts/individual.ts'
import { budgetOf, evaluationsSpent } from './state.ts'
import type { SearchState } from './state.ts'
import type { SetResult } from './validation.ts'

/** Where a search stands, for people. */
export type SearchStatus = Pick<
  Status,
  'phase' | 'budget' | 'evaluations' | 'programsTried' | 'commits' | 'fuel' | 'best' | 'validation' | 'islands' | 'outcomes' | 'stuck'
>

/** A finished search. */
export interface Conclusion {
  readonly reason: StopReason
  readonly champion: Individual
  /** Its score on validation, where there is one. */
  readonly validation?: number
  /** Its results on the held-out sets. */
  readonly heldOut: ReadonlyMap<SetName, SetResult>
}

/** Says what is wrong, if nothing better has been found for long. With several objectives the best score says too little for that. */
function diagnosis(state: SearchState): Stuck | undefined {
  const { manifest, facts, spent, islands, settling, credit, outcomes } = state
  if (manifest.problem.objectives !== undefined || state.phase === 'initializing') return undefined
  return diagnose({
    evaluations: evaluationsSpent(state),
    since: (spent.cases - (state.gained ?? 0)) / facts.trainCases,
    gained: settling.hasGained(),
    islands: islands.status(),
    operators: credit.counts,
    outcomes,
    strategy: manifest.strategy,
    asksModels: manifest.asking !== undefined,
  })
}

/** Where a search stands now. */
export function statusOf(state: SearchState): SearchStatus {
  const { phase, spent, islands, outcomes } = state
  const { best } = islands
  const validated = state.validation.best
  return {
    phase,
    budget: budgetOf(state),
    evaluations: evaluationsSpent(state),
    ...defined({ programsTried: spent.programsTried }),
    commits: spent.tickets,
    fuel: spent.fuel,
    ...defined({
      best: best && { number: best.number, score: best.score, size: best.size },
      validation: validated && { number: validated.individual.number, score: validated.score },
    }),
    islands: islands.status(),
    outcomes: { ...outcomes },
    ...defined({ stuck: diagnosis(state) }),
  }
}

/** What a search has come to; undefined until it has finished. */
export function conclusionOf({ phase, champion, stopped, validation, facts }: SearchState): Conclusion | undefined {
  if (phase !== 'finished' || champion === undefined) return undefined
  const heldOut = facts.heldOut.flatMap((set): [SetName, SetResult][] => {
    const result = validation.find(champion.number, set)
    return result === undefined ? [] : [[set, result]]
  })
  return {
    reason: stopped ?? 'stopped',
    champion,
    ...defined({ validation: validation.scores.get(champion.number) }),
    heldOut: new Map(heldOut),
  }
}
