import { encode } from '../../archive/canonical.ts'
import { corrupt } from '../../archive/digest.ts'
import { freshProgram } from '../../archive/export/line.ts'
import { assign, knownAt } from '../../engine/tickets/assign.ts'
import type { Recall } from '../../engine/tickets/assign.ts'
import type { JournalEntry } from '../../engine/contracts/archive.ts'
import { type Evaluation, OUTGROWN } from '../../engine/contracts/evaluation.ts'
import type { EvaluationJob } from '../../engine/contracts/evaluator.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { stream } from '../../engine/contracts/random.ts'
import type { Random } from '../../engine/contracts/random.ts'
import type { Assignment, Batch, Outcome } from '../../engine/contracts/ticket.ts'
import type { CallRecord, Workers } from '../../engine/contracts/workers.ts'
import { createRules } from '../../engine/evaluation/rules.ts'
import type { Rules } from '../../engine/evaluation/rules.ts'
import { trialOf } from '../../engine/tickets/trial.ts'
import { createQuarantine } from '../../engine/tickets/quarantine.ts'
import { createProgramCache } from '../../engine/journal/program-cache.ts'
import { follow, recorded } from '../../engine/journal/replay.ts'
import type { Divergence, Source } from '../../engine/journal/replay.ts'
import { createSequencer } from '../../engine/order/sequencer.ts'
import type { Sequencer } from '../../engine/order/sequencer.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import type { Stuck } from '../../evaluators/workers/messages.ts'
import { openRun } from '../folder.ts'
import type { RunFolder } from '../folder.ts'
import { partsOfRun } from '../parts.ts'
import type { OpenedParts } from '../parts.ts'
import { loadProblemOf } from '../problem.ts'
import { repeatingCalls } from '../model-session.ts'
import { callsIn } from '../models.ts'
import { chain } from '../chain.ts'
import { createWorkers } from '../workers.ts'
import { factsOf } from '../search-facts.ts'
import { mustBeRunnable } from '../schema.ts'

/**
 * What a run's journal is held against.
 *
 * - `all`: everything is computed again, proposals and evaluations
 * - `journal`: the search is run again on the recorded outcomes; nothing is evaluated
 * - `sample`: the chain is walked, every program hashed, and so many evaluations repeated
 */
export type VerifyMode =
  | { readonly kind: 'all'; readonly workers: number }
  | { readonly kind: 'journal' }
  | { readonly kind: 'sample'; readonly size: number }

/** The digest that both have, or the first record that differs, with both sides. */
export type Verification =
  /**
   * `setAside`: tickets whose record says that they were set aside for a fault, which is believed; absent when there are none.
   * `believed`: tickets with results that need not come out the same a second time, which were taken as recorded; absent when there are none.
   * `repeated`: evaluations that a sample repeated.
   */
  | {
      readonly equal: true
      readonly records: number
      readonly digest: string
      readonly setAside?: number
      readonly believed?: number
      readonly repeated?: number
    }
  | { readonly equal: false; readonly at: number; readonly recorded: unknown; readonly computed: unknown }

/** The tickets that a journal says were set aside. They are not carried out again: one may have ended a process. */
function setAsideIn({ archive }: RunFolder): Set<number> {
  const found = new Set<number>()
  for (const { record } of archive.entries()) if (isSetAside(record)) found.add(record.ticket.number)
  return found
}

const isSetAside = (record: JournalEntry['record']): record is Extract<JournalEntry['record'], { type: 'commit' }> =>
  record.type === 'commit' && record.outcome.kind === 'failed' && record.outcome.fault !== undefined

/**
 * Carries out a sequencer's bundles on workers, as many at a time as there are, those drawn first before the others; tickets that were set
 * aside are believed.
 */
function recomputed(
  sequencer: Sequencer,
  workers: Workers,
  carry: (batch: Batch, sequencer: Sequencer) => readonly Assignment[],
  callRecord: CallRecord | undefined,
  { aside, record }: { readonly aside: ReadonlySet<number>; readonly record: Source },
): Source {
  const { run } = createQuarantine(workers)
  const results = new Map<number, Promise<readonly Outcome[]>>()
  const running = new Set<Promise<unknown>>()

  function fill(): void {
    for (const batch of sequencer.pending()) {
      const { number } = batch
      if (running.size >= workers.size) return
      if (results.has(number)) continue
      const assignments = carry(batch, sequencer).filter((assignment) => !aside.has(assignment.number))
      const result = assignments.length === 0 ? Promise.resolve([]) : run(assignments, () => {}, callRecord)
      const free = (): void => void running.delete(result)
      result.then(free, free)
      results.set(number, result)
      running.add(result)
    }
  }

  return async (batch, commits) => {
    const { number, tickets } = batch
    fill()
    while (!results.has(number)) {
      await Promise.race(running).catch(() => {})
      fill()
    }
    const outcomes = ((await results.get(number)) ?? []).values()
    results.delete(number)
    const told = await record(batch, commits)
    return tickets.map((ticket, k) => {
      const known = told[k] as Outcome
      return aside.has(ticket.number) && known.kind === 'failed' ? known : believing(known, outcomes.next().value as Outcome)
    })
  }
}

