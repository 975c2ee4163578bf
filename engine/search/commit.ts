import type { JournalRecord, Placement } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { Evaluation } from '../contracts/evaluation.ts'
import { endOf } from '../contracts/event.ts'
import type { Shown } from '../contracts/proposer.ts'
import type { Outcome, Ticket } from '../contracts/ticket.ts'
import { charge } from './budget.ts'
import type { SearchEffects } from './effects.ts'
import { createIndividual } from './individual.ts'
import type { Recollection } from './islands.ts'
import type { Individual } from '../contracts/individual.ts'
import { evaluationsSpent } from './state.ts'
import type { SearchState } from './state.ts'
import type { SetResult } from './validation.ts'

type Evaluated = Extract<Outcome, { kind: 'evaluated' }>

/** A new program with its number. */
type Made = Pick<Evaluated, 'program' | 'evaluation' | 'operator'> & { readonly number: number }

/** An evaluated program with its number, and where it went; placed nowhere where it was evaluated on a further set. */
interface Settled {
  readonly number: number
  readonly placement?: Placement
}

/**
 * Takes in what came of a ticket: spends the budget, numbers and places the program, learns. What moves between islands
 * follows the number of commits, so that they do not depend on when results arrive.
 */
export function commit(state: SearchState, ticket: Ticket, outcome: Outcome, effects: SearchEffects): void {
  const { islands, injections, validation, learning, spent, phase } = state
  charge(spent, outcome)
  state.admission.note(ticket, outcome)
  if (ticket.kind === 'injection') injections.settle(ticket.injection)
  const settled = outcome.kind === 'evaluated' ? settle(state, ticket, outcome, effects) : undefined
  if (outcome.kind === 'evaluated' && phase === 'initializing') state.unscored ||= unscoredOf(outcome.evaluation)
  const record = recordOf(ticket, outcome, settled)
  effects.records.push(record)
  if (ticket.kind !== 'evaluation') state.outcomes[endOf(record)] += 1
  else noteResult(validation, ticket, outcome.kind === 'evaluated' ? outcome.evaluation : { verdict: 'unverified' }, effects)
  state.credit.note(ticket, outcome, settled?.placement)
  state.stopped ??= learning.commit(ticket, outcome, settled, settled !== undefined && islands.best?.number === settled.number)
  if (phase !== 'searching') return
  for (const moved of islands.exchange(spent.tickets, state.tickets)) {
    effects.records.push(moved)
    if (moved.type === 'migration') effects.events.push({ ...moved, type: 'migrated' })
  }
}

/** What the journal says of a commit: a program stands in it as its number, its files in the archive. */
function recordOf(ticket: Ticket, outcome: Outcome, settled: Settled | undefined): Extract<JournalRecord, { type: 'commit' }> {
  if (outcome.kind !== 'evaluated' || settled === undefined)
    return { type: 'commit', ticket, outcome: outcome as Exclude<Outcome, Evaluated> }
  const { id, canonicalHash, size } = outcome.program
  const program = { number: settled.number, id, canonicalHash, size }
  return { type: 'commit', ticket, outcome: { ...outcome, program }, ...defined({ placement: settled.placement }) }
}

/** Numbers and places an evaluated program. A duplicate keeps its number, and settles again on an island that was reset. */
function settle(state: SearchState, ticket: Ticket, outcome: Evaluated, effects: SearchEffects): Settled {
  if (ticket.kind === 'evaluation') return { number: ticket.program }
  const { hashes, schedule, islands } = state
  const { program, evaluation } = outcome
  const { canonicalHash } = program
  const known = hashes.find(canonicalHash)
  if (known !== undefined && !schedule.readmits(canonicalHash, evaluation)) {
    const cell = islands.placeAgain(ticket, () => individualOf(state, known, outcome))
    return { number: known, placement: { kind: 'duplicate', of: known, ...defined({ cell }) } }
  }
  hashes.add(canonicalHash)
  schedule.note(canonicalHash, evaluation, ticket.kind === 'initial')
  const number = hashes.count
  effects.programs.push({ number, program, evaluation })
  return { number, placement: place(state, ticket, { number, program, evaluation, operator: outcome.operator }, effects) }
}

/** Puts a new program where it belongs, and tells when it is the best so far. */
function place(state: SearchState, ticket: Ticket, made: Made, { events }: SearchEffects): Placement {
  const individual = individualOf(state, made.number, made)
  if (individual === undefined) return { kind: 'no-score' }
  const { placement, island, improved } = state.islands.place(ticket, individual)
  if (improved) {
    events.push({ type: 'improved', individual, island, operator: made.operator, evaluations: evaluationsSpent(state) })
    state.gained = state.spent.cases
  }
  return placement
}

/** A program as selection sees it; undefined for one without a score. */
function individualOf(
  { facts, manifest }: SearchState,
  number: number,
  shown: Pick<Shown, 'program' | 'evaluation'>,
): Individual | undefined {
  const { descriptors, learner } = facts
  const { objectives } = manifest.problem
  return createIndividual(number, shown, { descriptors, ...defined({ objectives }), withCases: learner !== undefined })
}

/** Recollects a program as it was when it came, and the island that it came to; it may live nowhere any more. */
export function recollect(state: SearchState, number: number): Recollection | undefined {
  const past = state.facts.remember?.(number)
  const individual = past && individualOf(state, number, past)
  return individual && { individual, home: past.island }
}

/** Takes in a program's result on a further set. */
function noteResult(
  validation: SearchState['validation'],
  { program, set }: Extract<Ticket, { kind: 'evaluation' }>,
  result: SetResult,
  { records, events }: SearchEffects,
): void {
  const { score } = result
  validation.note(program, set, result)
  if (set !== 'validation') records.push({ type: 'heldOut', set, program, ...defined({ score }) })
  else if (score !== undefined) events.push({ type: 'validated', number: program, score })
}

/** Says in which case an initial program came to no score, in words that go on where a sentence ends; nothing of one that did. */
function unscoredOf({ verdict, cases, score }: Evaluation): string {
  const last = cases.at(-1)
  if (score !== undefined) return ''
  return `: one ends case ${cases.length} with ${last === undefined || last.verdict === 'scored' ? verdict : `${last.verdict}, ${last.reason}`}`
}
