import type { CaseResult, Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Memory, MemoryNote, Slots } from '../../engine/contracts/model.ts'
import type { Direction, Entry } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Context, Individual } from '../../engine/contracts/proposer.ts'
import { fence, showInline } from './fence.ts'
import { relevantNotes } from './notes.ts'
import type { SlotName } from './templates.ts'

/** Characters shown of a source file, of a program shown beside the parent, of what is said of a case, of an error, of a note. */
const SHOWN = { source: 40_000, inspiration: 8000, feedback: 1500, error: 6000, note: 2000 } as const
/** Cases whose scores are listed, and cases of which more is told; the worst count. */
const LISTED = 64
const TOLD = 8
/** Tokens of notes, and of rejected attempts. */
const ROOM = 2000

/** What a program may be, in words for a model. */
export const CONSTRAINTS = `A program is JavaScript or TypeScript whose types can be erased, without input, output, clock or randomness of its own. Its files may
import each other by relative paths with their endings (./other.ts), not in a circle, and nothing else. Where the comments EVOLVE-BLOCK-START
and EVOLVE-BLOCK-END stand, only what is between them may change; the comments themselves stay.`

/** How to reply with a changed program. */
export const EDIT_FORMAT = `Write the changes as blocks of this form. The SEARCH text is copied from the program to the letter and occurs in it once; it may have several
lines. Where a program has several files, a line "### file: NAME" stands before a block.

<<<<<<< SEARCH
lines to be replaced
=======
lines in their place
>>>>>>> REPLACE

Or write the whole program anew, each file in a fenced block of its own.`

/** How to reply with first programs. */
export const SEED_FORMAT = 'Write the whole program in one fenced block. Several fenced blocks are several first programs.'

const extension = (name: string): string => (/\.[cm]?ts$/.test(name) ? 'ts' : 'js')

/** The files of a program, each in a fence under its name. */
export const showFiles = (files: Files, limit: number = SHOWN.source): string =>
  Object.keys(files)
    .sort()
    .map((name) => `### file: ${showInline(name).slice(1, -1)}\n\n${fence(files[name] ?? '', { info: extension(name), limit })}`)
    .join('\n\n')

/** The signature that a program must have. */
export const showEntry = ({ name, parameters, returns }: Entry): string =>
  `It exports ${showInline(`${name}(${parameters.map((item) => `${item.name}: ${item.type}`).join(', ')}): ${returns}`, 600)}.`

const better = (direction: Direction): string => (direction === 'minimize' ? 'lower is better' : 'higher is better')

/** Only train results may be shown. Throws a RangeError for others: whoever made the context is at fault. */
function onTrain(evaluation: Evaluation): Evaluation {
  if (evaluation.set !== 'train') throw new RangeError(`a prompt may not show results on ${evaluation.set}`)
  return evaluation
}

