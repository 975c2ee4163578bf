import type { Range } from '../../engine/contracts/language.ts'
import type { Comment } from './parse.ts'

export type { Range } from '../../engine/contracts/language.ts'

/** Whether a comment marks where an evolve block begins or ends. */
export const isMark = ({ text }: Comment): boolean => /^\s*EVOLVE-BLOCK-(?:START|END)/.test(text)

/**
 * The parts of a source that may change: what stands between the comments `// EVOLVE-BLOCK-START` and
 * `// EVOLVE-BLOCK-END`, each on a line of its own; the whole text when there is no such comment. A block that is not closed
 * reaches to the end of the text.
 */
export function evolveBlocks(text: string, comments: readonly Comment[]): readonly Range[] {
  const blocks: Range[] = []
  let open: number | undefined
  let marked = false
  for (const comment of comments) {
    const words = comment.text.trim()
    if (words.startsWith('EVOLVE-BLOCK-START')) {
      marked = true
      open ??= comment.end
    } else if (words.startsWith('EVOLVE-BLOCK-END')) {
      marked = true
      if (open !== undefined) blocks.push({ start: open, end: comment.start })
      open = undefined
    }
  }
  if (open !== undefined) blocks.push({ start: open, end: text.length })
  return marked ? blocks : [{ start: 0, end: text.length }]
}

/** Whether one of the blocks holds the whole range. */
export const inBlocks = (blocks: readonly Range[], range: Range): boolean =>
  blocks.some((block) => block.start <= range.start && range.end <= block.end)
