import type { Range } from '../../engine/contracts/language.ts'
import { indentAt } from '../../languages/javascript/source.ts'
import { occurrencesOf } from './match.ts'

const isMarker = (line: string): boolean => line.includes('EVOLVE-BLOCK-')
const isBlank = (line: string): boolean => line.trim() === ''

/** The lines of a piece of the frame as they are compared: without markers, blanks at their ends, and blank lines around. */
function frameLines(piece: string): readonly string[] {
  const lines = piece
    .split('\n')
    .filter((line) => !isMarker(line))
    .map((line) => line.trim())
  const first = lines.findIndex((line) => line !== '')
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1)
}

/**
 * The original with what another text, which has lost the markers of evolve blocks, has in the place of these blocks: what stands between the
 * lines of the frame, each piece of which must stand there once and in its place; undefined where that is not certain.
 */
export function graftLines(original: string, blocks: readonly Range[], changed: string): string | undefined {
  const lines = changed.split('\n').filter((line) => !isMarker(line))
  const theirs = lines.map((line) => line.trim())
  const ends = [0, ...blocks.map(({ end }) => end)]
  const frame = ends.map((end, k) => frameLines(original.slice(end, blocks[k]?.start ?? original.length)))
  const [first = [], ...others] = frame
  const begin = first.length === 0 ? 0 : theirs.findIndex((line) => line !== '')
  if (begin < 0 || first.some((line, k) => theirs[begin + k] !== line)) return undefined
  let at = begin + first.length
  let out = original.slice(0, blocks[0]?.start)
  for (const [k, piece] of others.entries()) {
    const block = blocks[k] as Range
    const isLast = k === others.length - 1
    const rest = theirs.slice(at)
    const last = rest.findLastIndex((line) => line !== '') + 1
    const [found = -1, another] = isLast ? [piece.length === 0 ? rest.length : last - piece.length] : occurrencesOf(rest, piece, 2)
    if (found < 0 || another !== undefined || piece.some((line, place) => rest[found + place] !== line)) return undefined
    const inside = lines.slice(at, at + found)
    const from = inside.findIndex((line) => !isBlank(line))
    const kept = from < 0 ? [] : inside.slice(from, inside.findLastIndex((line) => !isBlank(line)) + 1)
    out += `${['', ...kept].join('\n')}\n${indentAt(original, block.end)}${original.slice(block.end, blocks[k + 1]?.start)}`
    at += found + piece.length
  }
  return out
}
