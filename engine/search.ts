import type { ArchivedProgram, Edit, JournalRecord, ProgramJudgement, Placement, StopReason } from './contracts/archive.ts'
import type { Evaluation, SetName } from './contracts/evaluation.ts'
import { endOf } from './contracts/event.ts'
import type { Status, Stuck } from './contracts/event.ts'
import { TernateError } from './contracts/fault.ts'
import type { Budget, Manifest } from './contracts/manifest.ts'
import type { Descriptor } from './contracts/problem.ts'
import type { Learner, Memory } from './contracts/model.ts'
import type { Files } from './contracts/program.ts'
import type { Individual } from './contracts/proposer.ts'
import type { Bundle, Outcome, Said, Ticket } from './contracts/ticket.ts'
import { createArchipelago } from './archipelago.ts'
import type { Recollection } from './archipelago.ts'
import { createAdmission } from './admission.ts'
import type { UnderWay } from './admission.ts'
import { charge, exhausted, spentInWords } from './budget.ts'
import type { Spent } from './budget.ts'
import { chooseChampion } from './champion.ts'
import { createCredit } from './credit.ts'
import { drawOffspring, mayDraw } from './draw.ts'
import type { Inspired } from './draw.ts'
import { createEdits } from './edits.ts'
import { createForms } from './forms.ts'
import { listed, membersOf } from './image.ts'
import type { Past, SearchImage } from './image.ts'
import { inspire } from './inspire.ts'
import { createLooks } from './looks.ts'
import type { Look } from './looks.ts'
import { createMember, UNKNOWN } from './member.ts'
import { byScore } from './ranking.ts'
import { createRations } from './rations.ts'
import type { Member } from './ranking.ts'
import { diagnose } from './stuck.ts'
import { createStudy } from './study.ts'

/** What the search must know of a problem. */
export interface SearchFacts {
  readonly seeds: number
  readonly trainCases: number
  readonly hasValidation: boolean
  readonly heldOut: readonly SetName[]
  readonly descriptors: readonly Descriptor[]
  /** Absent in a run that asks no model. */
  readonly learner?: Learner
  /** What the archive holds of a program, and the island that it came to; a judgement may be of one that lives nowhere any more. */
  readonly remember?: (number: number) => (Individual & { readonly island: number }) | undefined
}

/** Something worth telling, in commit order. */
export type Fact =
  | { readonly type: 'improved'; readonly member: Member; readonly island: number; readonly operator: string; readonly evaluations: number }
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
  readonly champion: Member
  /** Its score on validation, where there is one. */
  readonly validation?: number
  readonly looks: ReadonlyMap<SetName, Look>
}

/** Where the search stands, for people. */
export type Standing = Pick<
  Status,
  'phase' | 'budget' | 'evaluations' | 'commits' | 'fuel' | 'best' | 'validation' | 'islands' | 'outcomes' | 'stuck'
>

type Commit = Extract<JournalRecord, { type: 'commit' }>

/** What a commit leaves behind, to be journaled and told. */
export interface Trace {
  readonly records: JournalRecord[]
  readonly programs: (ArchivedProgram & Individual)[]
  readonly facts: Fact[]
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
  shares(): Bundle['shares']
  /** What a ticket that was just drawn is told; undefined when its proposer asks no model. */
  brief(ticket: Ticket): Memory | undefined
  /** Takes in what a user says. */
  hear(said: Said): void
  /** Takes in what a person thinks of a program: who lives where and who ranks before whom follows from it at once. */
  judge(judgement: ProgramJudgement): void
  /** Takes in a program that a person wrote: while the search goes on the next ticket tries it. */
  edit(edit: Edit): void
  /** The files of an edit that has a ticket. */
  edited(edit: number): Files
  /** A ticket that was drawn will not come to anything. */
  forget(ticket: Ticket): void
  /** Takes in what came of a ticket; the one place where a search changes. */
  commit(ticket: Ticket, outcome: Outcome, trace: Trace): void
  /** Goes to the next phase, once nothing is under way and nothing is left to draw. */
  advance(trace: Trace): void
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
  standing(): Standing
  /** All that it knows, to create it again. */
  image(): SearchImage
  readonly phase: Standing['phase']
  /** Defined once the search has finished. */
  readonly conclusion: Conclusion | undefined
}

/** Tickets between two looks at validation while the search goes on. */
const GLANCE = 500

