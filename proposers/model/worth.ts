import type { Memory, MemoryNote } from '../../engine/contracts/model.ts'
import type { Random } from '../../engine/contracts/random.ts'
import type { Notebook } from './notes.ts'

/** Tickets, and those of them whose offspring was worse than its parent. */
interface Tally {
  readonly tickets: number
  readonly worse: number
}

/** What came of tickets that were told a note, and of those from which it was withheld. */
interface NoteWorth {
  readonly note: number
  readonly told: Tally
  readonly withheld: Tally
}

/** What lasting notes are worth, as far as tickets with and without them tell; and those that were withdrawn for it. */
export interface Worth {
  readonly notes: readonly NoteWorth[]
  readonly withdrawn: readonly { readonly note: number; readonly text: string; readonly reason: string }[]
}

/** Before any ticket has told. */
export const NOTHING: Worth = { notes: [], withdrawn: [] }

/** One in so many tickets goes without a lasting note, each note by a draw of its own. */
const WITHHELD = 4
/** Tickets with a note, and without it, before anything is said of it. */
const TRIED = { told: 6, withheld: 3 } as const

/** Whether a note is to last beyond what it was noted for: it comes from an earlier run, or says which case it is about. */
export const lasts = ({ kind, earlier, scope }: MemoryNote): boolean =>
  earlier === true || (scope.about !== undefined && (kind === 'reflection' || kind === 'critique' || kind === 'lesson'))

/** The notes of a ticket: of those that last each is withheld from some, by chance, so that tickets with it and without it can be compared. */
export function withholdFrom(notes: readonly MemoryNote[], random: Random): Pick<Memory, 'notes' | 'withheld'> {
  const out = notes.filter((note) => lasts(note) && random.integer(WITHHELD) === 0)
  if (out.length === 0) return { notes }
  return { notes: notes.filter((note) => !out.includes(note)), withheld: out.map(({ number }) => number) }
}

const counted = ({ tickets, worse }: Tally, isWorse: boolean): Tally => ({ tickets: tickets + 1, worse: worse + Number(isWorse) })

/**
 * Whether a note lowers what comes after it: the share of worse offspring is larger with it than without it by more than three standard errors, both shares with
 * one success and one failure added (Agresti and Caffo 2000); three, since it is looked at after every commit. Tickets are told of it or not by
 * chance, so that nothing else tells the two apart.
 */
function isHarmful({ told, withheld }: NoteWorth): boolean {
  if (told.tickets < TRIED.told || withheld.tickets < TRIED.withheld) return false
  const share = ({ tickets, worse }: Tally): number => (worse + 1) / (tickets + 2)
  const variance = (tally: Tally): number => (share(tally) * (1 - share(tally))) / (tally.tickets + 2)
  return share(told) - share(withheld) > 3 * Math.sqrt(variance(told) + variance(withheld))
}

const none: Tally = { tickets: 0, worse: 0 }
const inWords = ({ tickets, worse }: Tally): string => `${worse} of ${tickets} tickets`

/** Takes in what came of a ticket: counts it for the lasting notes that it was told, and for those that it was not, and retires a note that does harm. */
export function settleWorth<State extends { readonly notebook: Notebook; readonly worth?: Worth }>(
  state: State,
  { told, worse = false }: { readonly told?: Memory | undefined; readonly worse?: boolean | undefined },
): State {
  const shown = (told?.notes ?? []).filter(lasts).map(({ number }) => number)
  const left = told?.withheld ?? []
  if (shown.length + left.length === 0) return state
  const { notes, withdrawn } = state.worth ?? NOTHING
  const alive = new Map(state.notebook.notes.filter(lasts).map((note) => [note.number, note]))
  const known = new Map(notes.map((each) => [each.note, each]))
  const after = [...alive.keys()].flatMap((note): NoteWorth[] => {
    const before = known.get(note) ?? { note, told: none, withheld: none }
    if (shown.includes(note)) return [{ ...before, told: counted(before.told, worse) }]
    if (left.includes(note)) return [{ ...before, withheld: counted(before.withheld, worse) }]
    return [before]
  })
  const harmful = after.filter(isHarmful)
  if (harmful.length === 0) return { ...state, worth: { notes: after, withdrawn } }
  const gone = harmful.map((each) => ({
    note: each.note,
    text: alive.get(each.note)?.text.split('\n', 1)[0] ?? '',
    reason: `offspring were worse than their parents in ${inWords(each.told)} that were told it, and in ${inWords(each.withheld)} that were not`,
  }))
  const out = new Set(gone.map(({ note }) => note))
  return {
    ...state,
    notebook: { ...state.notebook, notes: state.notebook.notes.filter(({ number }) => !out.has(number)) },
    worth: { notes: after.filter(({ note }) => !out.has(note)), withdrawn: [...withdrawn, ...gone] },
  }
}