/** The cases of an evaluation by position, worst first: those that did not score, then by score. */
function worstFirst({ cases }: Evaluation, direction: Direction): { readonly position: number; readonly result: CaseResult }[] {
  const rank = (result: CaseResult): number =>
    result.verdict !== 'scored' || Number.isNaN(result.score) ? -Infinity : direction === 'minimize' ? -result.score : result.score
  return cases
    .map((result, position) => ({ position, result, rank: rank(result) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.position - b.position))
}

/** A number with as many digits as tell programs apart. */
const showNumber = (value: number): string => String(Number(value.toPrecision(7)))

const numbers = (metrics: Readonly<Record<string, number>>): string =>
  Object.keys(metrics)
    .sort()
    .map((name) => `${showInline(name, 60)} ${showNumber(metrics[name] ?? Number.NaN)}`)
    .join(', ')

const byPosition = (a: { readonly position: number }, b: { readonly position: number }): number => a.position - b.position

function showScores(evaluation: Evaluation, direction: Direction): string {
  const { score, verdict, cases } = onTrain(evaluation)
  const head = score === undefined ? `It has no score: ${verdict}.` : `Score ${showNumber(score)} (${better(direction)}).`
  const listed = worstFirst(evaluation, direction).slice(0, LISTED).sort(byPosition)
  const lines = listed.map(({ position, result }) => {
    if (result.verdict !== 'scored') return `- case ${position + 1}: ${result.verdict}`
    const metrics = numbers(result.metrics)
    return `- case ${position + 1}: ${showNumber(result.score)}${metrics === '' ? '' : ` (${metrics})`}`
  })
  const more = cases.length > listed.length ? [`- ${cases.length - listed.length} more cases with better results`] : []
  return [head, ...lines, ...more].join('\n')
}

/** What was said of a case, by the verifier or by the runtime. */
export const saidOf = (result: CaseResult): string => (result.verdict === 'scored' ? (result.feedback ?? '') : result.reason)

/** What was said of the cases, worst first, each in a fence of its own. */
export function showFeedback(evaluation: Evaluation, direction: Direction): string {
  return worstFirst(onTrain(evaluation), direction)
    .filter(({ result }) => saidOf(result) !== '')
    .slice(0, TOLD)
    .map(
      ({ position, result }) =>
        `Case ${position + 1} (${result.verdict}):\n\n${fence(saidOf(result), { info: 'text', limit: SHOWN.feedback })}`,
    )
    .join('\n\n')
}

/** An error in a fence. */
export const showError = (text: string): string => fence(text, { info: 'text', limit: SHOWN.error })

function showInspirations(context: Context): string {
  const { direction, parents, inspirations } = context
  const scores = inspirations.flatMap(({ evaluation }) => (evaluation.score === undefined ? [] : [evaluation.score]))
  const best = direction === 'minimize' ? Math.min(...scores) : Math.max(...scores)
  const roleOf = ({ role, evaluation }: Individual): string => role ?? (evaluation.score === best ? 'best' : 'diverse')
  const one = (label: string, { program, evaluation }: Individual): string => {
    const { score, verdict } = onTrain(evaluation)
    return `${label}, ${score === undefined ? verdict : `score ${showNumber(score)}`}:\n\n${showFiles(program.files, SHOWN.inspiration)}`
  }
  return [
    ...parents.slice(1).map((item) => one('Second parent', item)),
    ...inspirations.map((item) => one(`Inspiration (${roleOf(item)})`, item)),
  ].join('\n\n')
}

/** Notes, each in a fence of its own under what it is. */
export const showNotes = (notes: readonly MemoryNote[]): string =>
  notes.map(({ number, kind, text }) => `Note ${number} (${kind}):\n\n${fence(text, { info: 'text', limit: SHOWN.note })}`).join('\n\n')

/** The notes that concern a ticket, as many as have room: rejected attempts of its parent, and others. */
function recall(context: Context, memory: Memory): { readonly rejected: readonly MemoryNote[]; readonly notes: readonly MemoryNote[] } {
  const [parent] = context.parents
  const situation = {
    parents: memory.parents,
    island: memory.island,
    files: Object.keys(parent?.program.files ?? {}),
    cases:
      parent === undefined
        ? []
        : worstFirst(parent.evaluation, context.direction)
            .slice(0, TOLD)
            .map(({ position }) => position),
  }
  const [rejected, notes] = [true, false].map((wanted) =>
    relevantNotes(
      memory.notes.filter(({ kind }) => (kind === 'rejection') === wanted),
      situation,
      ROOM,
    ),
  )
  return { rejected: rejected ?? [], notes: notes ?? [] }
}

/** What the slots are made of beside the context. */
export interface SlotOptions {
  /** What was wrong with the program, or with the reply before. */
  readonly error?: string
  /** Slots to leave empty. */
  readonly omit?: readonly SlotName[]
}

/**
 * The slots of a prompt about a context: plain texts, a function of the context alone. What a program or a model wrote is capped, fenced
 * and labelled; hidden metrics, inputs and what is expected never get in, and results on other sets than train are refused with a RangeError.
 */
export function slotsOf(context: Context, { error, omit = [] }: SlotOptions = {}): Slots {
  const { statement, entry, direction, parents, memory, size } = context
  const [parent] = parents
  const recalled = memory === undefined ? undefined : recall(context, memory)
  const limit = Math.max(size, parent?.program.size ?? 0)
  const slots: Record<SlotName, string> = {
    statement,
    constraints: CONSTRAINTS,
    entry: showEntry(entry),
    parent: parent === undefined ? '' : showFiles(parent.program.files),
    scores: parent === undefined ? '' : showScores(parent.evaluation, direction),
    metrics: parent === undefined || numbers(parent.evaluation.metrics) === '' ? '' : `Metrics: ${numbers(parent.evaluation.metrics)}.`,
    feedback: parent === undefined ? '' : showFeedback(parent.evaluation, direction),
    inspirations: showInspirations(context),
    notes: recalled === undefined ? '' : showNotes(recalled.notes),
    rejected: recalled === undefined ? '' : showNotes(recalled.rejected),
    error: error === undefined ? '' : showError(error),
    size: parent === undefined ? '' : `The parent has ${parent.program.size} nodes of syntax; the changed program may have ${limit}.`,
    format: EDIT_FORMAT,
    template: '',
  }
  for (const name of omit) slots[name] = ''
  return Object.fromEntries(Object.entries(slots).filter(([, text]) => text !== ''))
}
