import type { Change, CommitRecord, JournalRecord, Placement } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { Status } from '../contracts/event.ts'
import type { Individual } from '../contracts/individual.ts'
import type { Direction, Objective } from '../contracts/objective.ts'
import type { Survival } from '../contracts/survival.ts'
import { indexed } from './indexed.ts'
import type { IndexedPopulation } from './indexed.ts'
import { individualIn, islandOf, parentsOf } from './individual.ts'
import { createOverrides } from './overrides.ts'
import type { Overrides, OverridesSnapshot } from './overrides.ts'
import { bestOf, byRank } from './ranking.ts'
import { RecordedPopulation } from './recorded.ts'
import { Renewed } from './renewed.ts'
import type { RenewedSnapshot } from './renewed.ts'

/** Finds the commit that brought a program. */
export type Origin = (number: number) => CommitRecord | undefined

/** The parts of the islands of a run. */
export interface IslandsParts {
  readonly problem: { readonly direction: Direction; readonly objectives?: readonly Objective[] }
  /** The survival rule of each island. */
  readonly survivals: readonly Survival[]
}

/** Who lives where, as plain data. */
export interface IslandsSnapshot extends RenewedSnapshot {
  readonly best?: number
  readonly overrides?: OverridesSnapshot
  /** The snapshot of each island's population, as its survival rule makes it. */
  readonly islands: readonly unknown[]
}

/**
 * The islands of a run: who lives where, what people think of individuals, and the best of all. `apply` takes in what a journal says, and
 * has two callers. A search decides, by the survival rules of its strategy, and applies the record of its decision. A reader has
 * `recordedSurvival` on every island and applies what it reads; from then on it holds what the search held.
 */
export class Islands {
  readonly #parts: IslandsParts
  readonly #populations: IndexedPopulation[]
  readonly #overrides: Overrides
  readonly #renewed: Renewed
  #best: Individual | undefined
  #retainsRejected: boolean

