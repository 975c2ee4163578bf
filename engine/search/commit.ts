import type { CommitRecord } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { Evaluation } from '../contracts/evaluation.ts'
import { endOf } from '../contracts/event.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Individual } from '../contracts/individual.ts'
import type { Program } from '../contracts/program.ts'
import { stream } from '../contracts/random.ts'
import { isFurther, isInitialProgram } from '../contracts/ticket.ts'
import type { Further, Outcome, Ticket } from '../contracts/ticket.ts'
import { createIndividual, descriptorValues, individualIn, islandOf, parentsOf } from '../population/individual.ts'
import type { Recollection, Settled } from '../population/settling.ts'
import { charge } from './budget.ts'
import type { SearchEffects } from './effects.ts'
import { evaluationsSpent } from './state.ts'
import type { SearchState } from './state.ts'
import type { SetResult } from './validation.ts'

type Evaluated = Extract<Outcome, { kind: 'evaluated' }>

type KnownOutcome = Extract<Outcome, { kind: 'known' }>

/** A program with its number, where it went, and what it is to selection; placed nowhere where it was evaluated on a further set. */
interface Entry extends Partial<Settled>, Pick<CommitRecord, 'merged'> {
  readonly number: number
  readonly individual?: Individual | undefined
}

/**
 * Takes in what came of a ticket: spends the budget, numbers and places the program, learns. What moves between islands
 * follows the number of commits, so that they do not depend on when results arrive.
 */
export function commit(state: SearchState, ticket: Ticket, outcome: Outcome, effects: SearchEffects): void {
  const { islands, injections, validation, learning, lineage, samples, front, spent, phase } = state
  charge(spent, ticket, outcome)
  lineage.end(ticket)
  samples.end(ticket)
  state.admission.note(ticket, outcome)
  if (ticket.kind === 'injection') injections.settle(ticket.injection)
  const entry = entryOf(state, ticket, outcome, effects)
  if (outcome.kind === 'evaluated' && phase === 'initializing') state.unscored ||= unscoredOf(outcome.evaluation)
  const record = recordOf(ticket, outcome, entry)
  const best = islands.apply(record, undefined, entry?.individual)
  effects.records.push(record)
  if (best !== undefined) {
    const { operator } = outcome
    effects.events.push({ type: 'improved', individual: best, island: islandOf(ticket), operator, evaluations: evaluationsSpent(state) })
  }
  if (front === undefined ? best !== undefined : entry?.individual !== undefined && front.take(entry.individual)) state.gained = spent.cases
  if (ticket.kind !== 'evaluation') state.outcomes[endOf(record)] += 1
  else if (!isFurther(ticket))
    noteResult(validation, ticket, outcome.kind === 'evaluated' ? outcome.evaluation : { verdict: 'unverified' }, effects)
  state.credit.note(ticket, outcome, entry?.placement)
  const leads = entry !== undefined && islands.best?.number === entry.number
  const learned = learning.commit(ticket, outcome, { settled: entry, leads, latest: (one) => islands.latest(one) })
  state.stopped ??= learned.stop
  for (const withdrawn of learned.withdrawn) {
    effects.records.push({ type: 'withdrawn', ...withdrawn })
    effects.events.push({ type: 'withdrawn', ...withdrawn })
  }
  if (phase === 'searching') exchange(state, effects)
}

/** What the journal says of a commit: a program stands in it as its number, its files in the archive. */
function recordOf(ticket: Ticket, outcome: Outcome, entry: Entry | undefined): CommitRecord {
  if (entry === undefined) return { type: 'commit', ticket, outcome: outcome as Exclude<Outcome, Evaluated> }
  const { number, placement, merged, changes = [] } = entry
  return {
    type: 'commit',
    ticket,
    outcome: outcome.kind === 'evaluated' ? { ...outcome, program: namedAs(number, outcome.program) } : outcome,
    ...defined({ placement, merged, changes: changes.length === 0 ? undefined : changes }),
  }
}

const namedAs = (number: number, { id, canonicalHash, size }: Program): { readonly number: number } & Omit<Program, 'files'> => ({
  number,
  id,
  canonicalHash,
  size,
})

/** Takes in the program of an outcome that has one. */
function entryOf(state: SearchState, ticket: Ticket, outcome: Outcome, effects: SearchEffects): Entry | undefined {
  if (outcome.kind === 'evaluated') return enter(state, ticket, outcome, effects)
  return outcome.kind === 'known' ? enterKnown(state, ticket, outcome) : undefined
}

