import type { ArchivedProgram, Injection, JournalRecord, Override, Placement, StopReason } from '../contracts/archive.ts'
import type { Evaluation, SetName } from '../contracts/evaluation.ts'
import { endOf } from '../contracts/event.ts'
import type { Status, Stuck } from '../contracts/event.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import type { Descriptor } from '../contracts/problem.ts'
import type { Learner, Memory } from '../contracts/model.ts'
import type { Registry } from '../contracts/registry.ts'
import { createParts } from '../contracts/strategy.ts'
import type { Files } from '../contracts/program.ts'
import type { Shown } from '../contracts/proposer.ts'
import type { Batch, Outcome, RecordedCall, Ticket } from '../contracts/ticket.ts'
import { createIslands } from './islands.ts'
import type { Recollection } from './islands.ts'
import { createAdmission } from './admission.ts'
import type { UnderWay } from './admission.ts'
import { charge, exhausted, spentInWords } from './budget.ts'
import type { Spent } from './budget.ts'
import { chooseChampion } from './champion.ts'
import { createCredit } from './credit.ts'
import { drawOffspring, mayDraw } from './draw.ts'
import type { Inspired } from './draw.ts'
import { createInjections } from './injections.ts'
import { createDuplicateIndex } from './duplicates.ts'
import { columnsOf, individualsOf } from '../journal/snapshot.ts'
import type { Restored, SearchSnapshot } from '../journal/snapshot.ts'
import { inspire } from './inspire.ts'
import { createValidation } from './validation.ts'
import type { SetResult } from './validation.ts'
import { createIndividual, UNKNOWN } from './individual.ts'
import { byScore } from './ranking.ts'
import { createFuelSchedule } from './fuel-schedule.ts'
import type { Individual } from '../contracts/individual.ts'
import { diagnose } from './stuck.ts'
import { createLearning } from './learning.ts'

/** What the search must know of a problem. */
export interface SearchFacts {
  readonly initialPrograms: number
  readonly trainCases: number
  readonly hasValidation: boolean
  readonly heldOut: readonly SetName[]
  readonly descriptors: readonly Descriptor[]
  /** The parts that a strategy may name. */
  readonly parts: Registry
  /** Absent in a run that asks no model. */
  readonly learner?: Learner
  /** What the archive holds of a program, and the island that it came to; a judgement may be of one that lives nowhere any more. */
  readonly remember?: (number: number) => (Shown & { readonly island: number }) | undefined
}

/** Something worth telling, in commit order. */
export type SearchEvent =
  | {
      readonly type: 'improved'
      readonly individual: Individual
      readonly island: number
      readonly operator: string
      readonly evaluations: number
    }
  | { readonly type: 'validated'; readonly number: number; readonly score: number }
  | { readonly type: 'migrated'; readonly from: number; readonly to: number; readonly programs: readonly number[] }

/** In which case an initial program came to no score, in words that go on where a sentence ends; nothing for one that did. */
function unscoredOf({ verdict, cases, score }: Evaluation): string {
  const last = cases.at(-1)
  if (score !== undefined) return ''
  return `: one ends case ${cases.length} with ${last === undefined || last.verdict === 'scored' ? verdict : `${last.verdict}, ${last.reason}`}`
}

/** A finished search. */
export interface Conclusion {
  readonly reason: StopReason
  readonly champion: Individual
  /** Its score on validation, where there is one. */
  readonly validation?: number
  readonly looks: ReadonlyMap<SetName, SetResult>
}

/** Where the search stands, for people. */
export type SearchStatus = Pick<
  Status,
  'phase' | 'budget' | 'evaluations' | 'commits' | 'fuel' | 'best' | 'validation' | 'islands' | 'outcomes' | 'stuck'
>

type Commit = Extract<JournalRecord, { type: 'commit' }>

/** What a commit leaves behind, to be journaled and told. */
export interface SearchEffects {
  readonly records: JournalRecord[]
  readonly programs: (ArchivedProgram & Shown)[]
  readonly events: SearchEvent[]
}

/**
 * What a run knows and decides: which ticket comes next, and what a committed outcome changes. It knows nothing of time,
 * slots and workers.
 */
