import type { Memory, MemoryNote, Slots } from '../../engine/contracts/model.ts'
import type { Entry } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Context } from '../../engine/contracts/proposer.ts'
import type { CaseTrace } from '../../engine/contracts/trace.ts'
import type { Languages } from '../../engine/contracts/language.ts'
import { ownLanguages } from '../../languages/index.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { showCompanions, showFiles } from './companions.ts'
import { unitsOf } from './edits.ts'
import { fence, showInline } from './fence.ts'
import { partsOf, relevantNotes } from './notes.ts'
import { onTrain, showFeedback, showFuel, showMetrics, showScores, toldCases } from './results.ts'
import { exportsOf, type Outline, outlineOf } from './statements.ts'
import type { SlotName } from './templates.ts'
import { showTraces } from './traces.ts'

/** Characters shown of an error and of notes. */
const SHOWN = { error: 6000, notes: 16_000 } as const
/** Tokens of notes, and of rejected attempts. */
const ROOM = 2000

/** What the files of a program may be, in words for a model: language by language, JavaScript first. */
export const showRules = (files: Files, languages: Languages): string =>
  languages
    .in(files)
    .toSorted((a, b) => Number(b.name === 'javascript') - Number(a.name === 'javascript'))
    .map(({ words }) => words.rules)
    .join('\n')

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
export const INITIAL_FORMAT = 'Write the whole program in one fenced block. Several fenced blocks are several first programs.'

/** The signature that a program must have. */
export const showEntry = ({ name, parameters, returns }: Entry): string =>
  `It exports ${showInline(`${name}(${parameters.map((item) => `${item.name}: ${item.type}`).join(', ')}): ${returns}`, 600)}.`

/** An error in a fence. */
export const showError = (text: string): string => fence(text, { info: 'text', limit: SHOWN.error })

/** Why a note is believed, in a word. */
const labelOf = ({ number, kind, earlier }: MemoryNote): string => `${number} (${kind}${earlier === true ? ', from an earlier run' : ''})`

/** Notes as lines in one fence; of each as much as `textOf` says. */
export const showNotes = (notes: readonly MemoryNote[], textOf: (note: MemoryNote) => string = ({ text }) => text): string =>
  notes.length === 0 ? '' : fence(notes.map((note) => `${labelOf(note)} ${textOf(note)}`).join('\n'), { info: 'text', limit: SHOWN.notes })

/** What is shown of a note: its change too, unless the program that came of it is shown. */
const textFor =
  (shown: readonly number[]) =>
  ({ text, program }: MemoryNote): string =>
    program !== undefined && shown.includes(program) ? partsOf(text).line : text

/** The notes that concern a ticket, as many as have room: rejected attempts of its parent, and others. */
function recall(context: Context, memory: Memory): { readonly rejected: string; readonly notes: string } {
  const [parent] = context.parents
  const textOf = textFor([...memory.parents, ...(memory.inspirations ?? [])])
  const situation = {
    parents: memory.parents,
    island: memory.island,
    files: Object.keys(parent?.program.files ?? {}),
    cases: parent === undefined ? [] : toldCases(parent.evaluation, context.direction),
  }
  const [rejected, notes] = [true, false].map((wanted) =>
    relevantNotes(
      memory.notes.filter(({ kind }) => (kind === 'rejection') === wanted),
      situation,
      ROOM,
      textOf,
    ),
  )
  return { rejected: showNotes(rejected ?? [], textOf), notes: showNotes(notes ?? [], textOf) }
}

/** Size that a program which a model writes may have. */
export const roomOf = ({ size, room = size, parents }: Pick<Context, 'size' | 'room' | 'parents'>): number =>
  Math.max(room, parents[0]?.program.size ?? 0)

const NOTHING: Outline = { text: '', script: '', comments: [], statements: [] }

/** The file that exports the entry; it is shown first. */
const entryFile = (files: Files, { name }: Entry): string | undefined =>
  Object.keys(files)
    .sort()
    .find((file) => exportsOf(outlineOf(file, files[file] ?? '') ?? NOTHING).includes(name))

/** What a question says of others about the same parent that are under way; of a cross, of all of them. */
function showOthers({ directive }: Memory, parents: number): string {
  const count = parents > 1 ? directive?.siblings : directive?.others
  if (count === undefined || count === 0) return ''
  const questions = count === 1 ? 'One more question like this one is' : `${count} more questions like this one are`
  return `${questions} under way. Leave the ${count === 1 ? 'first idea' : `${count} ideas`} that would come to mind first to ${count === 1 ? 'it' : 'them'}, and take the next one.`
}

/** What the slots are made of beside the context. */
export interface SlotOptions {
  /** What was wrong with the program, or with the reply before. */
  readonly error?: string
  /** What the parent did on train cases; it stands behind the feedback. */
  readonly traces?: readonly CaseTrace[]
  /** Slots to leave empty. */
  readonly omit?: readonly SlotName[]
}

/**
 * The slots of a prompt about a context: plain texts, a function of the context alone. What a program or a model wrote is capped, fenced
 * and labelled; hidden metrics and what is expected never get in, inputs of train cases with traces alone, and results on other sets than train
 * are refused with a RangeError.
 */
export function slotsOf(context: Context, { error, omit = [], traces = [] }: SlotOptions = {}): Slots {
  const { statement, entry, parents, memory, languages = ownLanguages } = context
  const [parent] = parents
  const recalled = memory === undefined ? undefined : recall(context, memory)
  const metrics = parent === undefined ? '' : showMetrics(onTrain(parent.evaluation).metrics)
  const slots: Record<SlotName, string> = {
    statement,
    constraints: showRules(parent?.program.files ?? { 'program.ts': '' }, languages),
    entry: entry === undefined ? '' : showEntry(entry),
    fuel: showFuel(context, parent?.evaluation, Object.keys(parent?.program.files ?? { 'program.ts': '' }).some(isJavaScript)),
    parent: parent === undefined ? '' : showFiles(parent.program.files, entry && entryFile(parent.program.files, entry), languages),
    scores: parent === undefined ? '' : showScores(parent.evaluation, context),
    metrics: metrics === '' ? '' : `Metrics: ${metrics}.`,
    feedback:
      parent === undefined
        ? ''
        : [showFeedback(parent.evaluation, context), showTraces(traces, context.caseNames)].filter((text) => text !== '').join('\n\n'),
    inspirations: showCompanions(context),
    notes: recalled?.notes ?? '',
    rejected: recalled?.rejected ?? '',
    others: memory === undefined ? '' : showOthers(memory, parents.length),
    error: error === undefined ? '' : showError(error),
    size:
      parent === undefined
        ? ''
        : `The parent has ${parent.program.size} ${unitsOf(parent.program.files, languages)}; the changed program may have ${roomOf(context)}.`,
    format: EDIT_FORMAT,
    template: '',
    history: '',
    examples: '',
    advice: '',
  }
  for (const name of omit) slots[name] = ''
  return Object.fromEntries(Object.entries(slots).filter(([, text]) => text !== ''))
}
