import type { JournalRecord, StopReason } from '../engine/contracts/archive.ts'
import { isIntervention } from '../engine/contracts/archive.ts'
import { defined } from '../engine/contracts/defined.ts'
import { ticketsUnderWay } from '../engine/contracts/manifest.ts'
import type { Manifest } from '../engine/contracts/manifest.ts'
import { callsOf, evaluationsOf, fuelOf, isBudgeted, triedIn } from '../engine/contracts/ticket.ts'
import type { Outcome } from '../engine/contracts/ticket.ts'
import { barrenReason } from '../run/barren.ts'
import { createBest } from '../run/best.ts'
import type { RunFolder } from '../run/folder.ts'
import { frontOf } from '../run/front.ts'
import { processorIn, readLog } from '../run/log.ts'
import { varietyOf } from '../run/variety.ts'
import type { Variety } from '../run/variety.ts'

/** What was spent. */
export interface Ledger {
  /** Inner evaluations counted, parts in proportion. */
  readonly evaluations: number
  /** Programs judged on train cases, whole or in part. */
  readonly programsTried: number
  readonly fuel: number
  /** Wall-clock, from the first record on; of a run that was interrupted, with the pause. */
  readonly seconds: number
  readonly dollars: number
}

/** A new best on train, and what had been spent by then. */
export interface Step extends Ledger {
  readonly score: number
}

/** What the journal of a finished run says. */
export interface RunResults {
  readonly manifest: Manifest
  readonly reason: StopReason
  /** Whether somebody judged programs in it, added one, or said something that models are told. */
  readonly steered: boolean
  readonly spent: Ledger
  /** Processor seconds, those of sandboxes too; absent where a process that drove the run did not tell. */
  readonly processor?: number
  /** Evaluations as the run itself counted them. */
  readonly told: number
  /** What had been spent when the last of its tickets can have been drawn, at the latest. */
  readonly lastDrawn: number
  readonly steps: readonly Step[]
  readonly champion: { readonly program: number; readonly size: number; readonly train: number; readonly validation?: number }
  /** Values on train of the programs that none dominates, where there are several objectives. */
  readonly front?: readonly (readonly number[])[]
  /** Scores on held-out sets; absent where the champion did not score. */
  readonly heldOut: ReadonlyMap<string, number>
  readonly variety: Variety
  /** Why no offspring could be made; absent where one was. */
  readonly barren?: string
}

const casesOf = (outcome: Outcome): number =>
  evaluationsOf(outcome).reduce((sum, { set, cases }) => sum + (set === 'train' ? cases.length : 0), 0)

/** What came of a commit, as far as it cost something; only an outcome's program is another thing in a journal. */
const costs = ({ outcome }: Extract<JournalRecord, { type: 'commit' }>): Outcome => outcome as Outcome

/** The record that a run has ended, where it is the last that is about the search. */
export function finishOf({ archive }: Pick<RunFolder, 'archive'>): Extract<JournalRecord, { type: 'finish' }> | undefined {
  for (let index = archive.head()?.index ?? 0; index > 0; index--) {
    const [entry] = archive.entries(index, index + 1)
    if (entry !== undefined && !isIntervention(entry.record)) return entry.record.type === 'finish' ? entry.record : undefined
  }
  return undefined
}

/** Whether a run has ended. */
export const isFinished = (run: Pick<RunFolder, 'archive'>): boolean => finishOf(run) !== undefined

/** Reads the journal of a finished run from end to end and counts again what it spent. */
export function readRun({ archive, manifest, folder }: RunFolder, trainCases: number): RunResults {
  const { direction } = manifest.problem
  const underWay = ticketsUnderWay(manifest.order)
  const last: number[] = []
  const steps: Step[] = []
  const heldOut = new Map<string, number>()
  const spent = { cases: 0, programsTried: 0, fuel: 0, cost: 0 }
  let began: number | undefined
  let ended = 0
  const best = createBest((a, b) => (direction === 'minimize' ? a < b : a > b))
  let champion: Extract<JournalRecord, { type: 'champion' }> | undefined
  let finish: Extract<JournalRecord, { type: 'finish' }> | undefined
  let steered = false
  const ledger = (at: number): Ledger => ({
    evaluations: spent.cases / trainCases,
    programsTried: spent.programsTried,
    fuel: spent.fuel,
    seconds: (at - (began ?? at)) / 1000,
    dollars: spent.cost / 1e6,
  })
  for (const { record, at } of archive.entries()) {
    began ??= at
    if (!isIntervention(record)) ended = at
    // a note changes nothing where no model reads it
    const isTold = record.type === 'note' && record.author === 'user' && manifest.asking !== undefined
    if (record.type === 'override' || record.type === 'injection' || isTold) steered = true
    if (record.type === 'champion') {
      champion = record
      heldOut.clear()
    }
    if (record.type === 'heldOut' && record.score !== undefined) heldOut.set(record.set.slice('heldOut/'.length), record.score)
    if (record.type === 'finish') finish = record
    if (record.type !== 'commit') continue
    const { ticket, outcome } = record
    const made = costs(record)
    const cases = casesOf(made)
    spent.cases += cases
    spent.programsTried += triedIn(ticket, made)
    spent.fuel += fuelOf(made)
    for (const { cost } of callsOf(made)) spent.cost += cost
    if (ticket.kind === 'evaluation' && record.merged === undefined) continue
    if (isBudgeted(ticket) && last.push(cases) > underWay) last.shift()
    if (outcome.kind !== 'evaluated' || record.placement?.kind === 'duplicate') continue
    const { score, positions } = record.merged?.evaluation ?? outcome.evaluation
    // the score of a sample is none of the train set
    const leads = best.take(outcome.program.number, positions === undefined ? score : undefined)
    if (leads !== undefined) steps.push({ ...ledger(at), score: leads.score })
  }
  if (finish === undefined || champion === undefined) throw new RangeError('only a finished run is read')
  const front = frontOf({ archive, manifest })
  const size = archive.recall(champion.program)?.program.size ?? 0
  const processor = processorIn(readLog(folder))
  const barren = finish.reason === 'exhausted' ? barrenReason(archive) : undefined
  return {
    manifest,
    steered,
    reason: finish.reason,
    spent: ledger(ended),
    ...defined({ processor }),
    told: finish.evaluations,
    lastDrawn: (spent.cases - last.reduce((sum, cases) => sum + cases, 0)) / trainCases,
    steps,
    champion: {
      program: champion.program,
      size,
      train: champion.score,
      ...(champion.validation === undefined ? {} : { validation: champion.validation }),
    },
    ...(front === undefined ? {} : { front: front.programs.map(({ values }) => values) }),
    heldOut,
    variety: varietyOf(archive),
    ...(barren === undefined ? {} : { barren }),
  }
}
