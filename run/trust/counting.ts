import type { SetName } from '../../engine/contracts/evaluation.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Assignment } from '../../engine/contracts/ticket.ts'
import type { Workers } from '../../engine/contracts/workers.ts'
import { casesOf } from '../../engine/contracts/sets.ts'
import type { LedgerEntry } from '../../trust/contracts.ts'
import type { Look } from '../../trust/ledger/chain.ts'
import type { Ledger } from '../../trust/ledger/ledger.ts'
import { hashOfSet } from '../../trust/sets/hash.ts'

/** Whether a set is held out. */
export const isHeldOut = (set: SetName): boolean => set.startsWith('heldOut/')

/** What is written down of a look at a set of a problem. */
export const lookAt = (problem: Problem, set: SetName, by: string, programs: readonly string[]): Look => ({
  cases: hashOfSet(casesOf(problem, set)),
  problem: problem.name,
  set,
  by,
  programs: programs.slice(0, 100),
})

/**
 * Writes a look down for each held-out set among some; nothing of them may be judged before it resolves.
 *
 * @throws TernateError those of `Ledger.look`
 */
export async function countLooks(
  ledger: Ledger,
  problem: Problem,
  { sets, by, programs }: { readonly sets: readonly SetName[]; readonly by: string; readonly programs: readonly string[] },
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = []
  for (const set of sets) if (isHeldOut(set)) entries.push(await ledger.look(lookAt(problem, set, by, programs)))
  return entries
}

type Run = Workers['run']

/**
 * Workers that write each look at a held-out set down before they judge on it: one for each program that the search chose, and one for the
 * problem's baselines where nothing else was looked at.
 */
export function countingLooks(
  workers: Workers,
  problem: Problem,
  { ledger, by, onLook }: { readonly ledger: Ledger; readonly by: string; readonly onLook: (entry: LedgerEntry) => void },
): Workers {
  if (problem.heldOut.length === 0) return workers
  const looked = new Map<SetName, Set<string>>()
  const isLook = (assignment: Assignment): assignment is Extract<Assignment, { kind: 'evaluation' }> =>
    assignment.kind === 'evaluation' && isHeldOut(assignment.set)
  async function write({ set, program, number }: Extract<Assignment, { kind: 'evaluation' }>): Promise<void> {
    const known = looked.get(set)
    if (known !== undefined && (number < 0 || known.has(program.id))) return
    looked.set(set, new Set([...(known ?? []), program.id]))
    for (const entry of await countLooks(ledger, problem, { sets: [set], by, programs: [program.id] })) onLook(entry)
  }
  const counting =
    (run: Run): Run =>
    async (assignments, ...rest) => {
      for (const assignment of assignments) if (isLook(assignment)) await write(assignment)
      return run(assignments, ...rest)
    }
  const { apart } = workers
  return { ...workers, run: counting((...all) => workers.run(...all)), ...(apart === undefined ? {} : { apart: counting(apart) }) }
}
