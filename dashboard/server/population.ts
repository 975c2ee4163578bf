import { defined } from '../../engine/contracts/defined.ts'
import type { JournalRecord, Placement, Override } from '../../engine/contracts/archive.ts'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Manifest } from '../../engine/contracts/manifest.ts'
import { createRegistry } from '../../engine/contracts/registry.ts'
import { completeStrategy } from '../../engine/contracts/strategy.ts'
import type { Population, Survival } from '../../engine/contracts/survival.ts'
import { createOverrides } from '../../engine/search/overrides.ts'
import { createIndividual } from '../../engine/search/individual.ts'
import { byRank } from '../../engine/search/ranking.ts'
import type { Individual } from '../../engine/contracts/individual.ts'
import { revise } from '../../engine/search/revision.ts'
import { strategyParts } from '../../strategies/index.ts'
import { isRecorded, recordedSurvival } from './recorded.ts'

/** A program that a commit brought. */
export interface Newcomer {
  readonly number: number
  readonly size: number
  readonly evaluation: Evaluation
  readonly placement: Placement | undefined
  /** Where it was made; an initial program, or what a person wrote, is put on every island. */
  readonly island: number | 'all'
}

/** A program that lives nowhere any more, as it was when it came. */
export type Remembered = Omit<Newcomer, 'placement' | 'island'> & { readonly cell: string; readonly island: number }

/** Who lives on a run's islands: the engine's own islands, led by what the journal says was placed, who moved and what was judged. */
export interface RunPopulation {
  readonly islands: readonly Population[]
  /** Takes in a commit; the new best if it is one. */
  settle(newcomer: Newcomer): Individual | undefined
  /** A commit is over. */
  next(): void
  /** Where islands begin anew, a program that is found again settles on its island as if it were new. */
  resettle(newcomer: Omit<Newcomer, 'island' | 'placement'> & { readonly island: number; readonly cell: string }): void
  migrate(record: Extract<JournalRecord, { type: 'migration' }>): void
  /** An island begins anew with the first programs. */
  renew(record: Extract<JournalRecord, { type: 'reset' }>): void
  judge(override: Override, remember: (number: number) => Remembered | undefined): void
  /** The elite of each cell over all islands. */
  elites(): Map<string, { readonly individual: Individual; readonly island: number }>
  /** Whether a program lives on some island. */
  lives(number: number): boolean
  /** Scores of all individuals, island by island. */
  readonly scores: readonly (readonly number[])[]
  readonly best: Individual | undefined
}

/** Individuals that are remembered beyond the individuals before the others are forgotten. */
const SLACK = 10_000

/** The survival rules of a run's islands; of a rule that comes from a plug-in the journal tells. */
function survivalsOf({ strategy, problem }: Pick<Manifest, 'strategy' | 'problem'>): Survival[] {
  const registry = createRegistry(strategyParts)
  return completeStrategy(strategy, problem, registry).islands.map(({ survival: { use = '', ...options } = {} }) =>
    registry.find('survival', use) === undefined ? recordedSurvival : registry.create('survival', { use, ...options }),
  )
}

/** The islands of a run before its first commit. Cells are as the journal names them, so that nothing of the problem is needed. */
export function createPopulation({ strategy, problem }: Manifest): RunPopulation {
  const overrides = createOverrides(byRank(problem.direction))
  const { rank } = overrides
  const rules = survivalsOf({ strategy, problem })
  const create = (at: number): Population => (rules[at] ?? recordedSurvival).create(overrides)
  const islands = rules.map((_, at) => create(at))
  let individuals = new Map<number, Individual>()
  /** Programs that were put on every island, which islands may begin anew with. */
  const founders = new Map<number, Individual>()
  let best: Individual | undefined
  let retainsRejected = false

  function forget(): void {
    const living = islands.reduce((sum, { individuals }) => sum + individuals.length, 0)
    if (individuals.size <= 2 * living + SLACK) return
    individuals = new Map(islands.flatMap(({ individuals }) => individuals.map((individual) => [individual.number, individual])))
  }

  const individualOf = (
    { number, size, evaluation }: Pick<Newcomer, 'number' | 'size' | 'evaluation'>,
    cell: string,
  ): Individual | undefined => {
    const made = createIndividual(number, { program: { size }, evaluation }, defined({ objectives: problem.objectives }))
    return made && { ...made, cell }
  }

  /** Lets the populations be as overrides want them, as the search does. */
  function reviseIslands(): void {
    revise(islands, overrides, create)
    retainsRejected = islands.some(({ individuals }) => individuals.some(overrides.rejects))
    best = islands.flatMap(({ individuals }) => individuals).sort(rank)[0]
  }

  return {
    islands,
    settle({ number, size, evaluation, placement, island }) {
      if (placement?.kind !== 'placed') return undefined
      const individual = individualOf({ number, size, evaluation }, placement.cell)
      if (individual === undefined) return undefined
      forget()
      individuals.set(number, individual)
      if (island === 'all') {
        founders.set(number, individual)
        for (const each of islands) each.insert(individual)
      } else islands[island]?.insert(individual)
      const home = islands[island === 'all' ? 0 : island]
      if (home !== undefined && isRecorded(home)) home.remove(placement.removed)
      if (best !== undefined && rank(individual, best) >= 0) return undefined
      best = individual
      return individual
    },
    next() {
      if (retainsRejected) reviseIslands()
    },
    resettle({ island, cell, ...program }) {
      const individual = individualOf(program, cell)
      if (individual === undefined) return
      individuals.set(individual.number, individual)
      islands[island]?.insert(individual)
    },
    renew({ island, programs }) {
      const made = create(island)
      for (const number of programs) {
        const individual = founders.get(number) ?? individuals.get(number)
        if (individual !== undefined) made.insert(individual)
      }
      islands[island] = made
    },
    migrate({ to, programs }) {
      for (const number of programs) {
        const individual = individuals.get(number)
        if (individual !== undefined) islands[to]?.insert(individual)
      }
    },
    judge(override, remember) {
      const living = (number: number): Individual | undefined =>
        islands.flatMap(({ individuals }) => individuals).find((individual) => individual.number === number)
      const recall = (number: number): { readonly individual: Individual; readonly home: number } | undefined => {
        const past = remember(number)
        const individual = past && individualOf(past, past.cell)
        return individual && { individual, home: past.island }
      }
      overrides.record(override, (number) => living(number) ?? recall(number)?.individual)
      if (override.verdict === 'keep' && living(override.program) === undefined) {
        const returned = recall(override.program)
        if (returned !== undefined) {
          individuals.set(returned.individual.number, returned.individual)
          islands[returned.home]?.insert(returned.individual)
        }
      }
      reviseIslands()
    },
    elites() {
      const found = new Map<string, { individual: Individual; island: number }>()
      islands.forEach((each, island) => {
        for (const individual of each.elites) {
          const rival = found.get(individual.cell)
          if (rival === undefined || rank(individual, rival.individual) < 0) found.set(individual.cell, { individual, island })
        }
      })
      return found
    },
    lives: (number) => islands.some(({ individuals }) => individuals.some((individual) => individual.number === number)),
    get scores() {
      return islands.map(({ individuals }) => individuals.map(({ score }) => score))
    },
    get best() {
      return best
    },
  }
}
