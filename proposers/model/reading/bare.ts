import type { Listing } from './forms.ts'
import { SHORT } from './forms.ts'

const CODE =
  /^\s*(?:import\b.*['"{*]|export\s|(?:async\s+)?function\b|(?:const|let|var|class|type|interface)\s+[\w${[]|\/\/|\/\*|['"]use strict['"])/
const SURE = /^\s*(?:import\b.*['"]|export\s|(?:async\s+)?function\b.*[({]|\/\/ ?(?:EVOLVE|file)|\/\*\*)/
const LAST = /[;})\]]\s*$|EVOLVE-BLOCK-END/
/** Lines that may still be code: a statement needs no sign at its end. */
const LIKELY = /[;})\]]\s*$|EVOLVE-BLOCK-END|^\s+\S|^(?:return|export)\b/

/**
 * The texts of a reply without fences that may be its program: from a line that looks like code to the last one that may be, then to the
 * last one that surely is. Which of them is one, a parser tells.
 */
export function barePrograms(text: string): Listing[][] {
  const lines = text.split('\n')
  const ends = [LIKELY, LAST].map((pattern) => lines.findLastIndex((line) => pattern.test(line.slice(-SHORT))))
  const starts = [CODE, SURE].map((pattern) => lines.findIndex((line) => pattern.test(line.slice(0, SHORT))))
  return [...new Set(ends)]
    .map((end) =>
      [...new Set(starts)]
        .filter((start) => start >= 0 && start <= end)
        .map((start) => ({ info: '', text: lines.slice(start, end + 1).join('\n') })),
    )
    .filter((texts) => texts.length > 0)
}
