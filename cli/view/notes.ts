import type { MemoryNote } from '../../engine/contracts/model.ts'
import type { notesOf } from '../../run/notes.ts'
import { bold, dim } from './layout.ts'
import { oneLine } from './text.ts'

/** Characters of a line. */
const MOST = 200

/** What a note is about, in words. */
function scopeLine({ scope, version, earlier }: MemoryNote): string {
  const { file, case: position, about, parent, island } = scope
  return [
    ...(earlier === true ? ['from an earlier run'] : []),
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(position === undefined ? [] : [`case ${position + 1}${about === undefined ? '' : ` (${oneLine(about, 40)})`}`]),
    ...(file === undefined ? [] : [oneLine(file, 60)]),
    ...(parent === undefined ? [] : [`program ${parent}`]),
    ...(island === undefined ? [] : [`island ${island + 1}`]),
  ].join(', ')
}

/** The notes of a run as text, the oldest first, and behind them those that were withdrawn. */
export function noteLines({ notes, withdrawn }: ReturnType<typeof notesOf>): string[] {
  return [
    ...(notes.length === 0 ? ['it has noted nothing that still holds'] : []),
    ...notes.flatMap((note) => [
      `${bold(`${note.number}`)}  ${note.kind}  ${dim(scopeLine(note))}`,
      `    ${oneLine(note.text.split('\n', 1)[0] ?? '', MOST)}`,
    ]),
    ...(withdrawn.length === 0 ? [] : ['', bold('withdrawn')]),
    ...withdrawn.flatMap(({ note, text, reason }) => [`${bold(`${note}`)}  ${oneLine(reason, MOST)}`, `    ${oneLine(text, MOST)}`]),
  ]
}
