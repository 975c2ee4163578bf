import { crossBlocks, insertOperation, mutateName, mutateOperator, shrinkOperation } from './code.ts'
import { addDemonstrations, crossDemonstrations, dropDemonstrations, replaceDemonstrations, swapDemonstrations } from './demonstrations.ts'
import { crossFiles } from './files.ts'
import { changeChoice, mutateNumber } from './numbers.ts'
import { borrowLine, borrowSentence, dropLine, dropSentence, duplicateLine, duplicateSentence, moveLine, moveSentence } from './passages.ts'
import {
  borrowElement,
  borrowValue,
  dropElement,
  duplicateElement,
  insertElement,
  moveElement,
  mutateValue,
  redrawValue,
} from './values.ts'
import type { TextOperator } from './workspace.ts'

/** A way of changing programs of texts and data, and its share among the others. */
export interface WeightedTextOperator {
  readonly name: string
  readonly weight: number
  readonly apply: TextOperator
  /** Present where it changes code alone, of languages that nothing is known of: without such a file it is not drawn. */
  readonly code?: true
}

/** Those that put a number, or another member of an enumeration, in the place of another one. */
export const tuningTextOperators: readonly WeightedTextOperator[] = [
  { name: 'number-mutation', weight: 6, apply: mutateNumber },
  { name: 'value-mutation', weight: 10, apply: mutateValue },
]

/** The text proposer's operators. One that finds nothing to do in a program costs a draw. */
export const textOperators: readonly WeightedTextOperator[] = [
  { name: 'add-demonstrations', weight: 10, apply: addDemonstrations },
  { name: 'drop-demonstrations', weight: 6, apply: dropDemonstrations },
  { name: 'replace-demonstrations', weight: 16, apply: replaceDemonstrations },
  { name: 'swap-demonstrations', weight: 2, apply: swapDemonstrations },
  { name: 'cross-demonstrations', weight: 12, apply: crossDemonstrations },
  { name: 'move-line', weight: 3, apply: moveLine },
  { name: 'drop-line', weight: 4, apply: dropLine },
  { name: 'duplicate-line', weight: 1, apply: duplicateLine },
  { name: 'borrow-line', weight: 5, apply: borrowLine },
  { name: 'move-sentence', weight: 3, apply: moveSentence },
  { name: 'drop-sentence', weight: 4, apply: dropSentence },
  { name: 'duplicate-sentence', weight: 1, apply: duplicateSentence },
  { name: 'borrow-sentence', weight: 5, apply: borrowSentence },
  { name: 'change-choice', weight: 10, apply: changeChoice },
  ...tuningTextOperators,
  { name: 'redraw-value', weight: 4, apply: redrawValue },
  { name: 'insert-element', weight: 4, apply: insertElement },
  { name: 'drop-element', weight: 4, apply: dropElement },
  { name: 'move-element', weight: 2, apply: moveElement },
  { name: 'duplicate-element', weight: 1, apply: duplicateElement },
  { name: 'borrow-element', weight: 4, apply: borrowElement },
  { name: 'borrow-value', weight: 5, apply: borrowValue },
  { name: 'cross-files', weight: 6, apply: crossFiles },
  { name: 'operator-mutation', weight: 10, apply: mutateOperator, code: true },
  { name: 'name-mutation', weight: 10, apply: mutateName, code: true },
  { name: 'insert-operation', weight: 10, apply: insertOperation, code: true },
  { name: 'shrink-operation', weight: 5, apply: shrinkOperation, code: true },
  { name: 'cross-blocks', weight: 8, apply: crossBlocks, code: true },
]

/** The names of the text proposer's operators. */
export const textOperatorNames: readonly string[] = textOperators.map(({ name }) => name)