  /** The islands of a run: empty, or as they were when the snapshot was taken. */
  constructor(parts: IslandsParts, snapshot?: IslandsSnapshot, individualOf: (number: number) => Individual = unknown) {
    this.#parts = parts
    this.#overrides = createOverrides(byRank(parts.problem.direction), snapshot?.overrides)
    this.#populations = parts.survivals.map((survival, at) =>
      indexed(survival.create(this.#overrides, snapshot && { snapshot: snapshot.islands[at], find: individualOf })),
    )
    this.#best = snapshot?.best === undefined ? undefined : individualOf(snapshot.best)
    this.#renewed = new Renewed(snapshot, individualOf)
    this.#retainsRejected = this.#hasRejected()
  }

  /** The population that each island has now; another one once the island was cleared. */
  get populations(): readonly IndexedPopulation[] {
    return this.#populations
  }

  get overrides(): Overrides {
    return this.#overrides
  }

  /** The best that was ever placed, or, once a person said something of a program, the best that lives. */
  get best(): Individual | undefined {
    return this.#best
  }

  /** Whether a rejected individual lives somewhere, because nobody else did. */
  get retainsRejected(): boolean {
    return this.#retainsRejected
  }

  /** Whether an individual is better than the best of all. */
  leads(individual: Individual): boolean {
    return this.#best === undefined || this.#overrides.rank(individual, this.#best) < 0
  }

  /** Everyone who lives, each once, best first. */
  ranked(): readonly Individual[] {
    const byNumber = new Map(this.individuals().map((individual) => [individual.number, individual]))
    return [...byNumber.values()].sort(this.#overrides.rank)
  }

  /** Everyone who lives, island by island. */
  individuals(): Individual[] {
    return this.#populations.flatMap(({ individuals }) => individuals)
  }

  /** The individual that lives somewhere under a number. */
  find(number: number): Individual | undefined {
    for (const population of this.#populations) {
      const found = population.find(number)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Whether a program was judged further after it came. */
  isRenewed(number: number): boolean {
    return this.#renewed.has(number)
  }

  /** An individual as it is since its program was judged further; undefined where it has no score any more. */
  latest(individual: Individual): Individual | undefined {
    return this.#renewed.has(individual.number) ? this.#renewed.find(individual.number) : individual
  }

  /** An empty population for an island. */
  create(island: number): IndexedPopulation {
    return indexed((this.#parts.survivals[island] as Survival).create(this.#overrides))
  }

  /** Puts another population in the place of an island's. */
  replace(island: number, population: IndexedPopulation): void {
    this.#populations[island] = population
  }

  /**
   * Applies what the journal says; returns the individual that is the best of all since. `origin` finds programs that live nowhere;
   * `newcomer` is the individual of a commit, for whoever has it at hand.
   */
  apply(record: JournalRecord, origin: Origin = () => undefined, newcomer?: Individual): Individual | undefined {
    const past: Find = (number) => {
      const commit = origin(number)
      return commit && individualIn(commit, this.#parts.problem)
    }
    const find: Find = (number) => this.find(number) ?? (this.#renewed.has(number) ? this.#renewed.find(number) : past(number))
    switch (record.type) {
      case 'commit':
        return record.merged === undefined
          ? this.#applyCommit(record, find, newcomer ?? this.#newcomerIn(record, origin, find))
          : this.#applyMerged(record, find, newcomer ?? this.#renewedIn(record, find))
      case 'migration':
        this.#change({ island: record.to, added: record.programs, removed: record.removed }, find)
        return undefined
      case 'reset': {
        const removed = this.#populations[record.island]?.individuals.map(({ number }) => number) ?? []
        this.#change({ island: record.island, added: record.programs, removed }, find)
        this.#follow(record.changes, find)
        return undefined
      }
      case 'override':
        this.#overrides.record(record, find)
        for (const population of this.#populations) if (population instanceof RecordedPopulation) population.reorder()
        this.#follow([], find, true)
        return undefined
      case 'resettled':
        this.#follow(record.changes, find, true)
        return undefined
      default:
        return undefined
    }
  }

  status(): Status['islands'] {
    return this.#populations.map(({ individuals, elites }) => ({
      individuals: individuals.length,
      cells: elites.length,
      ...defined({ best: individuals[0]?.score }),
    }))
  }

  snapshot(): IslandsSnapshot {
    return {
      ...defined({ best: this.#best?.number, overrides: this.#overrides.snapshot() }),
      islands: this.#populations.map((population) => population.snapshot()),
      ...this.#renewed.snapshot(),
    }
  }

  /** Every individual that the snapshot names. */
  get named(): readonly Individual[] {
    return [...(this.#best === undefined ? [] : [this.#best]), ...this.individuals(), ...this.#renewed.individuals]
  }

  #applyCommit(record: CommitRecord, find: Find, newcomer: Individual | undefined): Individual | undefined {
    const { ticket, placement, changes } = record
    const known: Find = (number) => (number === newcomer?.number ? newcomer : find(number))
    if (newcomer !== undefined && livesBy(placement))
      this.#change({ island: islandOf(ticket), added: [newcomer.number], removed: placement.removed ?? [] }, known)
    const improved = placement?.kind === 'placed' && newcomer !== undefined && this.leads(newcomer) ? newcomer : undefined
    this.#best = improved ?? this.#best
    this.#follow(changes, known)
    return improved
  }

  /** Takes in what a program is since it was judged further. */
  #applyMerged({ outcome, changes }: CommitRecord, find: Find, renewed: Individual | undefined): Individual | undefined {
    if (outcome.kind !== 'evaluated') return undefined
    const { number } = outcome.program
    const before = this.#best
    this.#renewed.set(number, renewed)
    if (renewed !== undefined && this.#overrides.renew(renewed))
      for (const population of this.#populations) if (population instanceof RecordedPopulation) population.reorder()
    this.#follow(changes, (other) => (other === number ? renewed : find(other)))
    const isBetter = renewed !== undefined && (before === undefined || this.#overrides.rank(renewed, before) < 0)
    if (before?.number === number) this.#best = bestOf(this.individuals(), this.#overrides.rank)
    else if (isBetter && this.find(number) !== undefined) this.#best = renewed
    return isBetter && this.#best === renewed ? renewed : undefined
  }

  /** The individual of a program that was judged further, with the parents that it came with. */
  #renewedIn(record: CommitRecord, find: Find): Individual | undefined {
    const number = record.outcome.kind === 'evaluated' ? record.outcome.program.number : 0
    return individualIn(record, this.#parts.problem, find(number)?.parents)
  }

  /** The individual that came to live somewhere by a commit. */
  #newcomerIn(record: CommitRecord, origin: Origin, find: Find): Individual | undefined {
    const { ticket, outcome, placement, changes } = record
    if (changes === undefined && !livesBy(placement)) return undefined
    if (outcome.kind === 'known') return find(outcome.program)
    const first = placement?.kind === 'duplicate' ? origin(placement.of)?.ticket : undefined
    return individualIn(record, this.#parts.problem, parentsOf(first ?? ticket))
  }

  /** Makes further changes, and looks for the best of all anew where people's word has changed or rejected individuals may have left. */
  #follow(changes: readonly Change[] = [], find: Find, isRevised = this.#retainsRejected): void {
    for (const change of changes) this.#change(change, find)
    if (!isRevised) return
    this.#retainsRejected = this.#hasRejected()
    this.#best = bestOf(this.individuals(), this.#overrides.rank)
  }

  /** Adds and removes individuals of an island whose survival is recorded; any other rule did so when it decided. */
  #change({ island, added, removed }: Change, find: Find): void {
    const population = this.#populations[island]
    const come = (): Individual[] => added.flatMap((number) => find(number) ?? [])
    if (population instanceof RecordedPopulation) population.change(come(), removed)
  }

  #hasRejected(): boolean {
    return this.individuals().some(this.#overrides.rejects)
  }
}

type Find = (number: number) => Individual | undefined

/** Whether a placement lets a program live on the island of its ticket. */
const livesBy = (placement: Placement | undefined): placement is Extract<Placement, { readonly removed?: readonly number[] }> =>
  placement?.kind === 'placed' || (placement?.kind === 'duplicate' && placement.cell !== undefined)

function unknown(number: number): never {
  throw new RangeError(`individual ${number} is unknown`)
}
