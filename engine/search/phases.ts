import { defined } from '../contracts/defined.ts'
import type { SetName } from '../contracts/evaluation.ts'
import type { Status } from '../contracts/event.ts'
import { UNKNOWN } from '../contracts/cells.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Ticket } from '../contracts/ticket.ts'
import type { UnderWay } from '../learning/admission.ts'
import { inspire } from '../learning/inspire.ts'
import { chooseChampion, finalists } from '../population/champion.ts'
import { drawScheduled, mayDraw } from './draw.ts'
import type { Inspired } from './draw.ts'
import type { SearchEffects } from './effects.ts'
import type { Individual } from '../contracts/individual.ts'
import { budgetOf, endOfSearch, evaluationsSpent, VALIDATION_INTERVAL } from './state.ts'
import type { SearchState } from './state.ts'

/** One phase of a search: which tickets it draws, and what its end leaves behind. */
interface Phase {
  /** The next ticket; undefined when the phase has no more, or none before something commits. */
  draw(state: SearchState, underWay: UnderWay): Ticket | undefined
  /** Ends the phase, once nothing is under way and nothing is left to draw; returns the phase that follows. */
  advance(state: SearchState, effects: SearchEffects): Status['phase']
}

/** The life of a search, phase by phase. */
export const PHASES: Readonly<Record<Status['phase'], Phase>> = {
  initializing: {
    draw(state) {
      if (state.initialDrawn === state.facts.initialPrograms) return undefined
      return { kind: 'initial', number: ++state.tickets, initial: state.initialDrawn++ }
    },
    advance(state) {
      requireScore(state)
      return 'searching'
    },
  },

  searching: {
    draw(state, underWay) {
      if (endOfSearch(state, underWay.offspring) !== undefined) return undefined
      return drawInjection(state) ?? drawBeside(state) ?? drawValidation(state) ?? drawNext(state, underWay)
    },
    advance(state) {
      state.stopped ??= endOfSearch(state, 0) ?? 'stopped'
      return 'validating'
    },
  },

  validating: {
    draw: (state) => drawEvaluation(state, leadersOf(state), validationOf(state)),
    advance(state, { records }) {
      const { islands, validation, compareScores } = state
      const candidates = finalCandidates(state)
      const chosen = chooseChampion(candidates, validation.scores, compareScores)
      if (chosen === undefined) throw new RangeError('a search with a score has a champion')
      const champion = islands.overrides.preferred(chosen, candidates)
      const { number: program, score } = champion
      records.push({ type: 'champion', program, score, ...defined({ validation: validation.scores.get(program) }) })
      state.champion = champion
      return 'reporting'
    },
  },

  reporting: {
    draw: (state) => drawEvaluation(state, state.champion === undefined ? [] : [state.champion], state.facts.heldOut),
    advance(state, { records }) {
      records.push({ type: 'finish', reason: state.stopped ?? 'stopped', evaluations: evaluationsSpent(state) })
      return 'finished'
    },
  },

  finished: { draw: () => undefined, advance: () => 'finished' },
}

/** A program that a person wrote goes before any other. */
function drawInjection(state: SearchState): Ticket | undefined {
  const next = state.injections.draw()
  return next && { kind: 'injection', number: ++state.tickets, ...next }
}

/** Individuals that the strategy begins with beside the initial programs go before offspring; they are part of the search, since they spend its budget. */
function drawBeside(state: SearchState): Ticket | undefined {
  const { initial } = state.manifest.strategy
  if (initial === undefined || state.initialDrawn === state.facts.initialPrograms + initial.count) return undefined
  return { kind: 'initial', number: ++state.tickets, initial: state.initialDrawn++, proposer: initial.use }
}

/** The first of these evaluations that was not asked for yet. */
function drawEvaluation(state: SearchState, individuals: readonly Individual[], sets: readonly SetName[]): Ticket | undefined {
  const next = state.validation.ask(individuals, sets)
  return next && { kind: 'evaluation', number: ++state.tickets, ...next }
}

const validationOf = ({ facts }: SearchState): readonly SetName[] => (facts.hasValidation ? ['validation'] : [])

/** Validation of the best so far, for people who watch; not more often than every so many tickets, since it may cost much more than an offspring. */
function drawValidation(state: SearchState): Ticket | undefined {
  const { best } = state.islands
  if (best === undefined || state.tickets < state.validatedAt + VALIDATION_INTERVAL) return undefined
  const ticket = drawEvaluation(state, [best], validationOf(state))
  if (ticket !== undefined) state.validatedAt = state.tickets
  return ticket
}

/** What the scheduler asks for, unless those that may be drawn have to wait for others to commit. */
function drawNext(state: SearchState, underWay: UnderWay): Ticket | undefined {
  const { manifest, facts, parts, islands, views, settling, samples, spent, compareScores } = state
  const { strategy, seed } = manifest
  const shares = state.learning.shares()
  const admits = state.admission.admits(underWay, budgetOf(state), spent, shares)
  if (!mayDraw(strategy, admits)) return undefined
  /** Inspirations for a model come from all islands, each for a reason. */
  const inspired: Inspired = (proposer, parent, count, random) =>
    facts.learner?.asks(proposer) === true
      ? inspire({ parent, individuals: islands.ranked(), count, compare: compareScores, random })
      : undefined
  const fuelLimit = state.schedule.limit(spent.fuel)
  const gained = settling.hasGained()
  const circumstances = { shares, fuelLimit, gained, admits, inspired, samples, trainCases: facts.trainCases, commits: spent.tickets }
  return drawScheduled(++state.tickets, { seed, strategy, parts }, views, circumstances)
}

/** The best of all islands by rank: candidates for the champion. */
const leadersOf = ({ islands, manifest }: SearchState): Individual[] =>
  finalists(islands.populations, manifest.strategy.finalists, islands.overrides.rank)

/**
 * The individuals of which the champion is chosen: the leaders, and the one that did best on validation before, as a search that goes on
 * for long fits its train cases more and more (early stopping: Prechelt 1998).
 */
function finalCandidates(state: SearchState): Individual[] {
  const leading = leadersOf(state)
  const validated = state.validation.best
  const early = validated && state.islands.latest(validated.individual)
  const isThere = early === undefined || state.islands.overrides.rejects(early) || leading.some(({ number }) => number === early.number)
  return isThere ? leading : [...leading, early]
}

/** Refuses a problem of which no initial program scores, or whose initial program lacks a metric that the problem names. */
function requireScore({ islands: { best }, facts, unscored }: SearchState): void {
  if (best === undefined) {
    throw new TernateError(
      'PROBLEM_INITIAL',
      `no initial program scores${unscored}`,
      'Correct the initial program; `ternate check` says what is wrong with it.',
    )
  }
  if (best.objectives?.some((value) => !Number.isFinite(value))) {
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
}
