import type { Archive, JournalEntry, JournalRecord } from '../engine/contracts/archive.ts'
import type { Host } from '../engine/contracts/capability.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { numberOf } from '../engine/contracts/ticket.ts'
import type { CapabilityCall } from '../engine/contracts/ticket.ts'
import type { Trace } from '../engine/contracts/trace.ts'
import { commitOf, tracesOf } from '../engine/journal/traces.ts'
import { callAt } from '../engine/tickets/calls.ts'
import type { Retrace } from '../engine/tickets/conversation.ts'
import { createTicketHost } from '../engine/tickets/host.ts'
import { asksRun, createRetrace, makesCalls, retrace } from '../evaluators/workers/retrace.ts'
import type { Replies } from '../evaluators/workers/retrace.ts'
import { openRun } from './folder.ts'
import { partsOfRun } from './parts.ts'
import type { OpenedParts } from './parts.ts'
import { loadProblemOf } from './problem.ts'
import { silentAsk } from './task-models.ts'

export { makesCalls }

type Commit = Extract<JournalRecord, { type: 'commit' }>

/** What is recorded of the calls of a commit's program; what they took only where that is given, which proposers are not to know. */
export function recordedReplies(commit: Commit, times?: JournalEntry['took']): Replies | undefined {
  const { ticket, outcome } = commit
  if (outcome.kind !== 'evaluated') return undefined
  const evaluation = numberOf(outcome)
  const { calls = [] } = outcome
  const record = { calls: () => calls, record: async (): Promise<void> => {} }
  const positions = new Set(tracesOf(commit).map(({ case: position }) => position))
  return {
    has: (position) => positions.has(position),
    host(position): Host {
      const host = createTicketHost({ ticket: ticket.number, capabilities: new Map([[silentAsk.name, silentAsk]]), record })
      for (let number = 1; number < evaluation; number++) host.next()
      return host.next()(position)
    },
    took(position, call) {
      const known = callAt(calls, { evaluation, case: position, call })
      if (known?.kind !== 'capability') return undefined
      const { attempts, tokens, cost, model } = known satisfies CapabilityCall
      const took = times?.[calls.indexOf(known)] ?? undefined
      return { cost: { attempts, tokens, cost }, ...defined({ model, took }) }
    },
  }
}

/** Tells proposers what programs of a run did, by its archive; undefined where programs make no calls. */
export const retraceIn = (
  archive: Pick<Archive, 'find' | 'column' | 'entries'>,
  problem: Problem,
  { registry, languages }: Pick<OpenedParts, 'registry' | 'languages'>,
): Retrace | undefined =>
  createRetrace({ problem, registry, languages }, ({ id }) => {
    if (!asksRun(problem, registry)) return undefined
    const number = archive.find(id)
    const found = number === undefined ? undefined : commitOf(archive, number)
    return found && recordedReplies(found.commit)
  })

/**
 * The traces of a program of a run on its train cases, calls in full: of texts for a model that is done again on the replies that are recorded,
 * or by the problem's own model. No model of a run is asked. Code of the run's problem is run.
 *
 * @param cases positions of those that are wanted; all unless given
 * @throws TernateError `PROBLEM_CHANGED`, and those of `openRun`; a program that there is not has none
 * @example
 * for (const { case: position, steps, answer } of await readTracesInFull('runs/a', 12)) console.log(position, steps.length, answer)
 */
export async function readTracesInFull(folder: string, program: number, cases?: readonly number[]): Promise<readonly Trace[]> {
  const run = openRun(folder)
  try {
    const brought = commitOf(run.archive, program)
    if (brought === undefined) return []
    const { commit, took } = brought
    const recorded = tracesOf(commit, took).filter(({ case: position }) => cases === undefined || cases.includes(position))
    const parts = await partsOfRun(run.folder, run.manifest)
    const problem = await loadProblemOf(run, parts)
    const shown = run.archive.recall(program)
    if (!makesCalls(problem, parts.registry) || shown === undefined || commit.outcome.kind !== 'evaluated') return recorded
    const found = await retrace(
      { ...shown, evaluation: commit.outcome.evaluation },
      recorded.map(({ case: position }) => position),
      {
        ...parts,
        problem,
        evaluation: numberOf(commit.outcome),
        ...defined({ replies: asksRun(problem, parts.registry) ? recordedReplies(commit, took) : undefined }),
      },
    )
    return found.map((each) => ({ program, set: 'train', ...each }))
  } finally {
    await run.archive.close()
  }
}
