import { evolveBlocks } from './blocks.ts'
import { blockLines, linesOf, type Markers } from '../marks.ts'
import { parse } from './parse.ts'

const WORDS = /evolve[-_ ]?block[-_ ]?(?:start|end)/i
const MARKER = /^EVOLVE-BLOCK-(START|END)/

/** Reads a source's markers of evolve blocks; undefined for one that does not parse. */
export function markersOf(text: string, name: string): Markers | undefined {
  const parsed = parse(text, name)
  if (!parsed.ok) return undefined
  const lineAt = linesOf(text)
  const faults: { readonly line: number; readonly what: string }[] = []
  const known = new Set<number>()
  let isOpen = false
  let isMarked = false
  for (const { text: comment, start } of parsed.comments) {
    const word = MARKER.exec(comment.trim())?.[1]
    if (word === undefined) continue
    const line = lineAt(start)
    known.add(line)
    isMarked = true
    if (word === 'END' && !isOpen) faults.push({ line, what: 'EVOLVE-BLOCK-END without a START before it' })
    if (word === 'START' && isOpen) faults.push({ line, what: 'EVOLVE-BLOCK-START within a block' })
    isOpen = word === 'START'
  }
  for (const [k, row] of text.split('\n').entries()) {
    const words = row.trimStart()
    if (known.has(k + 1) || !/^(?:\/\/|\/\*|\*|#)/.test(words) || !WORDS.test(words)) continue
    const isPlain = MARKER.test(words.replace(/^\/\/\s*/, ''))
    const why = isPlain
      ? 'a marker inside a type, where none counts'
      : 'no marker: write // EVOLVE-BLOCK-START or // EVOLVE-BLOCK-END, and nothing before it'
    faults.push({ line: k + 1, what: why })
  }
  const blocks = isMarked ? blockLines(text, evolveBlocks(text, parsed.comments)) : undefined
  return {
    ...(blocks === undefined ? {} : { blocks }),
    faults: faults.sort((a, b) => a.line - b.line).map(({ line, what }) => `${name} line ${line}: ${what}`),
  }
}
