import type { JournalRecord } from '../engine/contracts/archive.ts'
import type { Evaluation, SetName } from '../engine/contracts/evaluation.ts'
import { endOf } from '../engine/contracts/event.ts'
import type { Status } from '../engine/contracts/event.ts'
import type { Budget } from '../engine/contracts/manifest.ts'
import type { Direction } from '../engine/contracts/problem.ts'
import { isFurther, triedIn } from '../engine/contracts/ticket.ts'
import type { Outcome } from '../engine/contracts/ticket.ts'
import { createBest } from '../run/best.ts'
import type { RunFolder } from '../run/folder.ts'

type Commit = Extract<JournalRecord, { type: 'commit' }>
type Evaluated = Extract<Commit['outcome'], { kind: 'evaluated' }>

/** How a program came to be and what is known of it. */
export interface Origin {
  readonly commit: Commit
  readonly outcome: Evaluated
  readonly further: readonly Evaluation[]
}

/** What a run's journal tells of it. */
export interface History {
  readonly commits: number
  /** Programs judged on train cases, whole or in part. */
  readonly programsTried: number
  readonly digest: string | undefined
  readonly outcomes: ReadonlyMap<keyof Status['outcomes'], number>
  /** The best on train. */
  readonly best: { readonly number: number; readonly score: number } | undefined
  /** Each new best in turn. */
  readonly improvements: readonly { readonly commit: number; readonly number: number; readonly score: number; readonly operator: string }[]
  /** Of the search's last end; a run that goes on with a larger budget has none until it ends again. */
  readonly champion: Extract<JournalRecord, { type: 'champion' }> | undefined
  readonly heldOut: readonly Extract<JournalRecord, { type: 'heldOut' }>[]
  readonly finish: Extract<JournalRecord, { type: 'finish' }> | undefined
  /** The budget that holds now. */
  readonly budget: Budget
  /** What people wrote into it, and where it went on elsewhere. */
  readonly interventions: readonly { readonly index: number; readonly record: Extract<JournalRecord, { type: InterventionType }> }[]
  /** What came of the programs that people wrote, in the order of their `injection` records. */
  readonly tried: readonly Trial[]
  /** Tickets that were set aside. */
  readonly faults: readonly SetAside[]
}

/** A ticket that was set aside for a fault, and the record that says so. */
export interface SetAside {
  readonly index: number
  readonly ticket: number
  readonly code: string
  readonly message: string
}

/** What came of a program that a person wrote: its number and score, or why it has none. */
export interface Trial {
  readonly injection: number
  readonly program?: number
  readonly score?: number
  readonly verdict: string
}

function trialOf(ticket: Extract<Commit['ticket'], { kind: 'injection' }>, outcome: Commit['outcome']): Trial {
  const { injection } = ticket
  if (outcome.kind !== 'evaluated') return { injection, verdict: outcome.kind === 'failed' ? outcome.reason : outcome.kind }
  const { score, verdict } = outcome.evaluation
  return { injection, program: outcome.program.number, verdict, ...(score === undefined ? {} : { score }) }
}

type InterventionType = 'note' | 'override' | 'injection' | 'environment'

const isIntervention = (record: JournalRecord): record is Extract<JournalRecord, { type: InterventionType }> =>
  record.type === 'override' ||
  record.type === 'injection' ||
  record.type === 'environment' ||
  (record.type === 'note' && record.author === 'user')

const better = (direction: Direction, a: number, b: number): boolean => (direction === 'minimize' ? a < b : a > b)

/** Reads a run's journal from end to end. */
export function historyOf({ archive, manifest, budget: planned }: RunFolder): History {
  const { direction } = manifest.problem
  const outcomes = new Map<keyof Status['outcomes'], number>()
  const best = createBest((a, b) => better(direction, a, b))
  const improvements: { commit: number; number: number; score: number; operator: string }[] = []
  const heldOut = new Map<string, Extract<JournalRecord, { type: 'heldOut' }>>()
  const interventions: { index: number; record: Extract<JournalRecord, { type: InterventionType }> }[] = []
  const tried: Trial[] = []
  const faults: SetAside[] = []
  let budget = planned
  let commits = 0
  let programsTried = 0
  let digest: string | undefined
  let champion: History['champion']
  let finish: History['finish']
  for (const entry of archive.entries()) {
    const { record } = entry
    digest = entry.digest
    if (record.type === 'champion') champion = record
    if (record.type === 'heldOut') heldOut.set(`${record.program} ${record.set}`, record)
    if (record.type === 'finish') finish = record
    if (record.type === 'extend') {
      champion = undefined
      finish = undefined
      budget = record.budget
    }
    if (isIntervention(record)) interventions.push({ index: entry.index, record })
    if (record.type !== 'commit') continue
    commits += 1
    const { outcome, ticket } = record
    programsTried += triedIn(ticket, outcome as Outcome)
    if (ticket.kind === 'injection') tried.push(trialOf(ticket, outcome))
    if (outcome.kind === 'failed' && outcome.fault !== undefined)
      faults.push({ index: entry.index, ticket: ticket.number, code: outcome.fault, message: outcome.reason })
    const kind = endOf(record)
    if (ticket.kind !== 'evaluation') outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1)
    const isNews = isFurther(ticket) ? record.merged !== undefined : ticket.kind !== 'evaluation' && record.placement?.kind !== 'duplicate'
    if (outcome.kind !== 'evaluated' || !isNews) continue
    const leads = best.take(outcome.program.number, (record.merged?.evaluation ?? outcome.evaluation).score)
    if (leads !== undefined) improvements.push({ commit: commits, operator: outcome.operator, ...leads })
  }
  const seen = [...heldOut.values()].filter(({ program }) => program === champion?.program)
  return {
    commits,
    programsTried,
    digest,
    outcomes,
    best: best.now(),
    improvements,
    champion,
    heldOut: seen,
    finish,
    budget,
    interventions,
    tried: tried.sort((a, b) => a.injection - b.injection),
    faults,
  }
}

/** Finds where a program came from, with all that is known of it on train, and what further sets said of it. */
export function originOf({ archive }: RunFolder, number: number): Origin | undefined {
  let made: { readonly commit: Commit; readonly outcome: Evaluated } | undefined
  const further = new Map<SetName, Evaluation>()
  let known: Evaluation | undefined
  for (const { record } of archive.entries()) {
    if (record.type !== 'commit' || record.outcome.kind !== 'evaluated' || record.outcome.program.number !== number) continue
    if (isFurther(record.ticket)) known = record.merged?.evaluation ?? known
    else if (record.ticket.kind === 'evaluation') further.set(record.outcome.evaluation.set, record.outcome.evaluation)
    else made ??= { commit: record, outcome: record.outcome }
  }
  if (made === undefined) return undefined
  return { commit: made.commit, outcome: { ...made.outcome, evaluation: known ?? made.outcome.evaluation }, further: [...further.values()] }
}
