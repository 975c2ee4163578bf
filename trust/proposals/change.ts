import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import type { Files } from '../../engine/contracts/program.ts'

/** Edits up to which common lines are looked for: beyond, a file is shown as replaced. Time grows with their square. */
const EDITS = 4000

/** A path as git writes it in a header, quoted where it has a blank or anything beyond ASCII. */
const quoted = (path: string): string => (/^[\w./+@%=,~-]+$/.test(path) ? path : JSON.stringify(path))

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

/** A file taken out and put in anew, for texts that have too little in common. */
const replaced = (from: string, to: string, before: string, after: string): string =>
  [`--- ${from}`, `+++ ${to}`, `@@ -${range(before)} +${range(after)} @@`, ...linesOf(before, '-'), ...linesOf(after, '+'), ''].join('\n')

/** The change of one file: a git header, so that `git apply` adds and removes whole files, and the lines. */
function changeOf(name: string, before: string | undefined, after: string | undefined): string {
  const [a, b] = [quoted(`a/${name}`), quoted(`b/${name}`)]
  const header = [`diff --git ${a} ${b}`]
  if (before === undefined) header.push('new file mode 100644')
  if (after === undefined) header.push('deleted file mode 100644')
  const [from, to] = [before === undefined ? '/dev/null' : a, after === undefined ? '/dev/null' : b]
  const texts = [before ?? '', after ?? ''] as const
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: EDITS }
  const patch = createTwoFilesPatch(from, to, ...texts, undefined, undefined, options) ?? replaced(from, to, ...texts)
  // an empty file has no lines, and git wants no header of lines then
  return patch.includes('@@') ? `${header.join('\n')}\n${patch}` : `${header.join('\n')}\n`
}

/** The change from one program to another, as `git apply` and `patch -p1` read it: files in the order of their names. */
export function changeText(before: Files, after: Files): string {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((name) => before[name] !== after[name])
    .map((name) => changeOf(name, before[name], after[name]))
    .join('')
}
