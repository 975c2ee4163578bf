import * as z from 'zod'
import type { JournalRecord } from '../engine/contracts/archive.ts'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Individual } from '../engine/contracts/individual.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { ModelStrategy } from '../engine/contracts/manifest.ts'
import type { MemoryNote } from '../engine/contracts/model.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { proposerCallsOf } from '../engine/contracts/ticket.ts'
import type { Outcome } from '../engine/contracts/ticket.ts'
import { compareToParent, describe, isGain } from '../engine/learning/progress.ts'
import { individualIn, parentsOf } from '../engine/population/individual.ts'
import { commonContext } from '../engine/tickets/context.ts'
import { notebookWith, takeNote } from '../proposers/model/notes.ts'
import type { Notebook } from '../proposers/model/notes.ts'
import { alike, profileOf, SIMILAR } from '../proposers/published/likeness.ts'
import type { Profile } from '../proposers/published/likeness.ts'
import { openRun } from './folder.ts'
import type { RunFolder } from './folder.ts'

/** Notes of an earlier run that a run begins with. */
export type EarlierNotes = NonNullable<ModelStrategy['notes']>

/** Notes that a run may begin with, the newest ones. */
const MOST = 100

const LASTING = ['rejection', 'lesson', 'reflection', 'critique'] as const

/** The type `EarlierNotes`, checked: they stand in the manifest. */
export const earlierNotes: z.ZodType<EarlierNotes> = z
  .array(
    z.strictObject({
      kind: z.enum(LASTING),
      scope: z.strictObject({
        file: z.string().min(1).max(255).exactOptional(),
        case: z.int().nonnegative().exactOptional(),
        about: z.string().max(10_000).exactOptional(),
      }),
      text: z.string().max(10_000),
      version: z.int().positive().exactOptional(),
    }),
  )
  .max(1000)

/** A note of a run that was withdrawn, with why. */
export type WithdrawnNote = Extract<JournalRecord, { type: 'withdrawn' }>

/** Reads the notes of a run off its journal, as they are at its end, and those that were withdrawn for what came of them. Nothing of its problem is run. */
export function notesOf({ archive, manifest }: Pick<RunFolder, 'archive' | 'manifest'>): {
  readonly notes: readonly MemoryNote[]
  readonly withdrawn: readonly WithdrawnNote[]
} {
  const { problem, asking } = manifest
  const compare = (a: number, b: number): number => (problem.direction === 'minimize' ? a - b : b - a)
  const individuals = new Map<number, Individual>()
  const withdrawn: WithdrawnNote[] = []
  let book: Notebook = notebookWith(asking?.notes)
  for (const { record } of archive.entries()) {
    if (record.type === 'withdrawn') {
      withdrawn.push(record)
      book = takeNote(book, { type: 'retire', notes: [record.note] })
    }
    if (record.type === 'note') book = takeNote(book, { ...record, type: 'note', ticket: 0 })
    if (record.type !== 'commit') continue
    const { ticket, placement } = record
    const individual = individualIn(record, problem)
    if (individual !== undefined) individuals.set(individual.number, individual)
    const outcome = record.outcome as unknown as Outcome
    const calls = proposerCallsOf(outcome)
    for (const call of calls) if (call.kind === 'note') book = takeNote(book, { ...call, type: 'note', ticket: ticket.number })
    if (calls.length === 0) continue
    const settled = { outcome, placement, change: compareToParent(outcome, individuals.get(parentsOf(ticket)[0] ?? 0), compare) }
    const gain = isGain(settled, problem.objectives !== undefined)
    book = takeNote(book, {
      type: 'settle',
      ticket: ticket.number,
      gain,
      result: describe(settled),
      ...defined({ program: individual?.number }),
    })
  }
  return { notes: book.notes, withdrawn }
}

/** The train case that is most like a text, if one is like enough. */
function caseLike(about: string, cases: readonly Profile[]): number | undefined {
  const own = profileOf(about)
  let best = { at: -1, worth: SIMILAR }
  for (const [at, one] of cases.entries()) {
    const worth = alike(own, one)
    if (worth > best.worth || (best.at === -1 && worth === best.worth)) best = { at, worth }
  }
  return best.at === -1 ? undefined : best.at
}

/**
 * The notes of an earlier run that help with a problem: what it learned about a case, where a train case is like that one; and what it learned about no
 * case, where its problem has the same name. Programs and islands of that run are nobody's here, so that nothing is said of them.
 *
 * @throws TernateError `NOTES_NONE` when there are none, and those of `openRun`
 */
export async function notesFor(folder: string, problem: Problem, languages: Languages): Promise<EarlierNotes> {
  const run = openRun(folder)
  try {
    const { notes } = notesOf(run)
    const { caseText = () => '' } = commonContext(problem, languages)
    const cases = problem.train.map((_, at) => profileOf(caseText(at)))
    const isSame = run.manifest.problem.name === problem.name
    const kept = notes.flatMap(({ kind, scope: { file, about }, text, version }): EarlierNotes[number][] => {
      if (!LASTING.some((lasting) => lasting === kind)) return []
      const at = about === undefined ? undefined : caseLike(about, cases)
      if (about === undefined ? !isSame : at === undefined) return []
      return [{ kind, scope: defined({ file, case: at, about }), text, ...defined({ version }) }]
    })
    if (kept.length > 0) return kept.slice(-MOST)
    throw new TernateError(
      'NOTES_NONE',
      `${run.folder} has no notes that help here: none is about a case like those of ${problem.name}`,
      'Name a run on the same problem or on one with similar cases, or begin without `--notes`.',
    )
  } finally {
    await run.archive.close()
  }
}