export interface Search {
  /** The next ticket, given what is under way; undefined when there is nothing more to ask for in this phase, or not before something commits. */
  draw(underWay: UnderWay): Ticket | undefined
  /** Whether a ticket's proposer asks models. */
  asks(ticket: Ticket): boolean
  /** Shares of operators as of now, by proposer; undefined where they are as listed. */
  shares(): Batch['shares']
  /** What a ticket that was just drawn is told; undefined when its proposer asks no model. */
  view(ticket: Ticket): Memory | undefined
  /** Takes in what a user says. */
  record(calls: RecordedCall): void
  /** Takes in what a person thinks of a program: who lives where and who ranks before whom follows from it at once. */
  override(judgement: Override): void
  /** Takes in a program that a person wrote: while the search goes on the next ticket tries it. */
  inject(edit: Injection): void
  /** The files of an edit that has a ticket. */
  injected(edit: number): Files
  /** A ticket that was drawn will not come to anything. */
  forget(ticket: Ticket): void
  /** Takes in what came of a ticket; the one place where a search changes. */
  commit(ticket: Ticket, outcome: Outcome, trace: SearchEffects): void
  /** Goes to the next phase, once nothing is under way and nothing is left to draw. */
  advance(trace: SearchEffects): void
  /**
   * Draws no more offspring, for a reason from outside; while the initial programs are judged the reason is remembered until they are. Whether
   * that changes anything: not after the search proper, and not when such a reason is remembered already.
   */
  stop(reason: StopReason): boolean
  /**
   * Searches on, also after its end, until this budget is spent.
   *
   * @throws TernateError `BUDGET_SPENT` when it is spent already
   */
  extend(budget: Budget): void
  status(): SearchStatus
  /** All that it knows, to create it again. */
  snapshot(): SearchSnapshot
  readonly phase: SearchStatus['phase']
  /** Defined once the search has finished. */
  readonly conclusion: Conclusion | undefined
}

/** Tickets between two looks at validation while the search goes on. */
const VALIDATION_INTERVAL = 500

