import { resolve as resolvePath } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { archiveFolder, readRunFile } from '../../archive/folder.ts'
import { isBeingWritten } from '../../archive/lock.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { intervene } from './intervene.ts'
import { checkCommand, interventionOf } from './command.ts'
import type { Command } from './command.ts'
import { post } from './inbox.ts'
import type { Answer } from './inbox.ts'

/** What came of a command. */
export interface Steered {
  /** `owner`: the process that owns the run carried it out; `here`: no process owns it, and this process wrote it into the journal. */
  readonly by: 'owner' | 'here'
  /** Where it stands in the journal, and the digest with it; absent for what is not journaled. */
  readonly index?: number
  readonly digest?: string
}

/** Milliseconds between two polls for the answer, and until a driver that says nothing is given up. */
const PACE = 40
const PATIENCE = 30_000
/** Milliseconds in which a driver that has ended may have left its answer. */
const GRACE = 500

/** Whether a process owns the run in this folder (or writes to it for a moment). */
export const isOwned = (folder: string): boolean => isBeingWritten(archiveFolder(resolvePath(folder)))

const unanswered = (folder: string, how: string): TernateError =>
  new TernateError('STEER_UNANSWERED', `${folder}: ${how}`, 'See by `ternate show RUN` what became of it, and say it again if need be.')

/** What the owner answers; undefined when no process owns the run any more and the command was taken back. */
async function ask(folder: string, command: Command, patience: number): Promise<Answer | undefined> {
  const letter = post(folder, command)
  const until = performance.now() + patience
  let gone: number | undefined
  for (;;) {
    const answer = letter.answer()
    if (answer !== undefined) return answer
    if (!isOwned(folder)) {
      if (letter.withdraw()) return undefined
      gone ??= performance.now()
      if (performance.now() > gone + GRACE)
        throw unanswered(
          folder,
          'the process that owned the run has ended before it answered; what it took is carried out when the run goes on',
        )
    } else if (performance.now() > until && letter.withdraw()) {
      throw unanswered(folder, 'the process that owns the run does not answer')
    }
    await sleep(PACE)
  }
}

/**
 * Asks something of a run. While a process owns it, this one or another, that process carries it out at a point between two commits,
 * and what it means for the search is in the journal: the run is verified, and resumed after a kill, as it went. At rest, interventions go into
 * the journal at once, and the search heeds them when it goes on.
 *
 * @param options.patience milliseconds after which an owner that does not answer is given up (30,000)
 * @throws TernateError `RUN_MISSING`; `STEER_COMMAND`, `NOTE_TEXT`, `PROGRAM_UNKNOWN`, `PROGRAM_FILE` for what cannot be;
 *   `RUN_AT_REST` for `pause`, `resume`, `stop` and `finish` when no process owns the run; `STEER_UNANSWERED`
 * @example
 * await steer('runs/a', { kind: 'review', verdict: 'reject', program: 12 })
 */
export async function steer(
  folder: string,
  command: Command,
  { patience = PATIENCE }: { readonly patience?: number } = {},
): Promise<Steered> {
  const run = resolvePath(folder)
  readRunFile(run)
  const checked = checkCommand(command)
  const intervention = interventionOf(checked)
  for (;;) {
    if (isOwned(run)) {
      const answer = await ask(run, checked, patience)
      if (answer?.ok === true) {
        const { index, digest } = answer
        return { by: 'owner', ...defined({ index, digest }) }
      }
      // too late for the driver, and soon not too late for this process
      if (answer !== undefined && (answer.code !== 'RUN_AT_REST' || intervention === undefined))
        throw new TernateError(answer.code, answer.message, answer.remedy)
    } else if (intervention === undefined) {
      throw new TernateError('RUN_AT_REST', `no process owns ${folder}`, '`ternate resume RUN` goes on with it.')
    }
    if (intervention === undefined) continue
    try {
      const { index, digest } = await intervene(run, intervention)
      return { by: 'here', index, digest }
    } catch (error) {
      if (!(error instanceof TernateError) || error.code !== 'ARCHIVE_LOCKED') throw error
    }
  }
}
