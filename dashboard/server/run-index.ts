import type { Archive, CommitRecord, JournalEntry, JournalRecord } from '../../engine/contracts/archive.ts'
import type { Evaluation, SetName, Verdict } from '../../engine/contracts/evaluation.ts'
import type { Budget, Manifest } from '../../engine/contracts/manifest.ts'
import { fuelOf } from '../../engine/contracts/ticket.ts'
import type { Outcome } from '../../engine/contracts/ticket.ts'
import { endOf } from '../../engine/contracts/event.ts'
import type { Individual } from '../../engine/contracts/individual.ts'
import { islandOf, parentsOf } from '../../engine/population/individual.ts'
import { Islands } from '../../engine/population/islands.ts'
import { recordedSurvival } from '../../engine/population/recorded.ts'
import { charge } from '../../engine/search/budget.ts'
import type { Spent } from '../../engine/search/budget.ts'
import type { Improvement, Moment, JournalEvent } from '../api-types.ts'
import { elitesOf } from './elites.ts'
import { createCallIndex } from './call-index.ts'
import type { CallIndex } from './call-index.ts'
import { journalEventOf } from './events.ts'
import { createOperators } from './operators.ts'
import type { Operators } from './operators.ts'
import { createSamples } from './samples.ts'
import type { Sample, Samples } from './samples.ts'
import { previewOf } from './preview.ts'
import type { Preview } from './preview.ts'
import { Growing, Names } from './table.ts'

type Champion = Extract<JournalRecord, { type: 'champion' }>
type HeldOutResult = Extract<JournalRecord, { type: 'heldOut' }>
type Finish = Extract<JournalRecord, { type: 'finish' }>
type Evaluated = Extract<CommitRecord['outcome'], { kind: 'evaluated' }>

/** Kinds of placement, by number. */
export const PLACEMENTS = ['no-score', 'duplicate-behaviour', 'not-added', 'placed'] as const
/** Verdicts, by number. */
export const VERDICTS: readonly Verdict[] = ['scored', 'error', 'fuel', 'invalid', 'unverified', 'timeout', 'memory', 'crash']

/** A program that was looked at on a further set. */
export interface Validation extends Moment {
  readonly number: number
  readonly score: number
}

/** What the journal says of each program: position k is that of program k + 1. */
export interface ProgramTable {
  /** NaN for one that did not score. */
  readonly scores: Growing<Float64Array>
  readonly sizes: Growing<Uint32Array>
  /** Index of the commit's entry in the journal. */
  readonly entries: Growing<Uint32Array>
  /** How many commits there were by then. */
  readonly commits: Growing<Uint32Array>
  /** Numbers of the parents; 0 where there is none. */
  readonly parents: Growing<Uint32Array>
  readonly partners: Growing<Uint32Array>
  readonly islands: Growing<Uint8Array>
  readonly placements: Growing<Uint8Array>
  readonly verdicts: Growing<Uint8Array>
  readonly operators: Growing<Uint16Array>
  /** The program that took its place; 0 while none has. */
  readonly displacedBy: Growing<Uint32Array>
  /** Tickets with it as their parent that brought no new program. */
  readonly failures: Growing<Uint32Array>
}

/** Improvements, migrations and journalEvents that are kept: the last ones. */
const MOST = 5000

/** A rest of more than so many milliseconds is no work. */
const REST = 60_000

/** Entries that are read in one go: a matter of milliseconds. */
const BATCH = 256

/**
 * All that the page may ask of a run, kept up to date by reading its journal once, from the first entry to the last, a little at a time.
 * About 60 bytes a program; what is large (sources, cases, replies) stays in the archive.
 */
export class RunIndex {
  readonly archive: Archive
  readonly manifest: Manifest
  budget: Budget
  readonly operatorNames: Names = new Names()
  readonly programs: ProgramTable = {
    scores: new Growing(Float64Array),
    sizes: new Growing(Uint32Array),
    entries: new Growing(Uint32Array),
    commits: new Growing(Uint32Array),
    parents: new Growing(Uint32Array),
    partners: new Growing(Uint32Array),
    islands: new Growing(Uint8Array),
    placements: new Growing(Uint8Array),
    verdicts: new Growing(Uint8Array),
    operators: new Growing(Uint16Array),
    displacedBy: new Growing(Uint32Array),
    failures: new Growing(Uint32Array),
  }
  /** Who lives where. */
  readonly islands: Islands
  readonly samples: Samples = createSamples()
  readonly operators: Operators = createOperators()
  readonly calls: CallIndex
  readonly spent: Spent = { cases: 0, programsTried: 0, fuel: 0, tickets: 0, calls: 0, tokens: 0, cost: 0 }
  readonly outcomes: Record<string, number> = {}
  improvements: Improvement[] = []
  readonly validations: Map<number, Validation> = new Map()
  /** Programs that came to all islands at once: initial programs, and what people wrote. */
  readonly everywhere: Set<number> = new Set()
  /** Entries that judge a program on further sets. */
  readonly further: Map<number, number[]> = new Map()
  /** Where programs went: moves of each, in order. */
  readonly moves: Map<number, { readonly from: number; readonly to: number; readonly commit: number }[]> = new Map()
  journalEvents: JournalEvent[] = []
  /** Of the search's last end; none while it goes on. */
  champion: Champion | undefined
  finish: Finish | undefined
  readonly heldOut: Map<string, HeldOutResult> = new Map()
  /** Index of the last entry that was read. */
  index = 0
  digest: string | undefined
  startedAt: number | undefined
  lastAt: number | undefined
  private overview: Preview | undefined
  private caughtUp = false
  private working = 0
  private trainCases = 0
  private initialScore: number | undefined

