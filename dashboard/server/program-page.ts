import type { JournalEntry, JournalRecord } from '../../engine/contracts/archive.ts'
import type { CaseResult, Evaluation } from '../../engine/contracts/evaluation.ts'
import { makerOf } from '../../engine/contracts/ticket.ts'
import type { CaseRow, ProgramRef, Placing, SetRow, Source, ProgramPage } from '../api-types.ts'
import { failuresOf } from '../../engine/journal/failures.ts'
import { tracesOf } from '../../engine/journal/traces.ts'
import type { RunIndex } from './run-index.ts'
import { callDetail } from './calls.ts'
import { truncate, LIMITS, short, sourceFiles } from './truncate.ts'
import type { Known } from './facts.ts'
import { childrenOf, programRefOf } from './relatives.ts'

type Commit = Extract<JournalRecord, { type: 'commit' }>

/** What a page of a program lists of each: cases of a set, metrics, sets, relatives, calls and notes. */
const MOST = { cases: 500, metrics: 50, sets: 20, relatives: 200, calls: 50, notes: 100 }

const metricsOf = (metrics: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(metrics)
      .slice(0, MOST.metrics)
      .map(([name, value]) => [short(name), value]),
  )

function caseRow(result: CaseResult, k: number, names: readonly string[]): CaseRow {
  const said = result.verdict === 'scored' ? (result.feedback ?? '') : result.reason
  return {
    name: names[k] ?? `case ${k + 1}`,
    verdict: result.verdict,
    fuel: result.fuel,
    said: truncate(said, LIMITS.text),
    ...(result.verdict === 'scored'
      ? { score: result.score, metrics: metricsOf({ ...result.metrics, ...result.hidden }) }
      : { metrics: {} }),
  }
}

function setRow({ set, verdict, score, fuel, metrics, cases, positions }: Evaluation, { facts }: Known): SetRow {
  const names = facts?.cases[set] ?? []
  return {
    set: short(set),
    verdict,
    ...(score === undefined ? {} : { score }),
    fuel,
    metrics: metricsOf(metrics),
    cases: cases.slice(0, MOST.cases).map((result, k) => caseRow(result, positions?.[k] ?? k, names)),
    more: Math.max(0, cases.length - MOST.cases),
  }
}

/** The record at a place in the journal. */
function commitAt({ archive }: RunIndex, index: number): (Pick<JournalEntry, 'at' | 'took'> & { readonly record: Commit }) | undefined {
  const [entry] = archive.entries(index, index + 1)
  return entry?.record.type === 'commit' ? { ...entry, record: entry.record } : undefined
}

function descriptorsOf(
  { facts }: Known,
  size: number,
  { fuel, metrics }: Pick<Evaluation, 'fuel' | 'metrics'>,
): ProgramPage['descriptors'] {
  return (facts?.descriptors ?? []).map(({ name }) => {
    const value = name === 'size' ? size : name === 'fuel' ? fuel : metrics[name]
    return { name: short(name), value: value ?? null }
  })
}

function placingOf(runIndex: RunIndex, number: number, { ticket, placement }: Commit): Placing {
  const known = (one: number): ProgramRef[] => (one > 0 && one <= runIndex.programs.scores.length ? [programRefOf(runIndex, one)] : [])
  const [displacedBy] = known(runIndex.programs.displacedBy.at(number - 1))
  const [of] = placement?.kind === 'duplicate' || placement?.kind === 'duplicate-behaviour' ? known(placement.of) : []
  const placed = placement?.kind === 'placed' ? placement : undefined
  return {
    kind: placement?.kind ?? 'no-score',
    island: ticket.kind === 'offspring' ? ticket.island : 0,
    ...(of === undefined ? {} : { of }),
    ...(placed === undefined ? {} : { cell: short(placed.cell), elite: placed.elite }),
    removed: (placed?.removed ?? []).slice(0, MOST.relatives).flatMap(known),
    ...(displacedBy === undefined ? {} : { displacedBy }),
    individual: runIndex.islands.find(number) !== undefined,
    migrations: (runIndex.moves.get(number) ?? []).slice(0, MOST.relatives),
  }
}

