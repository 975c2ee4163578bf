import type { Random } from '../../engine/contracts/random.ts'

/**
 * A text in pieces: lines, sentences, or elements of a list. What stands between two pieces belongs to the place and not to the pieces, so
 * that these may change their order: `gaps[k]` stands behind `pieces[k]`, and the last piece has none.
 */
export interface Pieces {
  readonly pieces: readonly string[]
  readonly gaps: readonly string[]
}

/** What pieces may be changed with. */
export interface PieceTools {
  readonly random: Random
  /** A piece of a relative that is none of these; undefined where there is none. */
  foreign(): string | undefined
}

/** A change of pieces; undefined when it finds nothing to do. */
export type PieceOperator = (from: Pieces, tools: PieceTools) => Pieces | undefined

/** The text of pieces. */
export const joined = ({ pieces, gaps }: Pieces): string =>
  pieces.map((piece, k) => piece + (k < pieces.length - 1 ? gaps[k] : '')).join('')

/** Positions of pieces that say something. */
const spoken = ({ pieces }: Pieces): number[] => pieces.flatMap((piece, k) => (piece.trim() === '' ? [] : [k]))

/** A place at which a piece may be put in: 0 to as many as there are. */
const place = ({ pieces }: Pieces, random: Random): number => random.integer(pieces.length + 1)

/** The same with a piece put in. Its gap is that of its neighbour, or `otherwise` where there is none. */
export function withPiece({ pieces, gaps }: Pieces, at: number, piece: string, otherwise: string): Pieces {
  const gap = gaps[Math.min(at, gaps.length - 1)] ?? otherwise
  const between = Math.min(at, gaps.length)
  return { pieces: pieces.toSpliced(at, 0, piece), gaps: pieces.length === 0 ? [] : gaps.toSpliced(between, 0, gap) }
}

/** The same without a piece and without the gap behind it, or before it where it is the last one. */
export function withoutPiece({ pieces, gaps }: Pieces, at: number): Pieces {
  return { pieces: pieces.toSpliced(at, 1), gaps: gaps.toSpliced(Math.min(at, gaps.length - 1), 1) }
}

/** Puts one piece elsewhere. */
export const movePiece: PieceOperator = (from, { random }) => {
  const movable = spoken(from)
  if (movable.length < 2) return undefined
  const at = random.pick(movable)
  const piece = from.pieces[at] as string
  const left = from.pieces.toSpliced(at, 1)
  const to = (at + 1 + random.integer(left.length)) % (left.length + 1)
  return { pieces: left.toSpliced(to, 0, piece), gaps: from.gaps }
}

/** Takes one piece out; of what says something at least one piece stays. */
export const dropPiece: PieceOperator = (from, { random }) => {
  const droppable = spoken(from)
  return droppable.length < 2 ? undefined : withoutPiece(from, random.pick(droppable))
}

/** Writes one piece a second time, elsewhere. */
export const duplicatePiece =
  (gap: string): PieceOperator =>
  (from, { random }) => {
    const said = spoken(from)
    return said.length === 0 ? undefined : withPiece(from, place(from, random), from.pieces[random.pick(said)] as string, gap)
  }

/** Takes a piece of a relative over, in the place of one or beside them. */
export const borrowPiece =
  (gap: string): PieceOperator =>
  (from, { random, foreign }) => {
    const piece = foreign()
    if (piece === undefined) return undefined
    const said = spoken(from)
    if (said.length === 0 || random.integer(2) === 0) return withPiece(from, place(from, random), piece, gap)
    const at = random.pick(said)
    return { pieces: from.pieces.with(at, piece), gaps: from.gaps }
  }