/** Whether an evaluation need not come out the same a second time since it was measured. */
const isMeasured = ({ repeatable }: Evaluation): boolean => repeatable === false

/**
 * What was computed, with what is recorded in its place where that need not come out the same a second time: what ended with the
 * environment's word, and what was measured. Where a proposer went on from a measured result, all of the ticket is as recorded.
 */
function believing(told: Outcome, computed: Outcome): Outcome {
  if (told.inner.some(({ evaluation }) => isMeasured(evaluation))) return told
  if (told.kind !== 'evaluated' || isRepeatable(told.evaluation) || computed.kind !== 'evaluated') return computed
  return { ...computed, evaluation: told.evaluation }
}

/** Hears how far a verification has come: in records, or in evaluations that it repeats. */
export type Watch = (done: number, total: number, what?: 'evaluations') => void

/** Tickets that were come across in a journal: set aside, and with results that were measured. */
interface Met {
  setAside: number
  believed: number
}

/** A journal's entries up to its last one now, each counted as it is read. */
function* watched({ archive }: RunFolder, watch: Watch, met: Met): Generator<JournalEntry> {
  const total = archive.head()?.index ?? 0
  for (const entry of archive.entries(1, total + 1)) {
    const { record } = entry
    if (isSetAside(record)) met.setAside += 1
    if (record.type === 'commit' && hasMeasured(record.outcome)) met.believed += 1
    yield entry
    watch(entry.index, total)
  }
}

const metOf = ({ setAside, believed }: Met): Partial<Met> => ({
  ...(setAside === 0 ? {} : { setAside }),
  ...(believed === 0 ? {} : { believed }),
})

/** Whether a ticket has a result that was measured. */
const hasMeasured = (outcome: Extract<JournalEntry['record'], { type: 'commit' }>['outcome']): boolean =>
  (outcome.kind === 'evaluated' && isMeasured(outcome.evaluation)) || outcome.inner.some(({ evaluation }) => isMeasured(evaluation))

async function verifyBy(
  run: RunFolder,
  problem: Problem,
  { registry }: OpenedParts,
  source: (sequencer: Sequencer) => Source,
  watch: Watch,
): Promise<Verification> {
  const facts = factsOf(problem, run.manifest, run.archive, registry)
  const sequencer = createSequencer({ manifest: run.manifest, facts, budget: run.budget })
  const met: Met = { setAside: 0, believed: 0 }
  const end = await follow(sequencer, { entries: watched(run, watch, met), chain, source: source(sequencer) })
  if ('at' in end) return { equal: false, ...end }
  return { equal: true, records: end.index, digest: end.digest, ...metOf(met) }
}

async function verifyAll(
  run: RunFolder,
  parts: OpenedParts,
  size: number,
  watch: Watch,
  onStuck: (stuck: Stuck) => void,
): Promise<Verification> {
  const problem = await loadProblemOf(run, parts.languages)
  const judges = await createWorkers(problem, { workers: size, sandbox: 'auto', onStuck, parts })
  const workers = repeatingCalls(judges, problem, run.manifest, parts.registry)
  const { recall } = createProgramCache(run.archive)
  const carry = (batch: Batch, sequencer: Sequencer): Assignment[] => {
    const injected = (injection: number): Files => sequencer.injected(injection)
    return batch.tickets.map((ticket, k) => assign(ticket, { manifest: run.manifest, recall, known: knownAt(batch, k), injected }))
  }
  const calls = run.manifest.asking && new Map(callsIn(run.archive))
  const believed = { aside: setAsideIn(run), record: recorded(run.archive) }
  const callRecord = calls && { calls: (ticket: number) => calls.get(ticket) ?? [], record: async () => {} }
  try {
    return await verifyBy(run, problem, parts, (sequencer) => recomputed(sequencer, workers, carry, callRecord, believed), watch)
  } finally {
    await workers.close()
  }
}

/** What a walk through a journal found. */
interface Walk {
  readonly records: number
  readonly digest: string
  /** Indices of the commits whose evaluations another machine would repeat. */
  readonly repeatable: readonly number[]
  readonly met: Met
}

