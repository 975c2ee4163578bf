import type { JournalRecord, Placement } from '../../engine/contracts/archive.ts'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Manifest } from '../../engine/contracts/manifest.ts'
import { createIsland } from '../../engine/island.ts'
import type { Island } from '../../engine/island.ts'
import { createMember } from '../../engine/member.ts'
import { createParetoIsland } from '../../engine/pareto-island.ts'
import { byRank } from '../../engine/ranking.ts'
import type { Member } from '../../engine/ranking.ts'

/** A program that a commit brought. */
export interface Newcomer {
  readonly number: number
  readonly size: number
  readonly evaluation: Evaluation
  readonly placement: Placement | undefined
  /** Where it was made; a seed is put on every island. */
  readonly island: number | 'all'
}

/** Who lives on a run's islands: the engine's own islands, led by what the journal says was placed and who moved. */
export interface Population {
  readonly islands: readonly Island[]
  /** Takes in a commit; the new best if it is one. */
  settle(newcomer: Newcomer): Member | undefined
  migrate(record: Extract<JournalRecord, { type: 'migration' }>): void
  /** The elite of each niche over all islands. */
  elites(): Map<string, { readonly member: Member; readonly island: number }>
  /** Whether a program lives on some island. */
  lives(number: number): boolean
  /** Scores of all residents, island by island. */
  readonly scores: readonly (readonly number[])[]
  readonly best: Member | undefined
}

/** Members that are remembered beyond the residents before the others are forgotten. */
const SLACK = 10_000

/** The islands of a run before its first commit. Niches are as the journal names them, so that nothing of the problem is needed. */
export function createPopulation({ strategy, problem }: Manifest): Population {
  const rank = byRank(problem.direction)
  const create = problem.objectives === undefined ? createIsland : createParetoIsland
  const islands = strategy.islands.map(({ capacity }) => create(capacity, rank))
  let members = new Map<number, Member>()
  let best: Member | undefined

  function forget(): void {
    const living = islands.reduce((sum, { residents }) => sum + residents.length, 0)
    if (members.size <= 2 * living + SLACK) return
    members = new Map(islands.flatMap(({ residents }) => residents.map((member) => [member.number, member])))
  }

  return {
    islands,
    settle({ number, size, evaluation, placement, island }) {
      if (placement?.kind !== 'placed') return undefined
      const made = createMember(number, { size }, evaluation, [], problem.objectives)
      if (made === undefined) return undefined
      forget()
      const member = { ...made, niche: placement.niche }
      members.set(number, member)
      if (island === 'all') for (const each of islands) each.place(member)
      else islands[island]?.place(member)
      if (best !== undefined && rank(member, best) >= 0) return undefined
      best = member
      return member
    },
    migrate({ to, programs }) {
      for (const number of programs) {
        const member = members.get(number)
        if (member !== undefined) islands[to]?.place(member)
      }
    },
    elites() {
      const found = new Map<string, { member: Member; island: number }>()
      islands.forEach((each, island) => {
        for (const member of each.elites) {
          const rival = found.get(member.niche)
          if (rival === undefined || rank(member, rival.member) < 0) found.set(member.niche, { member, island })
        }
      })
      return found
    },
    lives: (number) => islands.some(({ residents }) => residents.some((member) => member.number === number)),
    get scores() {
      return islands.map(({ residents }) => residents.map(({ score }) => score))
    },
    get best() {
      return best
    },
  }
}