/** Creates the search that a manifest describes, before its first ticket or as it was when its snapshot was taken. */
export function createSearch(
  { strategy, seed, problem, order, asking }: Manifest,
  facts: SearchFacts,
  planned: Budget,
  past?: Pick<Restored, 'snapshot' | 'hashes'>,
): Search {
  const snapshot = past?.snapshot.search
  const individuals = snapshot && individualsOf(snapshot)
  const individualOf = (number: number): Individual => individuals?.get(number) as Individual
  const injections = createInjections(snapshot?.injections)
  const compareScores = byScore(problem.direction)
  const parts = createParts(strategy, problem.objectives, facts.parts)
  const spent: Spent = { cases: 0, fuel: 0, tickets: 0, calls: 0, tokens: 0, cost: 0, ...snapshot?.spent }
  const islands = createIslands({ problem, seed }, parts, snapshot, individualOf, () => spent.tickets)
  const outcomes: Record<keyof Status['outcomes'], number> = {
    scored: 0,
    error: 0,
    fuel: 0,
    invalid: 0,
    unverified: 0,
    timeout: 0,
    memory: 0,
    crash: 0,
    failed: 0,
    fault: 0,
    unchanged: 0,
    duplicate: 0,
    'duplicate-behaviour': 0,
    pruned: 0,
    ...snapshot?.outcomes,
  }
  const hashes = createDuplicateIndex(past?.hashes)
  const sets = createValidation(compareScores, snapshot, individualOf)
  const credit = createCredit(strategy, snapshot?.operators)
  const schedule = createFuelSchedule(strategy, snapshot?.schedule)
  const learning = createLearning({ strategy, problem, seed }, asking, facts.learner)
  const admission = createAdmission({ strategy, order }, facts.learner, facts.trainCases)

  let phase: SearchStatus['phase'] = snapshot?.phase ?? 'initializing'
  let unscored = ''
  let extension = snapshot?.extension
  let tickets = snapshot?.tickets ?? 0
  let initialDrawn = snapshot?.seedsDrawn ?? 0
  let validatedAt = snapshot?.glanced ?? -VALIDATION_INTERVAL
  let stopped = snapshot?.stopped
  let gained = snapshot?.gained
  let champion = snapshot?.champion === undefined ? undefined : individualOf(snapshot.champion)

  const budgetNow = (): Budget => extension ?? planned

  /** Whether an offspring is to be judged on all cases, although the strategy has a race. */
  const isUnraced = (): boolean => strategy.race?.after === 'gain' && problem.objectives === undefined && !islands.hasGained()

  const evaluationsSpent = (): number => spent.cases / facts.trainCases

  /** Why no more offspring are drawn, undefined while they are. */
  function endOfSearch(underWay: number): StopReason | undefined {
    const budget = budgetNow()
    const { best } = islands
    const reached = best !== undefined && budget.target !== undefined && compareScores(best.score, budget.target) <= 0
    return stopped ?? exhausted(budget, spent, { trainCases: facts.trainCases, open: underWay, reached })
  }

  /** What is wrong, if nothing better has been found for long. With several objectives the best score says too little for that. */
  function diagnosis(): Stuck | undefined {
    if (problem.objectives !== undefined || phase === 'initializing') return undefined
    return diagnose({
      evaluations: evaluationsSpent(),
      since: (spent.cases - (gained ?? 0)) / facts.trainCases,
      gained: islands.hasGained(),
      islands: islands.status(),
      operators: credit.counts,
      outcomes,
      strategy,
      asksModels: asking !== undefined,
    })
  }

  /** The first evaluation of these that was not asked for yet. */
  function drawUnasked(individuals: readonly Individual[], of: readonly SetName[]): Ticket | undefined {
    const asked = sets.ask(individuals, of)
    return asked && { kind: 'evaluation', number: ++tickets, ...asked }
  }

  const validation: readonly SetName[] = facts.hasValidation ? ['validation'] : []

  /** Validation of the best so far, for those who watch; not more often than every `GLANCE` tickets, since it may cost much more than an offspring. */
  function drawValidation(): Ticket | undefined {
    const { best } = islands
    if (best === undefined || tickets < validatedAt + VALIDATION_INTERVAL) return undefined
    const ticket = drawUnasked([best], validation)
    if (ticket !== undefined) validatedAt = tickets
    return ticket
  }

  /** What a person wrote goes first. */
  function drawInjection(): Ticket | undefined {
    const next = injections.draw()
    return next && { kind: 'injection', number: ++tickets, ...next }
  }

  /** Those that a model is shown come from all islands, each for a reason. */
  const inspired: Inspired = (proposer, parent, count, random) =>
    facts.learner?.asks(proposer) === true ? inspire(parent, islands.ranked(), count, compareScores, random) : undefined

  /** An offspring, unless those that may be drawn have to wait for others to commit. */
  function drawNext(underWay: UnderWay): Ticket | undefined {
    const shares = learning.shares()
    const admits = admission.admits(underWay, budgetNow(), spent, shares)
    if (!mayDraw(strategy, admits)) return undefined
    return drawOffspring(++tickets, seed, strategy, parts.islands, islands.views, {
      shares,
      fuelLimit: schedule.limit(spent.fuel),
      unraced: isUnraced(),
      admits,
      inspired,
    })
  }

  const leaders = (): Individual[] => islands.leaders(strategy.finalists)

  const createIndividualOf = (number: number, { program, evaluation }: Pick<Shown, 'program' | 'evaluation'>): Individual | undefined =>
    createIndividual(number, program, evaluation, facts.descriptors, problem.objectives, facts.learner !== undefined)

  /** Puts an evaluated offspring, initial program or injection where it belongs and says where that is. */
  function place(ticket: Ticket, outcome: Extract<Outcome, { kind: 'evaluated' }>, number: number, trace: SearchEffects): Placement {
    const individual = createIndividualOf(number, outcome)
    if (individual === undefined) return { kind: 'no-score' }
    const { placement, island, improved } = islands.place(ticket, individual)
    const { operator } = outcome
    if (improved) {
      trace.events.push({ type: 'improved', individual, island, operator, evaluations: evaluationsSpent() })
      gained = spent.cases
    }
    return placement
  }

  /** A program as it was when it came, and the island that it came to. */
  function recollect(number: number): Recollection | undefined {
    const past = facts.remember?.(number)
    const individual = past && createIndividualOf(number, past)
    return individual && { individual, home: past.island }
  }

  /**
   * Those of which the champion is chosen: the leaders, and whoever did best on validation before, as a search that goes on for long fits its
   * train cases more and more (early stopping: Prechelt 1998).
   */
  function finalCandidates(): Individual[] {
    const leading = leaders()
    const early = sets.best?.individual
    const isThere = early === undefined || islands.rejects(early) || leading.some(({ number }) => number === early.number)
    return isThere ? leading : [...leading, early]
  }

  /** Takes in a program's result on a further set. */
  function learn({ program, set }: Extract<Ticket, { kind: 'evaluation' }>, look: SetResult, trace: SearchEffects): void {
    const { score } = look
    sets.note(program, set, look)
    if (set !== 'validation') trace.records.push({ type: 'look', set, program, ...(score === undefined ? {} : { score }) })
    else if (score !== undefined) trace.events.push({ type: 'validated', number: program, score })
  }

  /** Counts, numbers and places an evaluated program; returns what the journal says of it. */
  function settle(
    ticket: Ticket,
    outcome: Extract<Outcome, { kind: 'evaluated' }>,
    trace: SearchEffects,
  ): { number: number; placement?: Placement } {
    if (ticket.kind === 'evaluation') return { number: ticket.program }
    const { canonicalHash } = outcome.program
    const known = hashes.find(canonicalHash)
    if (known !== undefined && !schedule.readmits(canonicalHash, outcome.evaluation)) {
      const cell = islands.placeAgain(ticket, () => createIndividualOf(known, outcome))
      return { number: known, placement: { kind: 'duplicate', of: known, ...(cell === undefined ? {} : { cell: cell }) } }
    }
    hashes.add(canonicalHash)
    schedule.note(canonicalHash, outcome.evaluation, ticket.kind === 'initial')
    const number = hashes.count
    trace.programs.push({ number, program: outcome.program, evaluation: outcome.evaluation })
    const placement = place(ticket, outcome, number, trace)
    return { number, placement }
  }

  return {
    get phase() {
      return phase
    },
    draw(underWay) {
      switch (phase) {
        case 'initializing':
          return initialDrawn < facts.initialPrograms ? { kind: 'initial', number: ++tickets, initial: initialDrawn++ } : undefined
        case 'searching':
          if (endOfSearch(underWay.offspring) !== undefined) return undefined
          return drawInjection() ?? drawValidation() ?? drawNext(underWay)
        case 'validating':
          return drawUnasked(leaders(), validation)
        case 'reporting':
          return drawUnasked(champion === undefined ? [] : [champion], facts.heldOut)
        case 'finished':
          return undefined
      }
    },
    shares: credit.shares,
    asks: admission.asks,
    view: (ticket) => learning.view(ticket, (number) => islands.find(number)),
    record: learning.record,
    override: (judgement) => islands.override(judgement, recollect),
    inject: injections.record,
    injected: injections.files,
    forget(ticket) {
      learning.forget(ticket)
      if (ticket.kind === 'evaluation') sets.forget(ticket.program, ticket.set)
      if (ticket.kind === 'injection') injections.forget(ticket.injection)
    },
    commit(ticket, outcome, trace) {
      charge(spent, outcome)
      admission.note(ticket, outcome)
      if (ticket.kind === 'injection') injections.settle(ticket.injection)
      let record: Commit
      let settled: { readonly number: number; readonly placement: Placement | undefined } | undefined
      if (outcome.kind !== 'evaluated') record = { type: 'commit', ticket, outcome }
      else {
        const { number, placement } = settle(ticket, outcome, trace)
        const { id, canonicalHash, size } = outcome.program
        if (phase === 'initializing') unscored ||= unscoredOf(outcome.evaluation)
        record = {
          type: 'commit',
          ticket,
          outcome: { ...outcome, program: { number, id, canonicalHash, size } },
          ...(placement === undefined ? {} : { placement }),
        }
        settled = { number, placement }
      }
      trace.records.push(record)
      if (ticket.kind !== 'evaluation') outcomes[endOf(record)] += 1
      else learn(ticket, outcome.kind === 'evaluated' ? outcome.evaluation : { verdict: 'unverified' }, trace)
      credit.note(ticket, outcome, record.placement)
      stopped ??= learning.commit(ticket, outcome, settled, settled !== undefined && islands.best?.number === settled.number)
      if (phase !== 'searching') return
      for (const moved of islands.exchange(spent.tickets, tickets)) {
        trace.records.push(moved)
        if (moved.type === 'migration') trace.events.push({ ...moved, type: 'migrated' })
      }
    },
    advance(trace) {
      if (phase === 'initializing') {
        const { best } = islands
        if (best === undefined) {
          throw new TernateError(
            'PROBLEM_INITIAL',
            `no initial program scores${unscored}`,
            'Correct the initial program; `ternate check` says what is wrong with it.',
          )
        }
        if (best.objectives?.some((figure) => !Number.isFinite(figure))) {
          throw new TernateError(
            'PROBLEM_DEFINITION',
            'an objective of the problem is no metric that the initial program has',
            'Name metrics that the verifier returns, `size` or `score` in `objectives`.',
          )
        }
        const unknown = facts.descriptors[best.cell.split('.').indexOf(UNKNOWN)]
        if (unknown !== undefined) {
          throw new TernateError(
            'PROBLEM_DEFINITION',
            `the descriptor ${JSON.stringify(unknown.name)} is no metric that the initial program has`,
            'Name metrics that the verifier returns, `size` or `fuel` in `descriptors`.',
          )
        }
        phase = 'searching'
      } else if (phase === 'searching') {
        stopped ??= endOfSearch(0) ?? 'stopped'
        phase = 'validating'
      } else if (phase === 'validating') {
        const candidates = finalCandidates()
        champion = chooseChampion(candidates, sets.validations, compareScores)
        if (champion === undefined) throw new RangeError('a search with a score has a champion')
        champion = islands.preferred(champion, candidates)
        const score = sets.validations.get(champion.number)
        trace.records.push({
          type: 'champion',
          program: champion.number,
          score: champion.score,
          ...(score === undefined ? {} : { validation: score }),
        })
        phase = 'reporting'
      } else if (phase === 'reporting') {
        trace.records.push({ type: 'finish', reason: stopped ?? 'stopped', evaluations: evaluationsSpent() })
        phase = 'finished'
      }
    },
    stop(reason) {
      const counts = phase === 'searching' || (phase === 'initializing' && stopped === undefined)
      if (counts) stopped ??= reason
      return counts
    },
    extend(further) {
      extension = further
      stopped = undefined
      learning.listen()
      const spentBy = endOfSearch(0)
      if (spentBy !== undefined) {
        throw new TernateError(
          'BUDGET_SPENT',
          `the run has spent that budget already (${spentBy}): ${spentInWords(spentBy, evaluationsSpent(), spent)}`,
          'Give more than it has spent, or another target.',
        )
      }
      if (phase !== 'initializing') phase = 'searching'
    },
    status() {
      const { best } = islands
      const stuck = diagnosis()
      return {
        phase,
        budget: budgetNow(),
        evaluations: evaluationsSpent(),
        commits: spent.tickets,
        fuel: spent.fuel,
        ...(best === undefined ? {} : { best: { number: best.number, score: best.score, size: best.size } }),
        ...(sets.best === undefined ? {} : { validation: { number: sets.best.individual.number, score: sets.best.score } }),
        islands: islands.status(),
        outcomes: { ...outcomes },
        ...(stuck === undefined ? {} : { stuck }),
      }
    },
    snapshot() {
      const edited = injections.snapshot()
      const rationed = schedule.snapshot()
      const here = new Map<number, Individual>()
      for (const individual of [...islands.individuals, ...sets.individuals, champion])
        if (individual !== undefined) here.set(individual.number, individual)
      return {
        phase,
        spent: { ...spent },
        outcomes: { ...outcomes },
        tickets,
        seedsDrawn: initialDrawn,
        glanced: validatedAt,
        programs: hashes.count,
        ...(stopped === undefined ? {} : { stopped }),
        ...(extension === undefined ? {} : { extension }),
        ...(champion === undefined ? {} : { champion: champion.number }),
        ...sets.snapshot(),
        ...(edited === undefined ? {} : { injections: edited }),
        ...(rationed === undefined ? {} : { schedule: rationed }),
        operators: credit.counts.map((row) => ({ ...row })),
        ...(gained === undefined ? {} : { gained }),
        individuals: columnsOf([...here.values()].sort((a, b) => a.number - b.number)),
        ...islands.snapshot(),
      }
    },
    get conclusion() {
      if (phase !== 'finished' || champion === undefined) return undefined
      const judged = sets.validations.get(champion.number)
      const seen = facts.heldOut.flatMap((set): [SetName, SetResult][] => {
        const look = sets.find(champion?.number ?? 0, set)
        return look === undefined ? [] : [[set, look]]
      })
      return {
        reason: stopped ?? 'stopped',
        champion,
        ...(judged === undefined ? {} : { validation: judged }),
        looks: new Map(seen),
      }
    },
  }
}
