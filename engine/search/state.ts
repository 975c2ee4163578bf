import type { CommitRecord, StopReason } from '../contracts/archive.ts'
import { GRID } from '../contracts/cells.ts'
import type { CellOf } from '../contracts/cells.ts'
import { defined } from '../contracts/defined.ts'
import type { SetName } from '../contracts/evaluation.ts'
import { NO_OUTCOMES } from '../contracts/event.ts'
import type { Status } from '../contracts/event.ts'
import type { Shown } from '../contracts/proposer.ts'
import type { Learner } from '../contracts/learner.ts'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import { proposesByModel } from '../contracts/manifest.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import type { Descriptor } from '../contracts/problem.ts'
import type { Ref } from '../contracts/ref.ts'
import type { Registry } from '../contracts/registry.ts'
import { createParts } from '../contracts/strategy.ts'
import type { StrategyParts } from '../contracts/strategy.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { createAdmission } from '../learning/admission.ts'
import type { Admission } from '../learning/admission.ts'
import { createCredit } from '../learning/credit.ts'
import type { Credit } from '../learning/credit.ts'
import { Learning } from '../learning/learning.ts'
import type { Merge } from '../contracts/results.ts'
import { Samples } from '../population/samples.ts'
import { columnsOf, individualsOf } from '../population/columns.ts'
import { Front } from '../population/front.ts'
import { Islands } from '../population/islands.ts'
import { RunLineage } from '../population/lineage.ts'
import { byScore } from '../population/ranking.ts'
import { Settling } from '../population/settling.ts'
import { viewOf } from '../population/views.ts'
import { exhausted } from './budget.ts'
import type { Spent } from './budget.ts'
import { createDuplicateIndex } from './duplicates.ts'
import { Known } from './known.ts'
import type { DuplicateIndex } from './duplicates.ts'
import { createFuelSchedule } from '../learning/fuel-schedule.ts'
import type { FuelSchedule } from '../learning/fuel-schedule.ts'
import { createInjections } from './injections.ts'
import type { Injections } from './injections.ts'
import type { SearchSnapshot } from './snapshot.ts'
import { createValidation } from './validation.ts'
import type { Validation } from './validation.ts'

/** What the search must know of a problem. */
export interface SearchFacts {
  readonly initialPrograms: number
  readonly trainCases: number
  readonly hasValidation: boolean
  readonly heldOut: readonly SetName[]
  /** Cases of validation, and of all sets that are held out, where judging a program takes calls. */
  readonly paid?: { readonly validation: number; readonly heldOut: number }
  readonly descriptors: readonly Descriptor[]
  /** How they divide programs into cells; into a grid unless given. */
  readonly cells?: Ref
  /** The parts that a strategy may name. */
  readonly parts: Registry
  /** How results on further train cases add to a program's. */
  readonly merge: Merge
  /** Absent in a run that asks no model. */
  readonly learner?: Learner
  /** The commit that brought a program, as the archive holds it: an override may be of one that lives nowhere any more. */
  readonly remember?: (number: number) => CommitRecord | undefined
  /** A program with its evaluation on train: one that is known may settle again on an island that was cleared. */
  readonly recall?: (number: number) => Shown
}

/** What a search goes on from: its snapshot, the hashes of the programs it had then, four words a program, and their first parents. */
export interface PastSearch {
  readonly snapshot: SearchSnapshot
  readonly hashes: Uint32Array
  readonly parents: Uint32Array
  /** Tickets that were drawn and have not committed. */
  readonly underWay: readonly Ticket[]
}

/** Tickets between two validations of the best while the search goes on. */
export const VALIDATION_INTERVAL = 500