/** Notes that the program's proposer left, and what people say of it. */
function notesOf(runIndex: RunIndex, number: number, index: number, { outcome }: Commit): ProgramPage['notes'] {
  const own = (outcome.calls ?? []).flatMap((item) =>
    item.kind === 'note' ? [{ index, author: 'proposer', about: item.about, text: truncate(item.text, LIMITS.text) }] : [],
  )
  const told = runIndex.journalEvents
    .filter(({ kind, program }) => program === number && (kind === 'note' || kind === 'override' || kind === 'injection'))
    .map((each) => ({ index: each.index, author: 'user', about: each.kind, text: { text: each.text } }))
  return [...own, ...told].slice(-MOST.notes)
}

/** All that is known of a program; undefined when the run has none of that number, or has not been read so far. */
export function programPageOf(runIndex: RunIndex, known: Known, number: number): ProgramPage | undefined {
  const { programs, archive, further } = runIndex
  if (!Number.isSafeInteger(number) || number < 1 || number > programs.scores.length) return undefined
  const index = programs.entries.at(number - 1)
  const made = commitAt(runIndex, index)
  const program = archive.program(number)
  if (made === undefined || program === undefined || made.record.outcome.kind !== 'evaluated') return undefined
  const { ticket, outcome } = made.record
  const train = archive.recall(number)?.evaluation ?? outcome.evaluation
  const relatives = (numbers: readonly number[]): ProgramRef[] => numbers.slice(0, MOST.relatives).map((one) => programRefOf(runIndex, one))
  const sets = (further.get(number) ?? []).slice(-MOST.sets).flatMap((at): Evaluation[] => {
    const found = commitAt(runIndex, at)?.record.outcome
    return found?.kind === 'evaluated' ? [found.evaluation] : []
  })
  const failures = failuresOf(tracesOf(made.record))
  const children = childrenOf(runIndex, new Set([number])).get(number) ?? []
  return {
    number,
    ticket: ticket.number,
    id: program.id,
    canonicalHash: program.canonicalHash,
    size: program.size,
    files: sourceFiles(program.files),
    commit: programs.commits.at(number - 1),
    at: made.at,
    proposer: short(makerOf(ticket)),
    operator: short(outcome.operator),
    ...(failures === undefined ? {} : { failedCases: Object.entries(failures).map(([name, cases]) => ({ name, cases })) }),
    parents: relatives(ticket.kind === 'offspring' ? ticket.parents : []),
    inspirations: relatives(ticket.kind === 'offspring' ? ticket.inspirations : []),
    evaluations: [train, ...sets].map((evaluation) => setRow(evaluation, known)),
    descriptors: descriptorsOf(known, program.size, train),
    placing: placingOf(runIndex, number, made.record),
    inner: outcome.inner.length,
    calls: (outcome.calls ?? [])
      .flatMap((item, k) => (item.kind === 'call' ? [callDetail(item, made.took?.[k])] : []))
      .slice(0, MOST.calls),
    traced: known.facts?.makesCalls === true || (outcome.calls ?? []).some(({ kind }) => kind === 'capability'),
    children: relatives(children),
    childCount: children.length,
    failures: programs.failures.at(number - 1),
    notes: notesOf(runIndex, number, index, made.record),
    initial: 1,
    best: runIndex.champion?.program ?? runIndex.islands.best?.number ?? number,
  }
}

/** A program's source. */
export function sourceOf({ archive }: RunIndex, number: number): Source | undefined {
  const program = Number.isSafeInteger(number) && number > 0 ? archive.program(number) : undefined
  return program && { number, files: sourceFiles(program.files) }
}