/** Walks the chain and hashes every program. */
function walk(run: RunFolder, watch: Watch): Walk | Divergence {
  const repeatable: number[] = []
  const met: Met = { setAside: 0, believed: 0 }
  let digest = chain.genesis
  let records = 0
  for (const { index, record, digest: recorded } of watched(run, watch, met)) {
    digest = chain.extend(digest, record)
    if (index !== records + 1 || digest !== recorded) throw corrupt(`journal entry ${records + 1} is missing or was changed`)
    records = index
    const fresh = freshProgram(record)
    if (fresh !== undefined) {
      const stored = run.archive.program(fresh.program.number)
      if (stored?.id !== fresh.program.id) return { at: index, recorded: record, computed: undefined }
    }
    if (record.type === 'commit' && record.outcome.kind === 'evaluated' && isRepeatable(record.outcome.evaluation)) repeatable.push(index)
  }
  return { records, digest, repeatable, met }
}

function isRepeatable(evaluation: Evaluation): boolean {
  const { verdict, cases } = evaluation
  if (isMeasured(evaluation)) return false
  return verdict === 'memory'
    ? !cases.some((result) => result.verdict === 'memory' && result.reason === OUTGROWN)
    : verdict !== 'timeout' && verdict !== 'crash'
}

/** So many of a list, drawn without putting back. */
function draw(list: readonly number[], size: number, random: Random): number[] {
  const left = [...list]
  return Array.from({ length: Math.min(size, left.length) }, () => {
    const at = random.integer(left.length)
    const drawn = left[at] as number
    left[at] = left.at(-1) as number
    left.pop()
    return drawn
  })
}

/**
 * What a commit says of its program, for a duplicate the first one of its canonical hash, which behaves alike; and how it was judged: an offspring in
 * steps, against its parent.
 */
function repeatedAt(
  run: RunFolder,
  recall: Recall,
  rules: Rules,
  index: number,
): { readonly job: EvaluationJob; readonly recorded: Evaluation } | undefined {
  const [entry] = run.archive.entries(index, index + 1)
  if (entry?.record.type !== 'commit' || entry.record.outcome.kind !== 'evaluated') return undefined
  const { ticket, outcome } = entry.record
  const program = run.archive.program(outcome.program.number)
  if (program === undefined) return undefined
  const recorded = outcome.evaluation
  const assignment = ticket.kind === 'offspring' ? assign(ticket, { manifest: run.manifest, recall }) : undefined
  const plain = { program, set: recorded.set, ...(ticket.kind === 'evaluation' ? defined({ cases: ticket.cases }) : {}) }
  return { job: assignment?.kind === 'offspring' ? trialOf(assignment, program, rules) : plain, recorded }
}

/** Repeats evaluations drawn by the run's own digest, so that no run can be made to look well by choosing them. */
async function verifySample(run: RunFolder, { registry, languages }: OpenedParts, size: number, watch: Watch): Promise<Verification> {
  const walked = walk(run, watch)
  if ('at' in walked) return { equal: false, ...walked }
  const { records, digest, repeatable, met } = walked
  const equal = { equal: true, records, digest, ...metOf(met) } as const
  const drawn = draw(repeatable, size, stream(`${digest}/verify`))
  if (drawn.length === 0) return { ...equal, repeated: 0 }
  const evaluator = await createEvaluator(await loadProblemOf(run, languages), { registry, languages })
  const rules = createRules(registry)
  const { recall } = createProgramCache(run.archive)
  try {
    for (const [k, at] of drawn.entries()) {
      watch(k, drawn.length, 'evaluations')
      const repeated = repeatedAt(run, recall, rules, at)
      if (repeated === undefined) throw corrupt(`the program of journal entry ${at} is missing`)
      const { job, recorded } = repeated
      const computed = await evaluator.evaluate(job)
      if (encode(computed) !== encode(recorded)) return { equal: false, at, recorded, computed }
    }
  } finally {
    await evaluator.close()
  }
  return { ...equal, repeated: drawn.length }
}

/**
 * Holds a run's journal, up to its last entry at this moment, against what this engine computes. `all`, `journal` and a
 * `sample` of one or more run code of the run's problem.
 *
 * @throws TernateError `RUN_MISSING` and those of the archive, `ARCHIVE_CORRUPT` among them when a hash does not fit;
 *   `PROBLEM_CHANGED` when the problem is not what the run was made with
 * @example
 * const verification = await verify('runs/a', { kind: 'all', workers: 2 })
 */
export async function verify(
  folder: string,
  mode: VerifyMode,
  watch: Watch = () => {},
  onStuck: (stuck: Stuck) => void = () => {},
): Promise<Verification> {
  const run = openRun(folder)
  try {
    const { archive: _, folder: place, ...file } = run
    const parts = await partsOfRun(place, run.manifest)
    if (mode.kind === 'sample') return await verifySample(run, parts, mode.size, watch)
    mustBeRunnable(place, file, parts.registry)
    if (mode.kind === 'all') return await verifyAll(run, parts, mode.workers, watch, onStuck)
    return await verifyBy(run, await loadProblemOf(run, parts.languages), parts, () => recorded(run.archive), watch)
  } finally {
    await run.archive.close()
  }
}