/** All that a search knows: its parts, and the facts that no part owns. Commits and phases change it, and nothing else does. */
export interface SearchState {
  readonly manifest: Manifest
  readonly facts: SearchFacts
  readonly planned: Budget
  /** The parts that the strategy names. */
  readonly parts: StrategyParts
  /** Names the cell of a program from the values of its descriptors. */
  readonly cellOf: CellOf
  readonly compareScores: (a: number, b: number) => number
  readonly spent: Spent
  /** Commits by how they ended. */
  readonly outcomes: Record<keyof Status['outcomes'], number>
  readonly islands: Islands
  /** The islands as selectors and exchanges see them, as they are at any time. */
  readonly views: readonly PopulationView[]
  readonly settling: Settling
  readonly lineage: RunLineage
  /** Absent in a run that optimises its score alone. */
  readonly front: Front | undefined
  readonly samples: Samples
  readonly hashes: DuplicateIndex
  readonly known: Known
  readonly validation: Validation
  readonly injections: Injections
  readonly schedule: FuelSchedule
  readonly credit: Credit
  readonly learning: Learning
  readonly admission: Admission
  phase: Status['phase']
  /** The budget that took the planned one's place. */
  extension: Budget | undefined
  /** Tickets that were drawn, and those of them for initial programs and for individuals beside those. */
  tickets: number
  initialDrawn: number
  /** How an initial program came to no score; empty while all scored. */
  unscored: string
  /** The last ticket that was drawn for validation while the search went on. */
  validatedAt: number
  /** Why no more offspring are drawn. */
  stopped: StopReason | undefined
  /** Cases that were spent when there was progress last: a better best, of several objectives a change of the front. */
  gained: number | undefined
  champion: Individual | undefined
}

/** Sets up what a search knows, before its first ticket or as it was when a snapshot was taken. */
export function createState(
  manifest: Manifest,
  facts: SearchFacts,
  planned: Budget,
  past?: PastSearch,
  known?: SharedArrayBuffer,
): SearchState {
  const { strategy, seed, problem, order, asking } = manifest
  const { direction } = problem
  const snapshot = past?.snapshot
  const individuals = snapshot && individualsOf(snapshot.individuals)
  const individualOf = (number: number): Individual => individuals?.get(number) as Individual
  const compareScores = byScore(direction)
  const parts = createParts(strategy, problem, facts.parts)
  const nothing: Spent = { cases: 0, programsTried: 0, fuel: 0, tickets: 0, calls: 0, tokens: 0, cost: 0 }
  const spent: Spent = { ...(snapshot?.spent ?? nothing) }
  const islands = new Islands({ problem, survivals: parts.islands.map(({ survival }) => survival) }, snapshot, individualOf)
  const clears = parts.exchange.some((part) => part.clears === true)
  const lineage = new RunLineage({
    direction,
    origin: (number) => facts.remember?.(number),
    past: past && { ...past, ...defined({ further: past.snapshot.further, crossed: past.snapshot.crossed }) },
  })
  return {
    manifest,
    facts,
    planned,
    parts,
    cellOf: facts.parts.create('cells', facts.cells ?? GRID, ['use']).divide(facts.descriptors),
    compareScores,
    spent,
    outcomes: { ...NO_OUTCOMES, ...snapshot?.outcomes },
    islands,
    views: parts.islands.map((_, at) =>
      viewOf(islands, at, { commits: () => spent.tickets, trainCases: facts.trainCases, lineage, direction }),
    ),
    settling: new Settling(islands, { direction, clears }, snapshot, individualOf),
    lineage,
    front: problem.objectives && new Front(snapshot?.front?.map(individualOf)),
    samples: new Samples(facts.trainCases, snapshot?.samples, past?.underWay),
    hashes: createDuplicateIndex(past?.hashes),
    known: new Known({ clears, hasSchedule: parts.fuel !== undefined }, known, past),
    validation: createValidation(compareScores, snapshot, individualOf),
    injections: createInjections(snapshot?.injections),
    schedule: createFuelSchedule(parts.fuel, snapshot?.schedule),
    credit: createCredit(strategy, snapshot?.operators),
    learning: new Learning(
      { manifest: { strategy, problem, seed }, asking, learner: facts.learner, compareScores },
      snapshot?.learning,
      individualOf,
    ),
    admission: createAdmission({ strategy, order }, facts.learner, facts.trainCases, snapshot?.admitted),
    phase: snapshot?.phase ?? 'initializing',
    extension: snapshot?.extension,
    tickets: snapshot?.tickets ?? 0,
    initialDrawn: snapshot?.initialDrawn ?? 0,
    unscored: '',
    validatedAt: snapshot?.validatedAt ?? -VALIDATION_INTERVAL,
    stopped: snapshot?.stopped,
    gained: snapshot?.gained,
    champion: snapshot?.champion === undefined ? undefined : individualOf(snapshot.champion),
  }
}