/** Creates the search that a manifest describes, before its first ticket or as it was when its image was taken. */
export function createSearch(
  { strategy, seed, problem, order, asking }: Manifest,
  facts: SearchFacts,
  planned: Budget,
  past?: Pick<Past, 'image' | 'forms'>,
): Search {
  const image = past?.image.search
  const members = image && membersOf(image)
  const memberOf = (number: number): Member => members?.get(number) as Member
  const edits = createEdits(image?.edits)
  const compareScores = byScore(problem.direction)
  const archipelago = createArchipelago({ strategy, problem }, image, memberOf)
  const spent: Spent = { cases: 0, fuel: 0, tickets: 0, calls: 0, tokens: 0, cost: 0, ...image?.spent }
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
    alike: 0,
    retired: 0,
    ...image?.outcomes,
  }
  const forms = createForms(past?.forms)
  const sets = createLooks(compareScores, image, memberOf)
  const credit = createCredit(strategy, image?.operators)
  const rations = createRations(strategy, image?.rations)
  const study = createStudy({ strategy, problem, seed }, asking, facts.learner)
  const admission = createAdmission({ strategy, order }, facts.learner, facts.trainCases)

  let phase: Standing['phase'] = image?.phase ?? 'seeding'
  let unscored = ''
  let extension = image?.extension
  let tickets = image?.tickets ?? 0
  let seedsDrawn = image?.seedsDrawn ?? 0
  let glanced = image?.glanced ?? -GLANCE
  let stopped = image?.stopped
  let gained = image?.gained
  let champion = image?.champion === undefined ? undefined : memberOf(image.champion)

  const budgetNow = (): Budget => extension ?? planned

  /** Whether an offspring is to be judged on all cases, although the strategy has a race. */
  const isUnraced = (): boolean => strategy.race?.after === 'gain' && problem.objectives === undefined && !archipelago.hasGained()

  const evaluationsSpent = (): number => spent.cases / facts.trainCases

  /** Why no more offspring are drawn, undefined while they are. */
  function endOfSearch(underWay: number): StopReason | undefined {
    const budget = budgetNow()
    const { best } = archipelago
    const reached = best !== undefined && budget.target !== undefined && compareScores(best.score, budget.target) <= 0
    return stopped ?? exhausted(budget, spent, { trainCases: facts.trainCases, open: underWay, reached })
  }

  /** What is wrong, if nothing better has been found for long. With several objectives the best score says too little for that. */
  function diagnosis(): Stuck | undefined {
    if (problem.objectives !== undefined || phase === 'seeding') return undefined
    return diagnose({
      evaluations: evaluationsSpent(),
      since: (spent.cases - (gained ?? 0)) / facts.trainCases,
      gained: archipelago.hasGained(),
      islands: archipelago.standing(),
      operators: credit.counts,
      outcomes,
      strategy,
      asksModels: asking !== undefined,
    })
  }

  /** The first evaluation of these that was not asked for yet. */
  function drawUnasked(members: readonly Member[], of: readonly SetName[]): Ticket | undefined {
    const asked = sets.ask(members, of)
    return asked && { kind: 'evaluation', number: ++tickets, ...asked }
  }

  const validation: readonly SetName[] = facts.hasValidation ? ['validation'] : []

  /** Validation of the best so far, for those who watch; not more often than every `GLANCE` tickets, since it may cost much more than an offspring. */
  function drawGlance(): Ticket | undefined {
    const { best } = archipelago
    if (best === undefined || tickets < glanced + GLANCE) return undefined
    const ticket = drawUnasked([best], validation)
    if (ticket !== undefined) glanced = tickets
    return ticket
  }

  /** What a person wrote goes first. */
  function drawEdit(): Ticket | undefined {
    const next = edits.draw()
    return next && { kind: 'edit', number: ++tickets, ...next }
  }

  /** Those that a model is shown come from all islands, each for a reason. */
  const inspired: Inspired = (proposer, parent, count, random) =>
    facts.learner?.asks(proposer) === true ? inspire(parent, archipelago.ranked(), count, compareScores, random) : undefined

  /** An offspring, unless those that may be drawn have to wait for others to commit. */
  function drawNext(underWay: UnderWay): Ticket | undefined {
    const shares = study.shares()
    const admits = admission.admits(underWay, budgetNow(), spent, shares)
    if (!mayDraw(strategy, admits)) return undefined
    return drawOffspring(++tickets, seed, strategy, archipelago.islands, {
      shares,
      ration: rations.ration(spent.fuel),
      unraced: isUnraced(),
      admits,
      inspired,
    })
  }

  const leaders = (): Member[] => archipelago.leaders(strategy.finalists)

  const createMemberOf = (number: number, { program, evaluation }: Pick<Individual, 'program' | 'evaluation'>): Member | undefined =>
    createMember(number, program, evaluation, facts.descriptors, problem.objectives, facts.learner !== undefined)

  /** Puts an evaluated offspring, seed or edit where it belongs and says where that is. */
  function place(ticket: Ticket, outcome: Extract<Outcome, { kind: 'evaluated' }>, number: number, trace: Trace): Placement {
    const member = createMemberOf(number, outcome)
    if (member === undefined) return { kind: 'rejected' }
    const { placement, island, improved } = archipelago.place(ticket, member)
    const { operator } = outcome
    if (improved) {
      trace.facts.push({ type: 'improved', member, island, operator, evaluations: evaluationsSpent() })
      gained = spent.cases
    }
    return placement
  }

  /** A program as it was when it came, and the island that it came to. */
  function recollect(number: number): Recollection | undefined {
    const past = facts.remember?.(number)
    const member = past && createMemberOf(number, past)
    return member && { member, home: past.island }
  }

  /**
   * Those of which the champion is chosen: the leaders, and whoever did best on validation before, as a search that goes on for long fits its
   * train cases more and more (early stopping: Prechelt 1998).
   */
  function finalCandidates(): Member[] {
    const leading = leaders()
    const early = sets.best?.member
    const isThere = early === undefined || archipelago.rejects(early) || leading.some(({ number }) => number === early.number)
    return isThere ? leading : [...leading, early]
  }

  /** Takes in a program's result on a further set. */
  function learn({ program, set }: Extract<Ticket, { kind: 'evaluation' }>, look: Look, trace: Trace): void {
    const { score } = look
    sets.note(program, set, look)
    if (set !== 'validation') trace.records.push({ type: 'look', set, program, ...(score === undefined ? {} : { score }) })
    else if (score !== undefined) trace.facts.push({ type: 'validated', number: program, score })
  }

  /** Counts, numbers and places an evaluated program; returns what the journal says of it. */
  function settle(
    ticket: Ticket,
    outcome: Extract<Outcome, { kind: 'evaluated' }>,
    trace: Trace,
  ): { number: number; placement?: Placement } {
    if (ticket.kind === 'evaluation') return { number: ticket.program }
    const { form } = outcome.program
    const known = forms.find(form)
    if (known !== undefined && !rations.readmits(form, outcome.evaluation)) {
      const niche = archipelago.placeAgain(ticket, () => createMemberOf(known, outcome))
      return { number: known, placement: { kind: 'duplicate', of: known, ...(niche === undefined ? {} : { niche }) } }
    }
    forms.add(form)
    rations.note(form, outcome.evaluation, ticket.kind === 'seed')
    const number = forms.count
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
        case 'seeding':
          return seedsDrawn < facts.seeds ? { kind: 'seed', number: ++tickets, seed: seedsDrawn++ } : undefined
        case 'searching':
          if (endOfSearch(underWay.offspring) !== undefined) return undefined
          return drawEdit() ?? drawGlance() ?? drawNext(underWay)
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
    brief: (ticket) => study.brief(ticket, (number) => archipelago.find(number)),
    hear: study.hear,
    judge: (judgement) => archipelago.judge(judgement, recollect),
    edit: edits.hear,
    edited: edits.files,
    forget(ticket) {
      study.forget(ticket)
      if (ticket.kind === 'evaluation') sets.forget(ticket.program, ticket.set)
      if (ticket.kind === 'edit') edits.forget(ticket.edit)
    },
    commit(ticket, outcome, trace) {
      charge(spent, outcome)
      admission.note(ticket, outcome)
      if (ticket.kind === 'edit') edits.settle(ticket.edit)
      let record: Commit
      let settled: { readonly number: number; readonly placement: Placement | undefined } | undefined
      if (outcome.kind !== 'evaluated') record = { type: 'commit', ticket, outcome }
      else {
        const { number, placement } = settle(ticket, outcome, trace)
        const { id, form, size } = outcome.program
        if (phase === 'seeding') unscored ||= unscoredOf(outcome.evaluation)
        record = {
          type: 'commit',
          ticket,
          outcome: { ...outcome, program: { number, id, form, size } },
          ...(placement === undefined ? {} : { placement }),
        }
        settled = { number, placement }
      }
      trace.records.push(record)
      if (ticket.kind !== 'evaluation') outcomes[endOf(record)] += 1
      else learn(ticket, outcome.kind === 'evaluated' ? outcome.evaluation : { verdict: 'unverified' }, trace)
      credit.note(ticket, outcome, record.placement)
      stopped ??= study.commit(ticket, outcome, settled, settled !== undefined && archipelago.best?.number === settled.number)
      if (phase !== 'searching') return
      for (const move of archipelago.migrate(spent.tickets)) {
        trace.records.push({ type: 'migration', ...move })
        trace.facts.push({ type: 'migrated', ...move })
      }
      const renewed = archipelago.renew(spent.tickets, tickets)
      if (renewed !== undefined) trace.records.push({ type: 'renewal', ...renewed })
    },
    advance(trace) {
      if (phase === 'seeding') {
        const { best } = archipelago
        if (best === undefined) {
          throw new TernateError(
            'PROBLEM_SEED',
            `no seed of the problem scores${unscored}`,
            'Correct the seed; `ternate check` says what is wrong with it.',
          )
        }
        if (best.figures?.some((figure) => !Number.isFinite(figure))) {
          throw new TernateError(
            'PROBLEM_DEFINITION',
            'an objective of the problem is no metric that the seed has',
            'Name metrics that the verifier returns, `size` or `score` in `objectives`.',
          )
        }
        const unknown = facts.descriptors[best.niche.split('.').indexOf(UNKNOWN)]
        if (unknown !== undefined) {
          throw new TernateError(
            'PROBLEM_DEFINITION',
            `the descriptor ${JSON.stringify(unknown.name)} is no metric that the seed has`,
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
        champion = archipelago.favourite(champion, candidates)
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
      const counts = phase === 'searching' || (phase === 'seeding' && stopped === undefined)
      if (counts) stopped ??= reason
      return counts
    },
    extend(further) {
      extension = further
      stopped = undefined
      study.listen()
      const spentBy = endOfSearch(0)
      if (spentBy !== undefined) {
        throw new TernateError(
          'BUDGET_SPENT',
          `the run has spent that budget already (${spentBy}): ${spentInWords(spentBy, evaluationsSpent(), spent)}`,
          'Give more than it has spent, or another target.',
        )
      }
      if (phase !== 'seeding') phase = 'searching'
    },
    standing() {
      const { best } = archipelago
      const stuck = diagnosis()
      return {
        phase,
        budget: budgetNow(),
        evaluations: evaluationsSpent(),
        commits: spent.tickets,
        fuel: spent.fuel,
        ...(best === undefined ? {} : { best: { number: best.number, score: best.score, size: best.size } }),
        ...(sets.best === undefined ? {} : { validation: { number: sets.best.member.number, score: sets.best.score } }),
        islands: archipelago.standing(),
        outcomes: { ...outcomes },
        ...(stuck === undefined ? {} : { stuck }),
      }
    },
    image() {
      const edited = edits.image()
      const rationed = rations.image()
      const here = new Map<number, Member>()
      for (const member of [...archipelago.members, ...sets.members, champion]) if (member !== undefined) here.set(member.number, member)
      return {
        phase,
        spent: { ...spent },
        outcomes: { ...outcomes },
        tickets,
        seedsDrawn,
        glanced,
        programs: forms.count,
        ...(stopped === undefined ? {} : { stopped }),
        ...(extension === undefined ? {} : { extension }),
        ...(champion === undefined ? {} : { champion: champion.number }),
        ...sets.image(),
        ...(edited === undefined ? {} : { edits: edited }),
        ...(rationed === undefined ? {} : { rations: rationed }),
        operators: credit.counts.map((row) => ({ ...row })),
        ...(gained === undefined ? {} : { gained }),
        members: listed([...here.values()].sort((a, b) => a.number - b.number)),
        ...archipelago.image(),
      }
    },
    get conclusion() {
      if (phase !== 'finished' || champion === undefined) return undefined
      const judged = sets.validations.get(champion.number)
      const seen = facts.heldOut.flatMap((set): [SetName, Look][] => {
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
