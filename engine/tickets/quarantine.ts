import type { TicketFault } from '../contracts/event.ts'
import { Interruption, TernateError, textOf } from '../contracts/fault.ts'
import type { Assignment, Outcome, RecordedCall } from '../contracts/ticket.ts'
import type { CallRecord, Workers } from '../contracts/workers.ts'
import { insertCall } from './calls.ts'

/** Times that a ticket is carried out before it is set aside. */
const TRIES = 2

/** Offspring and injections set aside one after the other, with no program evaluated between them, from which on the fault is the run's. */
const SYSTEMATIC = 20

/** Longest message that is journaled, in characters. */
const LONGEST = 300

/** Codes of faults that no single ticket has: what surrounds the run is broken, or its set-up. */
const SURROUNDINGS = /^(SANDBOX|ARCHIVE|LEDGER|OUT|MODEL|CASSETTE|TEMPLATE|STRATEGY|PLUGIN|EVALUATOR|RUN)_/

type Batch = Parameters<Workers['run']>

const always = (): boolean => true

/** Workers whose faults are set aside with the tickets that have them. */
export interface Quarantine {
  /** Like that of the workers; rejects only for faults of what surrounds the run, of initial programs, and of what nobody waits for. */
  readonly run: Workers['run']
  /** The fault that every ticket has of late, once there is one: it ends the run. */
  systematic(): unknown
}

/** A fault in words that another machine would use, too: one line, and no path. */
function describe(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof TernateError ? error.code : 'UNEXPECTED'
  const text = error instanceof TernateError ? error.message : (textOf(error) ?? `something of type ${typeof error} was thrown`)
  const [line = ''] = text.slice(0, LONGEST).split('\n')
  return { code, message: line.replace(/\/(?:[^\s/]+\/)+/g, '') }
}

/** Whether a ticket with this fault may be set aside. Without initial programs there is no run. */
const isOwn = (assignment: Assignment, error: unknown): boolean =>
  assignment.kind !== 'initial' && !(error instanceof Interruption) && !(error instanceof TernateError && SURROUNDINGS.test(error.code))

/** A record that holds the calls of an earlier try, too, so that nothing is asked twice. */
function remembering(record: CallRecord | undefined): CallRecord | undefined {
  if (record === undefined) return undefined
  const kept = new Map<number, RecordedCall[]>()
  return {
    calls: (ticket) => kept.get(ticket) ?? record.calls(ticket),
    async record(ticket, call, took) {
      const calls = kept.get(ticket) ?? [...record.calls(ticket)]
      kept.set(ticket, calls)
      await record.record(ticket, call, took)
      insertCall(calls, call)
    },
  }
}

/** What is committed for a ticket that is set aside. Its calls were paid for, and count. */
function setAside(assignment: Assignment, { code, message }: ReturnType<typeof describe>, record: CallRecord | undefined): Outcome {
  const calls = [...(record?.calls(assignment.number) ?? [])]
  return {
    kind: 'failed',
    operator: assignment.kind === 'offspring' ? assignment.proposer : assignment.kind,
    reason: message,
    fault: code,
    inner: [],
    ...(calls.length === 0 ? {} : { calls }),
  }
}

/**
 * Sets aside the tickets that cannot be carried out: whatever a worker rejects with, a ticket has a second try, alone, and then fails with
 * its fault as the reason, so that no ticket ends a run, or ends it again when it is resumed. `tell` hears of each fault.
 */
export function createQuarantine(workers: Pick<Workers, 'run'>, onFault: (fault: TicketFault) => void = () => {}): Quarantine {
  let row = 0
  let last: unknown

  /** Counts what came of offspring and injections. */
  function note(assignment: Assignment, outcome: Outcome, error?: unknown): Outcome {
    if (assignment.kind !== 'offspring' && assignment.kind !== 'injection') return outcome
    if (error !== undefined) row += 1
    else if (outcome.kind === 'evaluated') row = 0
    if (row >= SYSTEMATIC) last ??= error
    return outcome
  }

  /** Carries out one ticket by itself until its tries are spent; `failed` are those behind it. */
  async function alone(assignment: Assignment, batch: Batch, failed: readonly unknown[]): Promise<Outcome> {
    const [, report, record, isWanted = always] = batch
    for (let times = failed.length, error = failed.at(-1); ; times++) {
      if (times > 0) {
        if (!isOwn(assignment, error) || !isWanted()) throw error
        const fault = describe(error)
        onFault({ ticket: assignment.number, times, setAside: times === TRIES, ...fault })
        if (times === TRIES) return note(assignment, setAside(assignment, fault, record), error)
      }
      try {
        const [outcome] = await workers.run([assignment], report, record, isWanted)
        return note(assignment, outcome as Outcome)
      } catch (thrown) {
        error = thrown
      }
    }
  }

  return {
    systematic: () => last,
    async run(assignments, report, record, isWanted = always) {
      const batch: Batch = [assignments, report, remembering(record), isWanted]
      try {
        const outcomes = await workers.run(...batch)
        return outcomes.map((outcome, k) => note(assignments[k] as Assignment, outcome))
      } catch (error) {
        const [first] = assignments
        if (assignments.length === 1 && first !== undefined) return [await alone(first, batch, [error])]
        if (!isWanted() || error instanceof Interruption) throw error
        // which of them it was shows when each is by itself; what they burn then says nothing about the batch
        const outcomes: Outcome[] = []
        for (const each of assignments) outcomes.push(await alone(each, [assignments, () => {}, batch[2], isWanted], []))
        return outcomes
      }
    },
  }
}
