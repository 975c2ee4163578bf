/**
 * What the engine itself costs: a run whose tickets cost nothing. The outcomes were made up before, a no-op worker in the
 * engine's process hands them out in batches of 32, and the run is drawn, ordered, hashed, journaled and made durable as always.
 *
 *     node bench/controller.ts [commits, default 30000]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chain, GENESIS } from '../archive/digest.ts'
import { openArchive } from '../archive/lmdb.ts'
import type { Assignment, Outcome } from '../engine/contracts/ticket.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { startRun } from '../engine/run.ts'
import { machine } from './machine.ts'
import { clock, createMakeUp, madeUpFacts, madeUpManifest } from './made-up.ts'
import { readCounts } from './options.ts'

const { commits } = readCounts({ commits: 30_000 })
type Made = Extract<Outcome, { kind: 'evaluated' }>

const SLOTS = 8
const BUNDLE = 32

const makeUp = await createMakeUp()
const made = (number: number): Made =>
  makeUp({ kind: 'offspring', number, stream: `${number}`, proposer: 'genetic', parents: [], inspirations: [] }) as Made
const programs = Array.from({ length: commits + 2 * SLOTS * BUNDLE }, (_, k) => made(k + 1).program)
const samples = Array.from({ length: 500 }, (_, k) => made(k + 1))

/** One of the samples with a program of its own, and a score that nobody else has. */
function outcomeOf(assignment: Assignment): Outcome {
  const program = programs[assignment.number - 1]
  const sample = samples[assignment.number % samples.length]
  if (assignment.kind !== 'offspring' || program === undefined || sample === undefined) return makeUp(assignment)
  const { evaluation } = sample
  const shift = 1 + assignment.number / 1e9
  const cases = evaluation.cases.map((result) => (result.verdict === 'scored' ? { ...result, score: result.score * shift } : result))
  return { ...sample, program, evaluation: { ...evaluation, cases, score: (evaluation.score ?? 0) * shift } }
}

const workers: Workers = { size: 2, run: async (assignments) => assignments.map(outcomeOf), close: async () => {} }

const folder = mkdtempSync(join(tmpdir(), 'ternate-bench-'))
try {
  const archive = openArchive(join(folder, 'archive'))
  const parts = { manifest: madeUpManifest({ virtualWorkers: SLOTS, batch: BUNDLE }), facts: madeUpFacts, budget: { evaluations: commits } }
  const processor = process.cpuUsage()
  const start = performance.now()
  const { head } = await startRun({ ...parts, archive, chain: { genesis: GENESIS, extend: chain }, workers, clock, emit: () => {} }).ended
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(processor)
  await archive.close()
  console.log(machine())
  console.log(`${head.index} records, batches of ${BUNDLE}`)
  console.log(`durable commits a second     ${Math.round(commits / seconds)}   (at least 15000)`)
  console.log(
    `processor time a commit      ${((user + system) / commits).toFixed(1)} us   (at most 60; ${(system / commits).toFixed(1)} in the system)`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
