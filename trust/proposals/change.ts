import { createTwoFilesPatch, OMIT_HEADERS } from 'diff'
import type { Files } from '../../engine/contracts/program.ts'

/** Edits up to which common lines are looked for: beyond, a file is shown as replaced. Time grows with their square. */
const EDITS = 4000

/** A path as git writes it in a header: quoted where it has a quotation mark, since nothing else that a path may have is special. */
const quoted = (path: string): string => (path.includes('"') ? JSON.stringify(path) : path)

/** The same before the end of a line, where a tab tells blanks of the path from others. */
const ended = (path: string): string => (path.includes(' ') && !path.startsWith('"') ? `${path}\t` : path)

const linesOf = (text: string, sign: '+' | '-'): string[] => {
  if (text === '') return []
  const isEnded = text.endsWith('\n')
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n').map((line) => `${sign}${line}`)
  return isEnded ? lines : [...lines, '\\ No newline at end of file']
}

const range = (text: string): string => {
  const lines = text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  return `${lines === 0 ? 0 : 1},${lines}`
}

/** The lines of a file taken out and put in anew, for texts that have too little in common. */
const replaced = (before: string, after: string): string =>
  [`@@ -${range(before)} +${range(after)} @@`, ...linesOf(before, '-'), ...linesOf(after, '+'), ''].join('\n')

/** The change of one file: a git header, so that `git apply` adds and removes whole files, and the lines. */
function changeOf(name: string, before: string | undefined, after: string | undefined): string {
  const [a, b] = [quoted(`a/${name}`), quoted(`b/${name}`)]
  const header = [`diff --git ${a} ${b}`]
  if (before === undefined) header.push('new file mode 100644')
  if (after === undefined) header.push('deleted file mode 100644')
  const [from, to] = [before === undefined ? '/dev/null' : ended(a), after === undefined ? '/dev/null' : ended(b)]
  const texts = [before ?? '', after ?? ''] as const
  const options = { context: 3, headerOptions: OMIT_HEADERS, maxEditLength: EDITS }
  const hunks = createTwoFilesPatch('', '', ...texts, undefined, undefined, options) ?? replaced(...texts)
  // an empty file has no lines, and git wants no header of lines then
  return [...header, ...(hunks.includes('@@') ? [`--- ${from}`, `+++ ${to}`, hunks] : [''])].join('\n')
}

/** The change from one program to another, as `git apply` and `patch -p1` read it: files in the order of their names. */
export function changeText(before: Files, after: Files): string {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((name) => before[name] !== after[name])
    .map((name) => changeOf(name, before[name], after[name]))
    .join('')
}
