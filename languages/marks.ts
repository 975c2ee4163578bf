import type { Range } from '../engine/contracts/language.ts'

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
