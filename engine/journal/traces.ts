import type { Archive, JournalEntry, JournalRecord } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import { numberOf } from '../contracts/ticket.ts'
import type { RecordedCall } from '../contracts/ticket.ts'
import type { Step, Trace } from '../contracts/trace.ts'

type Commit = Extract<JournalRecord, { type: 'commit' }>

/** A recorded call, and what it took, as a step of a trace; undefined for a proposer's. */
function stepOf(recorded: RecordedCall, took: number | null | undefined): Step | undefined {
  if (recorded.kind !== 'capability') return undefined
  const { address, call, envelope, model, attempts, tokens, cost } = recorded
  return { address, call, envelope, cost: { attempts, tokens, cost }, ...defined({ model, took: took ?? undefined }) }
}

/**
 * The traces of a commit's program, one for each case that it was judged on; none of a ticket without a program, and none of other sets than
 * train, whatever is asked: who reads traces may write the next program.
 *
 * @param took of its entry
 */
export function tracesOf({ outcome }: Commit, took?: JournalEntry['took']): readonly Trace[] {
  if (outcome.kind !== 'evaluated' || outcome.evaluation.set !== 'train') return []
  const { program, evaluation, calls = [] } = outcome
  const number = numberOf(outcome)
  const steps = calls.flatMap((call, k) => stepOf(call, took?.[k]) ?? []).filter(({ address }) => address.evaluation === number)
  const byCase = Map.groupBy(steps, ({ address }) => address.case)
  return evaluation.cases.map((result, k) => {
    const position = evaluation.positions?.[k] ?? k
    return { program: program.number, set: evaluation.set, case: position, steps: byCase.get(position) ?? [], result }
  })
}

/** The commit that brought a program, and what its calls took; undefined where there is none. */
export function commitOf(
  archive: Pick<Archive, 'column' | 'entries'>,
  program: number,
): { readonly commit: Commit; readonly took: JournalEntry['took'] } | undefined {
  const index = archive.column('entries')[program - 1]
  const [entry] = index === undefined ? [] : archive.entries(index, index + 1)
  return entry?.record.type === 'commit' ? { commit: entry.record, took: entry.took } : undefined
}

/**
 * The traces of a program on the train cases, from the commit that brought it.
 *
 * @example
 * for (const { case: position, steps } of readTraces(openRun('runs/a').archive, 12)) console.log(position, steps.length)
 */
export function readTraces(archive: Pick<Archive, 'column' | 'entries'>, program: number): readonly Trace[] {
  const found = commitOf(archive, program)
  return found === undefined ? [] : tracesOf(found.commit, found.took)
}
