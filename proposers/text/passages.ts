import type { Files } from '../../engine/contracts/program.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { jsonValue } from '../../languages/json.ts'
import { dataSites } from './sites.ts'
import { linesOf, sentencesOf } from './sentences.ts'
import { borrowPiece, dropPiece, duplicatePiece, joined, movePiece } from './pieces.ts'
import type { PieceOperator, Pieces } from './pieces.ts'
import { openBlocks, textFiles, withFile } from './workspace.ts'
import type { TextFile, TextOperator, Workspace } from './workspace.ts'

/** A text that may change as a whole: what stands in an evolve block, a file without one, or a free text in a file of JSON. */
export interface Passage {
  /** Names it among the passages of a program; those of relatives have the same. */
  readonly key: string
  readonly text: string
  /** The program with another text in its place. */
  write(text: string): Files
}

/** The lines in a block without those of its marks: what stands before them and behind them stays. */
function inner(text: string, start: number, end: number): { readonly from: number; readonly to: number } {
  const feed = start > 0 ? text.indexOf('\n', start) : -1
  const from = start === 0 ? 0 : feed < 0 || feed >= end ? end : feed + 1
  const last = text.lastIndexOf('\n', end - 1)
  const isOpen = end === text.length && !text.endsWith('\n')
  return { from, to: isOpen ? end : Math.max(from, last) }
}

/** The passages of a file of text. */
function passagesOfText(files: Files, one: TextFile): Passage[] {
  const { file, text } = one
  return openBlocks(one).map(({ start, end }, k) => {
    const { from, to } = inner(text, start, end)
    const isBare = start > 0 && from === to && text[from] !== '\n'
    return {
      key: `${file}#${k}`,
      text: text.slice(from, to),
      write: (changed) => withFile(files, file, `${text.slice(0, from)}${changed}${isBare && changed !== '' ? '\n' : ''}${text.slice(to)}`),
    }
  })
}

/** The passages of a program; of relatives of a workspace those that go by the same keys. */
function passagesOf(workspace: Workspace, files: Files): Passage[] {
  const { context } = workspace
  const texts = textFiles(files, context).filter(({ language }) => language.name !== 'json')
  const strings = dataSites(files, context).flatMap(({ file, path, text, node, isFree }): Passage[] =>
    isFree
      ? [
          {
            key: `${file}${path}`,
            text: jsonValue(text.slice(node.start, node.end)) as string,
            write: (changed) => withFile(files, file, text.slice(0, node.start) + JSON.stringify(changed) + text.slice(node.end)),
          },
        ]
      : [],
  )
  return [...texts.flatMap((one) => passagesOfText(files, one)), ...strings]
}

const passages = new WeakMap<Files, { readonly schemas: Workspace['context']['schemas']; readonly list: readonly Passage[] }>()

/** The passages of a program, found once. */
function knownPassages(workspace: Workspace, files: Files): readonly Passage[] {
  const { schemas } = workspace.context
  const known = passages.get(files)
  if (known !== undefined && known.schemas === schemas) return known.list
  const list = passagesOf(workspace, files)
  passages.set(files, { schemas, list })
  return list
}

/** The passages of a workspace's program. */
export const ownPassages = (workspace: Workspace): readonly Passage[] => knownPassages(workspace, workspace.files)

/** A piece of the same passage of a relative that is none of these. */
function foreignPiece(workspace: Workspace, key: string, own: Pieces, split: (text: string) => Pieces): string | undefined {
  const { random, relatives } = workspace
  if (relatives.length === 0) return undefined
  const known = new Set(own.pieces.map((piece) => piece.trim()))
  const theirs = knownPassages(workspace, random.pick(relatives)).find((passage) => passage.key === key)
  const further = theirs === undefined ? [] : split(theirs.text).pieces.filter((piece) => piece.trim() !== '' && !known.has(piece.trim()))
  return further.length === 0 ? undefined : random.pick(further)
}

/** A passage drawn among those with something in them, and, where an operator may fill one, among all. */
function drawPassage(list: readonly Passage[], random: Random, mayBeEmpty: boolean): Passage | undefined {
  const open = mayBeEmpty ? list : list.filter(({ text }) => text.trim() !== '')
  return open.length === 0 ? undefined : random.pick(open)
}

/** An operator on the pieces of a passage. */
const onPieces =
  (split: (text: string) => Pieces, change: PieceOperator, mayBeEmpty = false): TextOperator =>
  (workspace) => {
    const { random } = workspace
    const passage = drawPassage(ownPassages(workspace), random, mayBeEmpty)
    if (passage === undefined) return undefined
    const from = passage.text === '' ? { pieces: [], gaps: [] } : split(passage.text)
    const changed = change(from, { random, foreign: () => foreignPiece(workspace, passage.key, from, split) })
    return changed && passage.write(joined(changed))
  }

export const moveLine: TextOperator = onPieces(linesOf, movePiece)
export const dropLine: TextOperator = onPieces(linesOf, dropPiece)
export const duplicateLine: TextOperator = onPieces(linesOf, duplicatePiece('\n'))
export const borrowLine: TextOperator = onPieces(linesOf, borrowPiece('\n'), true)
export const moveSentence: TextOperator = onPieces(sentencesOf, movePiece)
export const dropSentence: TextOperator = onPieces(sentencesOf, dropPiece)
export const duplicateSentence: TextOperator = onPieces(sentencesOf, duplicatePiece(' '))
export const borrowSentence: TextOperator = onPieces(sentencesOf, borrowPiece(' '), true)
