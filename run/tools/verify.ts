import { assign, knownAt } from '../../engine/tickets/assign.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Assignment, Batch, Outcome } from '../../engine/contracts/ticket.ts'
import type { CallRecord, Workers } from '../../engine/contracts/workers.ts'
import { createQuarantine } from '../../engine/tickets/quarantine.ts'
import { createProgramCache } from '../../engine/journal/program-cache.ts'
import { follow, recorded } from '../../engine/journal/replay.ts'
import type { Source } from '../../engine/journal/replay.ts'
import { createSequencer } from '../../engine/order/sequencer.ts'
import type { Sequencer } from '../../engine/order/sequencer.ts'
import type { Stuck } from '../../evaluators/workers/messages.ts'
import { openRun } from '../folder.ts'
import type { RunFolder } from '../folder.ts'
import { partsOfRun } from '../parts.ts'
import type { OpenedParts } from '../parts.ts'
import { loadProblemOf } from '../problem.ts'
import { repeatingCalls } from '../model-session.ts'
import { callsIn } from '../models.ts'
import { chain } from '../chain.ts'
import { retraceIn } from '../traces.ts'
import { createWorkers } from '../workers.ts'
import { factsOf } from '../search-facts.ts'
import { mustBeRunnable } from '../schema.ts'
import { isMeasured, isRepeatable, isSetAside, metOf, watched } from './verification.ts'
import type { Met, Verification, Watch } from './verification.ts'
import { verifySample } from './verify-sample.ts'

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

/** The tickets that a journal says were set aside. They are not carried out again: one may have ended a process. */
function setAsideIn({ archive }: RunFolder): Set<number> {
  const found = new Set<number>()
  for (const { record } of archive.entries()) if (isSetAside(record)) found.add(record.ticket.number)
  return found
}

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

/**
 * What was computed, with what is recorded in its place where that need not come out the same a second time: what ended with the
 * environment's word, and what was measured. Where a proposer went on from a measured result, all of the ticket is as recorded.
 */
function believing(told: Outcome, computed: Outcome): Outcome {
  if (told.inner.some(({ evaluation }) => isMeasured(evaluation))) return told
  if (told.kind !== 'evaluated' || isRepeatable(told.evaluation) || computed.kind !== 'evaluated') return computed
  return { ...computed, evaluation: told.evaluation }
}

async function verifyBy(
  run: RunFolder,
  problem: Problem,
  { registry }: OpenedParts,
  source: (sequencer: Sequencer) => Source,
  watch: Watch,
  known?: SharedArrayBuffer,
): Promise<Verification> {
  const facts = factsOf(problem, run.manifest, run.archive, registry)
  const sequencer = createSequencer({ manifest: run.manifest, facts, budget: run.budget, known })
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
  const problem = await loadProblemOf(run, parts)
  const judges = await createWorkers(problem, { workers: size, sandbox: 'auto', onStuck, parts })
  const workers = repeatingCalls(judges, {
    problem,
    manifest: run.manifest,
    parts: parts.registry,
    retrace: retraceIn(run.archive, problem, parts),
  })
  const { recall } = createProgramCache(run.archive)
  const carry = (batch: Batch, sequencer: Sequencer): Assignment[] => {
    const injected = (injection: number): Files => sequencer.injected(injection)
    return batch.tickets.map((ticket, k) => assign(ticket, { manifest: run.manifest, recall, known: knownAt(batch, k), injected }))
  }
  const calls = run.manifest.asking && new Map(callsIn(run.archive))
  const believed = { aside: setAsideIn(run), record: recorded(run.archive) }
  const callRecord = calls && { calls: (ticket: number) => calls.get(ticket) ?? [], record: async () => {} }
  try {
    return await verifyBy(
      run,
      problem,
      parts,
      (sequencer) => recomputed(sequencer, workers, carry, callRecord, believed),
      watch,
      workers.known,
    )
  } finally {
    await workers.close()
  }
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
    return await verifyBy(run, await loadProblemOf(run, parts), parts, () => recorded(run.archive), watch)
  } finally {
    await run.archive.close()
  }
}