/** The budget that holds now. */
export const budgetOf = ({ planned, extension }: SearchState): Budget => extension ?? planned

/** Evaluations spent, parts counted in proportion. */
export const evaluationsSpent = ({ spent, facts }: SearchState): number => spent.cases / facts.trainCases

/** Says why no more offspring are drawn when so many are under way; undefined while they are. */
export function endOfSearch(state: SearchState, underWay: number): StopReason | undefined {
  const { islands, spent, facts, stopped, compareScores, samples } = state
  const budget = budgetOf(state)
  // the score of a sample reaches nothing
  const isGood = ({ number, score }: Individual, limit: number): boolean =>
    compareScores(score, limit) <= 0 && samples.find(number) === undefined
  const reaches = (limit?: number): boolean =>
    islands.best !== undefined &&
    limit !== undefined &&
    compareScores(islands.best.score, limit) <= 0 &&
    (isGood(islands.best, limit) || islands.individuals().some((one) => isGood(one, limit)))
  const reached = reaches(budget.optimum) ? 'optimum' : reaches(budget.target) ? 'target' : undefined
  const open = { open: underWay, openCases: samples.open }
  const { paid, trainCases } = facts
  const ending = paid && state.manifest.strategy.finalists * paid.validation + paid.heldOut
  const gained = defined({ gained: state.gained, ending })
  return stopped ?? exhausted(budget, spent, { trainCases, ...open, ...gained, reached, barren: barrenOf(state) })
}

/** Offspring that proposers could not make, where they could make none; 0 otherwise, and where models propose, which may answer yet. */
function barrenOf({ manifest, outcomes, facts }: SearchState): number {
  if (outcomes.failed === 0) return 0
  const all = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  return !proposesByModel(manifest.asking) && all - outcomes.failed === facts.initialPrograms ? outcomes.failed : 0
}

/** All that a search knows as plain data, to create it again. */
export function snapshotOf(state: SearchState): SearchSnapshot {
  const { phase, spent, outcomes, tickets, initialDrawn, validatedAt, hashes, stopped, extension, champion, gained } = state
  const { islands, settling, validation, injections, schedule, credit, learning, admission, lineage, samples, front, known } = state
  return {
    phase,
    spent: { ...spent },
    outcomes: { ...outcomes },
    tickets,
    initialDrawn,
    validatedAt,
    programs: hashes.count,
    ...defined({ stopped, extension, champion: champion?.number, gained, front: front?.named.map(({ number }) => number) }),
    ...validation.snapshot(),
    ...defined({
      samples: samples.snapshot(islands),
      injections: injections.snapshot(),
      schedule: schedule.snapshot(),
      learning: learning.snapshot(),
      admitted: admission.snapshot(),
      withheld: known.snapshot(),
    }),
    operators: credit.counts.map((row) => ({ ...row })),
    individuals: columnsOf([
      ...learning.named,
      ...settling.named,
      ...validation.named,
      ...(champion === undefined ? [] : [champion]),
      ...(front?.named ?? []),
      // after the others, which may hold individuals as they were before they were judged further
      ...islands.named,
    ]),
    ...lineage.snapshot(),
    ...islands.snapshot(),
    ...settling.snapshot(),
  }
}
