import { evolveBlocks, type Range } from '../../languages/javascript/blocks.ts'
import { indentAt } from '../../languages/javascript/source.ts'
import { type Lexeme, lexemesOf } from './lexemes.ts'
import { occurrencesOf } from './match.ts'
import { type Outline, outlineOf, type Statement } from './statements.ts'

/** A place that takes new text, and the text. */
interface Graft {
  readonly block: Range
  readonly text: string
}

const texts = (lexemes: readonly Lexeme[]): string[] => lexemes.map(({ text }) => text)
const MODIFIER = /^(?:export|default)$/

/** The lexemes of a part of a source, types left out, at their places in the whole. */
const lexemesIn = ({ script }: Outline, start: number, end: number): Lexeme[] =>
  lexemesOf(script.slice(start, end)).map((lexeme) => ({ ...lexeme, start: lexeme.start + start, end: lexeme.end + start }))

const bare = (lexemes: readonly Lexeme[]): readonly Lexeme[] => lexemes.slice(lexemes.findIndex(({ text }) => !MODIFIER.test(text)))

/** The text between two lexemes as the inside of a block that ends before a marker with that indent. */
function insideOf(text: string, start: number, end: number, indent: string): string {
  const lines = text.slice(start, end).split('\n')
  const first = lines.findIndex((line) => line.trim() !== '')
  const last = lines.findLastIndex((line) => line.trim() !== '')
  return first < 0 ? `\n${indent}` : `\n${lines.slice(first, last + 1).join('\n')}\n${indent}`
}

/**
 * What stands in a statement of another source in the place of the blocks: its lexemes around the blocks must be those of the original,
 * each piece of the frame where it is and nowhere else.
 */
function withinStatement(own: Outline, statement: Statement, blocks: readonly Range[], other: Outline): Graft[] | undefined {
  const [twin, another] = other.statements.filter(
    ({ names }) => statement.names.length > 0 && statement.names.every((name) => names.includes(name)),
  )
  if (twin === undefined || another !== undefined) return undefined
  const ends = [statement.start, ...blocks.map(({ end }) => end)]
  const starts = [...blocks.map(({ start }) => start), statement.end]
  const pieces = ends.map((from, k) =>
    texts(k === 0 ? bare(lexemesIn(own, from, starts[k] ?? from)) : lexemesIn(own, from, starts[k] ?? from)),
  )
  const theirs = bare(lexemesIn(other, twin.start, twin.end))
  const words = texts(theirs)
  const last = pieces.at(-1) ?? []
  const grafts: Graft[] = []
  let at = 0
  for (const [k, block] of blocks.entries()) {
    const piece = pieces[k] ?? []
    const next = pieces[k + 1] ?? []
    if (piece.some((word, i) => words[at + i] !== word)) return undefined
    at += piece.length
    const rest = words.slice(at, words.length - (k + 1 === blocks.length ? 0 : last.length))
    const found = k + 1 === blocks.length ? [rest.length - next.length] : occurrencesOf(rest, next, 2)
    const stop = found[0] ?? -1
    if (found.length !== 1 || stop < 0 || next.some((word, i) => rest[stop + i] !== word)) return undefined
    const start = theirs[at - 1]?.end ?? twin.start
    const end = theirs[at + stop]?.start ?? twin.end
    grafts.push({ block, text: insideOf(other.text, start, end, indentAt(own.text, block.end)) })
    at += stop
  }
  return grafts
}

/** What a source has beside the statements of the original's frame, for a block that holds whole statements. */
function amongStatements(own: Outline, block: Range, other: Outline): Graft[] | undefined {
  const outside = own.statements.filter(({ start, end }) => end <= block.start || start >= block.end)
  const frame = new Set(outside.map(({ start, end }) => texts(lexemesIn(own, start, end)).join(' ')))
  const taken = new Set(outside.flatMap(({ names }) => names))
  const pieces: string[] = []
  let from = 0
  for (const { start, end, names } of other.statements) {
    const isFrame = frame.has(texts(lexemesIn(other, start, end)).join(' '))
    if (!isFrame && names.some((name) => taken.has(name))) return undefined
    if (!isFrame) pieces.push(other.text.slice(from, end))
    from = end
  }
  return pieces.length === 0
    ? undefined
    : [{ block, text: insideOf(pieces.join(''), 0, pieces.join('').length, indentAt(own.text, block.end)) }]
}

/**
 * The original with what another source, which has lost the markers of evolve blocks, has in the place of these blocks; undefined where
 * that is not certain. What stands outside of the blocks stays, and must be the same there but for comments, types and layout.
 */
export function graftLost(name: string, original: string, changed: string): string | undefined {
  const own = outlineOf(name, original)
  const unmarked = changed.replaceAll(/^[ \t]*\/\/[ \t]*EVOLVE-BLOCK-(?:START|END).*$/gm, '')
  const other = outlineOf(name, unmarked)
  if (own === undefined || other === undefined) return undefined
  const blocks = evolveBlocks(original, own.comments)
  const grafts: Graft[] = []
  const around = (block: Range): Statement | undefined => own.statements.find(({ start, end }) => start < block.start && block.end <= end)
  for (const statement of new Set(blocks.map(around))) {
    const inner = blocks.filter((block) => around(block) === statement)
    if (statement === undefined && (inner.length !== 1 || blocks.length !== 1)) return undefined
    const found = statement === undefined ? amongStatements(own, inner[0] as Range, other) : withinStatement(own, statement, inner, other)
    if (found === undefined) return undefined
    grafts.push(...found)
  }
  let out = ''
  let position = 0
  for (const { block, text } of grafts.toSorted((a, b) => a.block.start - b.block.start)) {
    out += original.slice(position, block.start) + text
    position = block.end
  }
  return out + original.slice(position)
}
