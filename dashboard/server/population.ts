import type { JournalRecord, Placement, ProgramJudgement } from '../../engine/contracts/archive.ts'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Manifest } from '../../engine/contracts/manifest.ts'
import { createIsland } from '../../engine/search/elitist.ts'
import type { Island, Population as Residents } from '../../engine/search/elitist.ts'
import { createJudgements } from '../../engine/search/overrides.ts'
import { createMember } from '../../engine/search/individual.ts'
import { createParetoIsland } from '../../engine/search/nsga2.ts'
import { byRank } from '../../engine/search/ranking.ts'
import type { Member } from '../../engine/search/ranking.ts'
import { revise } from '../../engine/search/revision.ts'

/** A program that a commit brought. */
export interface Newcomer {
  readonly number: number
  readonly size: number
  readonly evaluation: Evaluation
  readonly placement: Placement | undefined
  /** Where it was made; a seed, or what a person wrote, is put on every island. */
  readonly island: number | 'all'
}

/** A program that lives nowhere any more, as it was when it came. */
export type Remembered = Omit<Newcomer, 'placement' | 'island'> & { readonly niche: string; readonly island: number }

/** Who lives on a run's islands: the engine's own islands, led by what the journal says was placed, who moved and what was judged. */
export interface Population {
  readonly islands: readonly Island[]
  /** Takes in a commit; the new best if it is one. */
  settle(newcomer: Newcomer): Member | undefined
  /** A commit is over. */
  next(): void
  /** Where islands begin anew, a program that is found again settles on its island as if it were new. */
  resettle(newcomer: Omit<Newcomer, 'island' | 'placement'> & { readonly island: number; readonly niche: string }): void
  migrate(record: Extract<JournalRecord, { type: 'migration' }>): void
  /** An island begins anew with the first programs. */
  renew(record: Extract<JournalRecord, { type: 'renewal' }>): void
  judge(judgement: ProgramJudgement, remember: (number: number) => Remembered | undefined): void
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
  const judgements = createJudgements(byRank(problem.direction))
  const { rank } = judgements
  const settleIsland = (capacity: number, residents: Residents = { residents: [], elites: [] }): Island =>
    (problem.objectives === undefined ? createIsland : createParetoIsland)(capacity, rank, residents, judgements.keeps)
  const islands = strategy.islands.map(({ capacity }) => settleIsland(capacity))
  let members = new Map<number, Member>()
  /** Programs that were put on every island, which islands may begin anew with. */
  const founders = new Map<number, Member>()
  let best: Member | undefined
  let harbouring = false

  function forget(): void {
    const living = islands.reduce((sum, { residents }) => sum + residents.length, 0)
    if (members.size <= 2 * living + SLACK) return
    members = new Map(islands.flatMap(({ residents }) => residents.map((member) => [member.number, member])))
  }

  const memberOf = ({ number, size, evaluation }: Pick<Newcomer, 'number' | 'size' | 'evaluation'>, niche: string): Member | undefined => {
    const made = createMember(number, { size }, evaluation, [], problem.objectives)
    return made && { ...made, niche }
  }

  /** Lets the populations be as judgements want them, as the search does. */
  function reviseIslands(): void {
    const crowded = problem.objectives === undefined ? (at: number) => strategy.islands[at]?.capacity : () => undefined
    for (const [at, population] of revise(islands, judgements, crowded).entries())
      islands[at] = settleIsland(strategy.islands[at]?.capacity ?? 0, population)
    harbouring = islands.some(({ residents }) => residents.some(judgements.rejects))
    best = islands.flatMap(({ residents }) => residents).sort(rank)[0]
  }

  return {
    islands,
    settle({ number, size, evaluation, placement, island }) {
      if (placement?.kind !== 'placed') return undefined
      const member = memberOf({ number, size, evaluation }, placement.niche)
      if (member === undefined) return undefined
      forget()
      members.set(number, member)
      if (island === 'all') {
        founders.set(number, member)
        for (const each of islands) each.place(member)
      } else islands[island]?.place(member)
      if (best !== undefined && rank(member, best) >= 0) return undefined
      best = member
      return member
    },
    next() {
      if (harbouring) reviseIslands()
    },
    resettle({ island, niche, ...program }) {
      const member = memberOf(program, niche)
      if (member === undefined) return
      members.set(member.number, member)
      islands[island]?.place(member)
    },
    renew({ island, programs }) {
      const made = settleIsland(strategy.islands[island]?.capacity ?? 0)
      for (const number of programs) {
        const member = founders.get(number)
        if (member !== undefined) made.place(member)
      }
      islands[island] = made
    },
    migrate({ to, programs }) {
      for (const number of programs) {
        const member = members.get(number)
        if (member !== undefined) islands[to]?.place(member)
      }
    },
    judge(judgement, remember) {
      const living = (number: number): Member | undefined =>
        islands.flatMap(({ residents }) => residents).find((member) => member.number === number)
      const recall = (number: number): { readonly member: Member; readonly home: number } | undefined => {
        const past = remember(number)
        const member = past && memberOf(past, past.niche)
        return member && { member, home: past.island }
      }
      judgements.hear(judgement, (number) => living(number) ?? recall(number)?.member)
      if (judgement.verdict === 'keep' && living(judgement.program) === undefined) {
        const returned = recall(judgement.program)
        if (returned !== undefined) {
          members.set(returned.member.number, returned.member)
          islands[returned.home]?.place(returned.member)
        }
      }
      reviseIslands()
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