/** Numbers and places an evaluated program. A duplicate keeps its number, and settles again on an island that was reset. */
function enter(state: SearchState, ticket: Ticket, outcome: Evaluated, effects: SearchEffects): Entry {
  if (isFurther(ticket)) return judgeFurther(state, ticket, outcome, effects)
  if (ticket.kind === 'evaluation') return { number: ticket.program }
  const { hashes, schedule, lineage, samples, known: list } = state
  const { program, evaluation } = outcome
  const { canonicalHash } = program
  const known = hashes.find(canonicalHash)
  if (known !== undefined && !schedule.readmits(canonicalHash, evaluation)) return enterAgain(state, ticket, known, outcome)
  hashes.add(canonicalHash)
  list.add(canonicalHash, evaluation)
  schedule.note(canonicalHash, evaluation, isInitialProgram(ticket))
  const number = hashes.count
  lineage.add(ticket, evaluation.cases)
  effects.programs.push({ number, program, evaluation })
  const individual = individualOf(state, number, parentsOf(ticket), outcome)
  if (individual === undefined) return { number, placement: { kind: 'no-score' } }
  samples.note(number, evaluation)
  return { number, individual, ...state.settling.place(ticket, individual) }
}

/** Settles a program that its ticket knew, as it came: whoever may come to more another time is known to none. */
function enterKnown(state: SearchState, ticket: Ticket, { program: number }: KnownOutcome): Entry {
  const { hashes, facts, lineage, settling } = state
  if (number > hashes.count) {
    throw new TernateError(
      'RESUME_DIVERGED',
      `ticket ${ticket.number} made program ${number} again, it says, and there were ${hashes.count}`,
      'Go on with the engine that wrote the journal (see the manifest), or start a new run.',
    )
  }
  function find(): Individual | undefined {
    const shown = facts.recall?.(number)
    return shown && individualOf(state, number, lineage.parents(number), shown)
  }
  return { number, ...settling.placeAgain(ticket, number, find) }
}

/** Settles a program that was known before, but for one that is judged on a sample, of which another sample is known already. */
function enterAgain(state: SearchState, ticket: Ticket, known: number, outcome: Evaluated): Entry {
  const { islands, lineage, samples, settling } = state
  const isSampled = outcome.evaluation.positions !== undefined || islands.isRenewed(known) || samples.isNeeded(known, islands)
  function find(): Individual | undefined {
    if (isSampled) return undefined
    samples.note(known, outcome.evaluation)
    return individualOf(state, known, lineage.parents(known), outcome)
  }
  return { number: known, ...settling.placeAgain(ticket, known, find) }
}

/** Adds results on further cases to what is known of a program, which leaves every island where it lives and settles there anew. */
function judgeFurther(state: SearchState, { program: number, cases }: Further, outcome: Evaluated, { judged }: SearchEffects): Entry {
  const { facts, samples, lineage, settling, spent } = state
  const known = samples.find(number)
  if (known === undefined) throw new RangeError(`program ${number} is not judged on a sample`)
  const { program } = outcome
  const evaluation = facts.merge(known, { ...outcome.evaluation, positions: cases })
  samples.note(number, evaluation)
  spent.further = (spent.further ?? 0) + 1
  lineage.addFurther(number, outcome.evaluation.cases)
  judged.push({ number, program, evaluation })
  const individual = individualOf(state, number, lineage.parents(number), { program, evaluation })
  const merged = { evaluation, cell: cellIn(state, program.size, evaluation) }
  return { number, individual, merged, changes: settling.renew(number, individual) }
}

/** A program as selection sees it; undefined for one without a score. */
function individualOf(
  state: SearchState,
  number: number,
  parents: readonly number[],
  { program: { size }, evaluation }: Pick<Evaluated, 'program' | 'evaluation'>,
): Individual | undefined {
  const cell = cellIn(state, size, evaluation)
  return createIndividual({ number, parents, size, cell, evaluation }, state.manifest.problem)
}

/** The cell of a program. */
const cellIn = ({ cellOf, facts }: SearchState, size: number, evaluation: Evaluation): string =>
  cellOf(descriptorValues(size, evaluation, facts.descriptors))

/** Recollects a program, and the island that it came to; it may live nowhere any more. */
export function recollect({ facts, manifest, islands, samples }: SearchState, number: number): Recollection | undefined {
  const record = facts.remember?.(number)
  const came = record && individualIn(record, manifest.problem)
  if (record?.outcome.kind === 'evaluated' && !islands.isRenewed(number)) samples.note(number, record.outcome.evaluation)
  const individual = came && islands.latest(came)
  return individual && { individual, home: islandOf(record.ticket) }
}

/** Makes the moves between islands that the strategy's exchanges ask for after this commit. */
function exchange({ manifest, parts, islands, settling, views, spent, tickets }: SearchState, { records, events }: SearchEffects): void {
  for (const [k, part] of parts.exchange.entries()) {
    const view = { islands: views, best: islands.best, founders: settling.founders, commits: spent.tickets }
    for (const move of part.after(view, stream(`${manifest.seed}/exchange/${k}/${spent.tickets}`))) {
      const moved = settling.carryOut(move, tickets)
      if (moved === undefined) continue
      islands.apply(moved)
      records.push(moved)
      if (moved.type === 'migration') events.push({ type: 'migrated', from: moved.from, to: moved.to, programs: moved.programs })
    }
  }
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
