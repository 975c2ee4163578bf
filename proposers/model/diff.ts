import type { Files } from '../../engine/contracts/program.ts'
import { occurrencesOf } from './match.ts'

/** Lines that two lists share at their beginnings and at their ends. */
function shared(from: readonly string[], to: readonly string[]): { readonly head: number; readonly tail: number } {
  const most = Math.min(from.length, to.length)
  let head = 0
  while (head < most && from[head] === to[head]) head++
  let tail = 0
  while (tail < most - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++
  return { head, tail }
}

/** One more than the longest run of marker characters that begins a line, so that no line is taken for a marker. */
const markerSize = (lines: readonly string[]): number =>
  lines.reduce((size, line) => Math.max(size, (/^\s*([<=>|]+)/.exec(line)?.[1]?.length ?? 0) + 1), 7)

function printChange(name: string, from: string, to: string): string {
  const before = from.split('\n')
  const after = to.split('\n')
  const { head, tail } = shared(before, after)
  const cut = (context: number): { readonly search: readonly string[]; readonly replace: readonly string[] } => {
    const start = Math.max(0, head - context)
    const end = Math.max(0, tail - context)
    return { search: before.slice(start, before.length - end), replace: after.slice(start, after.length - end) }
  }
  let context = 0
  let block = cut(context)
  while (occurrencesOf(before, block.search, 2).length !== 1) {
    context = context * 2 + 1
    block = cut(context)
  }
  const size = markerSize([...block.search, ...block.replace])
  const lines = [`${'<'.repeat(size)} SEARCH`, ...block.search, '='.repeat(size), ...block.replace, `${'>'.repeat(size)} REPLACE`]
  return [`### file: ${name}`, ...lines].join('\n')
}

/** The files of a program that differ in another one of the same files. */
export const changedFiles = (from: Files, to: Files): string[] =>
  Object.keys(from)
    .sort()
    .filter((name) => to[name] !== undefined && to[name] !== from[name])

/** The change from one program to another of the same files, as SEARCH/REPLACE blocks that `readReply` reads: one for each file that differs. */
export function printEdits(from: Files, to: Files): string {
  return changedFiles(from, to)
    .map((name) => printChange(name, from[name] ?? '', to[name] ?? ''))
    .join('\n\n')
}
