import type { Memory, MemoryNote, NoteKind, NoteScope } from '../../engine/contracts/model.ts'
import { estimateTokens } from '../../models/tokens.ts'

/** The notes of a run. What a ticket attempts waits until its commit says what came of it. */
export interface Notebook {
  /** Number of the next note. */
  readonly next: number
  /** Those that are not retired, the oldest first. */
  readonly notes: readonly MemoryNote[]
  readonly waiting: readonly { readonly ticket: number; readonly note: Omit<MemoryNote, 'number'> }[]
}

/** A notebook without notes. */
export const emptyNotebook: Notebook = { next: 1, notes: [], waiting: [] }

/** A notebook that begins with notes of an earlier run. */
export const notebookWith = (earlier: readonly Omit<MemoryNote, 'number'>[] = []): Notebook =>
  earlier.reduce((book, note) => add(book, { ...note, earlier: true }), emptyNotebook)

/** Something that changes a notebook, in commit order. */
export type NoteEvent =
  | {
      readonly type: 'note'
      /** The ticket during which it was written; 0 for a user's note. */
      readonly ticket: number
      readonly about: NoteKind
      readonly scope: NoteScope
      readonly text: string
      readonly retire?: readonly number[]
      readonly revises?: number
    }
  /** A ticket has committed; `result` says in words what came of it. */
  | {
      readonly type: 'settle'
      readonly ticket: number
      readonly gain: boolean
      readonly leads?: boolean
      readonly worse?: boolean
      readonly told?: Memory
      readonly result: string
      readonly program?: number
    }
  | { readonly type: 'retire'; readonly notes: readonly number[] }

/** Notes kept at a time; beyond that the oldest go, those that stand for many others last. */
const CAPACITY = 200
/** Characters of a note. */
const LENGTH = 1200

const lasts = ({ kind }: MemoryNote): boolean => kind === 'summary' || kind === 'user'

function add({ next, notes, waiting }: Notebook, note: Omit<MemoryNote, 'number'>): Notebook {
  const grown = [...notes, { ...note, number: next, text: note.text.slice(0, LENGTH) }]
  const out = grown.length <= CAPACITY ? undefined : (grown.find((item) => !lasts(item)) ?? grown[0])
  return { next: next + 1, notes: out === undefined ? grown : grown.filter((item) => item !== out), waiting }
}

const withoutNotes = (book: Notebook, numbers: readonly number[]): Notebook =>
  numbers.length === 0 ? book : { ...book, notes: book.notes.filter(({ number }) => !numbers.includes(number)) }

/** What a note says in its first line, and the change that stands behind it, if one does. */
export function partsOf(text: string): { readonly line: string; readonly change: string } {
  const at = text.indexOf('\n\n')
  return at === -1 ? { line: text, change: '' } : { line: text.slice(0, at), change: text.slice(at + 2) }
}

/** An attempt with what came of it, in one line. A change that has no room behind it goes: half of one says nothing. */
function withResult(text: string, result: string): string {
  const { line, change } = partsOf(text)
  const said = `${line}: ${result}`
  return change === '' || said.length + change.length + 2 > LENGTH ? said : `${said}\n\n${change}`
}

/** The notebook after an event: a pure reducer over what was committed. */
export function takeNote(book: Notebook, event: NoteEvent): Notebook {
  switch (event.type) {
    case 'note': {
      const { about, scope, text, ticket, revises } = event
      const former = book.notes.find(({ number }) => number === revises)
      const kept = withoutNotes(book, [...(event.retire ?? []), ...(revises === undefined ? [] : [revises])])
      const note = { kind: about, scope, text, ...(former === undefined ? {} : { version: (former.version ?? 1) + 1 }) }
      return about === 'attempt' ? { ...kept, waiting: [...kept.waiting, { ticket, note }] } : add(kept, note)
    }
    case 'settle': {
      const kind = event.gain ? 'lesson' : 'rejection'
      const settled = book.waiting.filter(({ ticket }) => ticket === event.ticket)
      if (settled.length === 0) return book
      const rest: Notebook = { ...book, waiting: book.waiting.filter(({ ticket }) => ticket !== event.ticket) }
      const program = event.program === undefined ? {} : { program: event.program }
      return settled.reduce((so, { note }) => add(so, { ...note, kind, text: withResult(note.text, event.result), ...program }), rest)
    }
    case 'retire':
      return withoutNotes(book, event.notes)
  }
}

/** What a prompt is about, to tell which notes concern it. */
export interface Situation {
  readonly parents: readonly number[]
  readonly island: number
  readonly files: readonly string[]
  /** Positions of the train cases on which the parent does worst. */
  readonly cases: readonly number[]
}

/** How much a note concerns a situation; 0 when it is about something else. */
function relevance({ kind, scope }: MemoryNote, { parents, island, files, cases }: Situation): number {
  if (scope.parent !== undefined && !parents.includes(scope.parent)) return 0
  if (scope.file !== undefined && !files.includes(scope.file)) return 0
  if (scope.case !== undefined && !cases.includes(scope.case)) return 0
  const near = (scope.parent === undefined ? 0 : 16) + (scope.case === undefined ? 0 : 8) + (scope.file === undefined ? 0 : 4)
  const home = scope.island === island ? 2 : 0
  return 1 + near + home + (kind === 'summary' || kind === 'user' ? 32 : 0)
}

/**
 * Notes that concern a situation, the most relevant first, of equals the newest, as many as fit into so many tokens. Remarks and
 * summaries come before notes about the parent, those before notes about cases, files and the island. What worked for another parent of
 * the same run may help here too, so that lessons are not bound to their parent. `textOf` says what is shown of a note.
 */
export function relevantNotes(
  notes: readonly MemoryNote[],
  situation: Situation,
  tokens: number,
  textOf: (note: MemoryNote) => string = ({ text }) => text,
): readonly MemoryNote[] {
  const ranked = notes
    .map((note) => {
      const { parent, ...elsewhere } = note.scope
      const free = note.kind === 'lesson' && parent !== undefined && !situation.parents.includes(parent)
      return { note, worth: relevance(free ? { ...note, scope: elsewhere } : note, situation) }
    })
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth || b.note.number - a.note.number)
  const chosen: MemoryNote[] = []
  let left = tokens
  for (const { note } of ranked) {
    const price = estimateTokens(textOf(note))
    if (price > left) continue
    left -= price
    chosen.push(note)
  }
  return chosen
}