  constructor({ archive, manifest, budget }: { readonly archive: Archive; readonly manifest: Manifest; readonly budget: Budget }) {
    this.archive = archive
    this.manifest = manifest
    this.budget = budget
    this.islands = new Islands({ problem: manifest.problem, survivals: manifest.strategy.islands.map(() => recordedSurvival) })
    this.calls = createCallIndex()
  }

  /** Reads on for about so many milliseconds; whether there may be more to read. */
  read(milliseconds: number): boolean {
    const until = performance.now() + milliseconds
    do {
      const from = this.index + 1
      for (const entry of this.archive.entries(from, from + BATCH)) this.take(entry)
      if (this.index < from + BATCH - 1) {
        this.caughtUp = true
        return false
      }
    } while (performance.now() < until)
    return true
  }

  /** How much of the journal has been read; all of it from when its end was reached for the first time. */
  get share(): number {
    if (this.caughtUp) return 1
    const last = this.archive.head()?.index ?? 0
    return last === 0 ? 1 : this.index / last
  }

  /** The best by the number of the program, over the run in outline; undefined once the journal has been read. */
  get preview(): Preview | undefined {
    if (this.caughtUp) return undefined
    return (this.overview ??= previewOf(this.archive, this.manifest.problem.direction))
  }

  get moment(): Moment {
    const { fuel, tickets, cost } = this.spent
    return { commit: tickets, evaluations: this.evaluations, seconds: this.working / 1000, fuel, cost }
  }

  get evaluations(): number {
    return this.trainCases === 0 ? 0 : this.spent.cases / this.trainCases
  }

  /** Samples up to now, the last of them of now. */
  get course(): readonly Sample[] {
    const now = this.sample
    return [...this.samples.list.filter(({ commit }) => commit < now.commit), now]
  }

  /** The status now. */
  get sample(): Sample {
    const scores = this.islands.populations.map(({ individuals }) => individuals.map(({ score }) => score))
    const all = Float64Array.from(scores.flat()).sort()
    const sign = this.manifest.problem.direction === 'minimize' ? 1 : -1
    const { size, quality } = this.quality()
    return {
      ...this.moment,
      best: this.islands.best?.score ?? null,
      median: all.length === 0 ? null : ((all[(all.length - 1) >> 1] as number) + (all[all.length >> 1] as number)) / 2,
      islands: scores.map((each) => (each.length === 0 ? null : each.reduce((best, score) => (sign * (score - best) < 0 ? score : best)))),
      coverage: size,
      quality,
    }
  }

  private quality(): { readonly size: number; readonly quality: number } {
    const elites = elitesOf(this.islands)
    const sign = this.manifest.problem.direction === 'minimize' ? 1 : -1
    let quality = 0
    for (const { individual } of elites.values())
      quality += Math.max(0, sign * ((this.initialScore ?? individual.score) - individual.score))
    return { size: elites.size, quality }
  }

  private take({ index, at, record, digest }: JournalEntry): void {
    this.index = index
    this.digest = digest
    this.startedAt ??= at
    const gap = at - (this.lastAt ?? at)
    if (gap > 0 && gap < REST) this.working += gap
    this.lastAt = at
    const journalEvent = journalEventOf(index, at, record)
    if (journalEvent !== undefined) this.journalEvents = lastOf([...this.journalEvents, journalEvent])
    const best = this.islands.apply(record, (number) => this.origin(number))
    switch (record.type) {
      case 'commit':
        return this.commit(index, record, best)
      case 'migration':
        for (const number of record.programs) {
          const moves = this.moves.get(number) ?? []
          if (moves.length < MOST) moves.push({ from: record.from, to: record.to, commit: this.spent.tickets })
          this.moves.set(number, moves)
        }
        return
      case 'champion':
        this.champion = record
        return
      case 'heldOut':
        this.heldOut.set(`${record.program} ${record.set}`, record)
        return
      case 'finish':
        this.finish = record
        return
      case 'extend':
        this.champion = undefined
        this.finish = undefined
        this.budget = record.budget
        return
      default:
    }
  }

