import type { Language, Range } from '../engine/contracts/language.ts'

/** The mark of an evolve block on a line of its own, in whatever a language writes around a comment. */
const MARK = /^[ \t]*(?:[^\w\s]{1,4}[ \t]*)?EVOLVE-BLOCK-(START|END)\b/
/** Characters of a line that are looked at. */
const LOOKED = 200

/**
 * The parts of a text between lines that say EVOLVE-BLOCK-START and EVOLVE-BLOCK-END, as comments of some language or bare; undefined
 * for a text without such lines. A block that is not closed reaches to the end of the text.
 */
export function markedBlocks(text: string, mark: RegExp = MARK): readonly Range[] | undefined {
  if (!text.includes('EVOLVE-BLOCK-')) return undefined
  const blocks: Range[] = []
  let open: number | undefined
  let isMarked = false
  for (let start = 0; start <= text.length;) {
    const feed = text.indexOf('\n', start)
    const end = feed < 0 ? text.length : feed
    const line = text.slice(start, Math.min(end, start + LOOKED))
    const word = mark.exec(line)?.[1]
    if (word !== undefined) isMarked = true
    if (word === 'START') open ??= text[end - 1] === '\r' ? end - 1 : end
    else if (word === 'END' && open !== undefined) {
      blocks.push({ start: open, end: start + line.search(/\S/) })
      open = undefined
    }
    start = end + 1
  }
  if (open !== undefined) blocks.push({ start: open, end: text.length })
  return isMarked ? blocks : undefined
}

/** An evolve block by the lines of its markers, or of the text's ends. */
export interface BlockLines {
  readonly from: number
  readonly to: number
  /** Nothing stands in it: what a search puts there is all it will hold. */
  readonly isEmpty: boolean
}

/** The evolve blocks of a text, and what in it looks like a marker and is none, or stands where it marks nothing. */
export interface Markers {
  /** Undefined for a text without markers, all of which evolves. */
  readonly blocks?: readonly BlockLines[]
  readonly faults: readonly string[]
}

/** What looks like a marker: these words at the beginning of a line, behind signs. */
const WORDS = /^[ \t]*(?:[^\w\s][^\w\n]{0,10})?evolve[-_ ]?block[-_ ]?(?:start|end)\b/i

/** Tells the line, counted from 1, of a position. */
export function linesOf(text: string): (position: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (position) => starts.findLastIndex((start) => start <= position) + 1
}

/** Evolve blocks by their lines. */
export function blockLines(text: string, blocks: readonly Range[]): readonly BlockLines[] {
  const lineAt = linesOf(text)
  return blocks.map(({ start, end }) => ({ from: lineAt(start), to: lineAt(end), isEmpty: text.slice(start, end).trim() === '' }))
}

/** Reads the markers in a file that is no code. */
export function markersAmong(text: string, file: string, language: Language): Markers {
  const blocks = language.blocks(text, file)
  if (blocks !== undefined) return { blocks: blockLines(text, blocks), faults: [] }
  const line = text.split('\n').findIndex((row) => WORDS.test(row.slice(0, LOOKED)))
  const { comment } = language.words
  const remedy = `write ${comment('EVOLVE-BLOCK-START')} and ${comment('EVOLVE-BLOCK-END')} on lines of their own`
  return { faults: line < 0 ? [] : [`${file} line ${line + 1}: no marker: ${remedy}`] }
}
