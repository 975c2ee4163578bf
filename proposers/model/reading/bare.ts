import type { Listing } from './forms.ts'
import { SHORT } from './forms.ts'

const CODE =
  /^\s*(?:import\b.*['"{*]|export\s|(?:async\s+)?function\b|(?:const|let|var|class|type|interface)\s+[\w${[]|\/\/|\/\*|['"]use strict['"])/
const SURE = /^\s*(?:import\b.*['"]|export\s|(?:async\s+)?function\b.*[({]|\/\/ ?(?:EVOLVE|file)|\/\*\*)/
const LAST = /[;})\]]\s*$|EVOLVE-BLOCK-END/

/**
 * The texts of a reply without fences that may be its program: from a line that looks like code to the last one that does. Which of them
 * is one, a parser tells.
 */
export function barePrograms(text: string): Listing[] {
  const lines = text.split('\n')
  const end = lines.findLastIndex((line) => LAST.test(line.slice(-SHORT)))
  const starts = [CODE, SURE].map((pattern) => lines.findIndex((line) => pattern.test(line.slice(0, SHORT))))
  return [...new Set(starts)]
    .filter((start) => start >= 0 && start <= end)
    .map((start) => ({ info: '', text: lines.slice(start, end + 1).join('\n') }))
}