  private commit(index: number, record: CommitRecord, best: Individual | undefined): void {
    const { ticket, outcome } = record
    // What is charged for stands in a record as it does in an outcome.
    charge(this.spent, ticket, outcome as Outcome)
    const placed = record.placement?.kind === 'placed'
    const improved = best !== undefined
    if (ticket.kind === 'evaluation') {
      if (record.merged !== undefined) this.renew(ticket.program, record.merged.evaluation, best)
      else if (outcome.kind === 'evaluated' && ticket.cases === undefined) this.learn(index, ticket.program, outcome)
    } else {
      const kind = endOf(record)
      this.outcomes[kind] = (this.outcomes[kind] ?? 0) + 1
      if (outcome.kind === 'evaluated' && outcome.program.number > this.programs.scores.length) this.bring(index, record, outcome, best)
      else if (ticket.kind === 'offspring') for (const parent of new Set(ticket.parents)) this.fail(parent)
      this.operators.count(outcome.operator, { outcome: kind, placed, improved, fuel: fuelOf(outcome as Outcome) })
    }
    if (outcome.calls !== undefined) this.calls.hear(index, outcome, { placed, improved })
    if (this.samples.due(this.spent.tickets)) this.samples.add(this.sample)
  }

  private fail(parent: number): void {
    if (parent > 0) this.programs.failures.set(parent - 1, this.programs.failures.at(parent - 1) + 1)
  }

  /** A new program, which is the best so far where there is a new best. */
  private bring(
    index: number,
    { ticket, placement }: CommitRecord,
    { operator, program, evaluation }: Evaluated,
    best: Individual | undefined,
  ): void {
    const { programs } = this
    const parents = parentsOf(ticket)
    const island = islandOf(ticket)
    const { number, size } = program
    programs.scores.push(evaluation.score ?? Number.NaN)
    programs.sizes.push(size)
    programs.entries.push(index)
    programs.commits.push(this.spent.tickets)
    programs.parents.push(parents[0] ?? 0)
    programs.partners.push(parents[1] ?? 0)
    programs.islands.push(island)
    programs.placements.push(Math.max(0, PLACEMENTS.indexOf((placement?.kind ?? 'no-score') as (typeof PLACEMENTS)[number])))
    programs.verdicts.push(Math.max(0, VERDICTS.indexOf(evaluation.verdict)))
    programs.operators.push(this.operatorNames.numberOf(operator.slice(0, 200)))
    programs.displacedBy.push(0)
    programs.failures.push(0)
    if (placement?.kind === 'placed') for (const gone of placement.removed) programs.displacedBy.set(gone - 1, number)
    if (evaluation.score !== undefined && this.trainCases === 0) this.trainCases = evaluation.cases.length
    if (ticket.kind === 'initial' && Number.isFinite(evaluation.score)) this.initialScore ??= evaluation.score
    if (ticket.kind !== 'offspring') this.everywhere.add(number)
    if (best !== undefined) this.improve(best, island, operator)
  }

  /** A program is the best so far. */
  private improve({ number, score, size }: Individual, island: number, operator: string): void {
    const improvement = { ...this.moment, number, score, size, island, operator: operator.slice(0, 200) }
    this.improvements = lastOf([...this.improvements, improvement])
  }

  /** What is known of a program since it was judged further; it is the best so far where there is a new best. */
  private renew(number: number, { score = Number.NaN, verdict }: Evaluation, best: Individual | undefined): void {
    this.programs.scores.set(number - 1, score)
    this.programs.verdicts.set(number - 1, Math.max(0, VERDICTS.indexOf(verdict)))
    if (best !== undefined) this.improve(best, this.programs.islands.at(number - 1), 'evaluation')
  }

  /** The commit that brought a program. */
  private origin(number: number): CommitRecord | undefined {
    if (number < 1 || number > this.programs.scores.length) return undefined
    const index = this.programs.entries.at(number - 1)
    const [entry] = this.archive.entries(index, index + 1)
    return entry?.record.type === 'commit' ? entry.record : undefined
  }

  /** What a further set says of a program. */
  private learn(index: number, number: number, { evaluation }: Evaluated): void {
    this.further.set(number, [...(this.further.get(number) ?? []), index])
    if (evaluation.set === ('validation' satisfies SetName) && evaluation.score !== undefined)
      this.validations.set(number, { ...this.moment, number, score: evaluation.score })
  }
}

const lastOf = <T>(list: T[]): T[] => (list.length > MOST ? list.slice(list.length - MOST) : list)
