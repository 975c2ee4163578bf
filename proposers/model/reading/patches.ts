import type { Listing, Replacement } from './forms.ts'
import { SHORT } from './forms.ts'

const HEADER =
  /^(?:diff --git |index [0-9a-f]|new file|deleted file|old mode|new mode|similarity |rename |\\ No newline|\*\*\* (?:Begin|End) Patch)/
const TARGET = /^(?:\+\+\+ |\*\*\* (?:Update|Add) File: )(?:b\/)?([^\t\r]+)/
const SOURCE = /^--- (?:a\/)?([^\t\r]+)/
const HUNK = /^@@/

interface Hunk {
  readonly file: string | undefined
  readonly lines: string[]
}

type Change = Pick<Replacement, 'search' | 'replace'>

/** Whether a text has the heads of a diff. */
export function hasHeads(text: string): boolean {
  const lines = text.split('\n')
  if (lines.some((line) => HUNK.test(line) || /^\*\*\* (?:Begin Patch|Update File:)/.test(line))) return true
  return lines.some((line, k) => SOURCE.test(line) && TARGET.test(lines[k + 1] ?? ''))
}

/** Whether a text is a diff: it has the heads of one, or lines of both kinds and no head of a program's. */
export function isPatch(text: string, info: string): boolean {
  if (hasHeads(text)) return true
  const lines = text.split('\n')
  const marked = lines.filter((line) => /^[-+]/.test(line)).length
  if (/^(?:diff|patch|udiff)\b/i.test(info)) return marked > 0
  return (
    marked > 0 &&
    marked === lines.filter((line) => line.trim() !== '' && !line.startsWith(' ')).length &&
    lines.some((line) => line.startsWith('-'))
  )
}

function hunksOf(text: string): Hunk[] {
  const hunks: Hunk[] = []
  let file: string | undefined
  let current: Hunk | undefined
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    const head = line.slice(0, SHORT)
    const [, source] = current === undefined || line.startsWith('--- a/') ? (SOURCE.exec(head) ?? []) : []
    const [, target] = TARGET.exec(head) ?? []
    if (source !== undefined || target !== undefined) {
      const named = (target ?? source ?? '').trim()
      if (named !== '/dev/null') file = named
      current = undefined
    } else if (HUNK.test(line)) hunks.push((current = { file, lines: [] }))
    else if (!HEADER.test(head)) {
      if (current === undefined) hunks.push((current = { file, lines: [] }))
      current.lines.push(line)
    } else if (!head.startsWith('\\')) current = undefined
  }
  return hunks
}

/** Lines before and after, without the marks at their beginnings. A line without a mark is one that stays. */
function changeOf(lines: readonly string[]): Change {
  const bare = (line: string): string => (/^[-+ ]/.test(line) ? line.slice(1) : line)
  return {
    search: lines.filter((line) => !line.startsWith('+')).map(bare),
    replace: lines.filter((line) => !line.startsWith('-')).map(bare),
  }
}

/** The changes of a hunk one by one: lines that go, and lines that come in their place. */
function partsOf(lines: readonly string[]): Change[] {
  const groups: string[][] = []
  let last = ' '
  for (const line of lines) {
    const mark = /^[-+]/.exec(line)?.[0] ?? ' '
    if (mark !== ' ') {
      if (last === ' ' || (last === '+' && mark === '-')) groups.push([])
      groups.at(-1)?.push(line)
    }
    last = mark
  }
  return groups.map(changeOf).filter(({ search }) => search.length > 0)
}

const trimmed = (lines: readonly string[]): readonly string[] =>
  lines.slice(
    lines.findIndex((line) => line.trim() !== ''),
    lines.findLastIndex((line) => line.trim() !== '') + 1,
  )

/** The changes of a diff: unified, as `git` writes it, as an `apply_patch` call has it, or lines marked with - and + alone. */
export function patchOf({ text, file: named }: Pick<Listing, 'text' | 'file'>): Replacement[] {
  return hunksOf(text).flatMap(({ file = named, lines }) => {
    const own = trimmed(lines)
    if (!own.some((line) => /^[-+]/.test(line))) return []
    const parts = partsOf(own)
    return [{ ...(file === undefined ? {} : { file }), ...changeOf(own), ...(parts.length === 0 ? {} : { parts }) }]
  })
}

/** The files that a diff adds as a whole, or puts in the place of all that was: those of which it has nothing but lines that come. */
export function addedBy({ text, file: named, info }: Listing): Listing[] {
  if (!/^(?:--- \/dev\/null|\*\*\* Add File:|@@ -0,0 )/m.test(text)) return []
  const lines = new Map<string | undefined, string[]>()
  for (const hunk of hunksOf(text)) {
    const own = hunk.lines.filter((line) => line.trim() !== '')
    if (own.length > 0 && own.every((line) => line.startsWith('+')))
      lines.set(hunk.file ?? named, [...(lines.get(hunk.file ?? named) ?? []), ...hunk.lines.map((line) => line.slice(1))])
  }
  return [...lines].map(([file, own]) => ({ ...(file === undefined ? {} : { file }), info, text: own.join('\n') }))
}

/** The diffs of a reply that stand in no fence: from a head of one on, as long as lines are marked. */
export function barePatchesIn(text: string): Replacement[] {
  const lines = text.split('\n')
  const start = lines.findIndex(
    (line, k) =>
      /^@@ .*@@/.test(line.slice(0, SHORT)) ||
      /^(?:diff --git |\*\*\* Begin Patch)/.test(line) ||
      (SOURCE.test(line.slice(0, SHORT)) && TARGET.test((lines[k + 1] ?? '').slice(0, SHORT))),
  )
  if (start < 0) return []
  const length = lines.slice(start).findIndex((line) => !/^(?:[-+ @\\\r]|$|diff |index |\*\*\* )/.test(line))
  return patchOf({ text: lines.slice(start, length < 0 ? undefined : start + length).join('\n') })
}
