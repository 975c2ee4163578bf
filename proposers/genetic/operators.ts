import type { Files } from '../../engine/contracts/program.ts'
import type { Reply, Request } from '../../engine/contracts/proposer.ts'
import type { Edit } from '../../languages/javascript/source.ts'
import type { Workspace, Operator } from './workspace.ts'
import { constantMutation, replaceConstant } from './constants.ts'
import { calibrate } from './calibrate.ts'
import { blend, crossover, join } from './crossover.ts'
import { perturbList, basinHoppingLoop } from './elements.ts'
import { foldIntoLoop, foldIntoLoopApart } from './iterate.ts'
import { bestOfNLoop } from './keep.ts'
import { changeRounds, fillRounds, tradeRounds } from './loops.ts'
import { finalPolishLoop, localSearchLoop } from './refine.ts'
import { reassignConstant } from './schedules.ts'
import { swapFunction, swapOperands, pointMutation, swapArguments, swapHoles, swapTemplate, swapTerm } from './exchange.ts'
import {
  addElement,
  borrowElement,
  dropElement,
  duplicateElement,
  insertElement,
  moveElement,
  redrawElement,
  swapElements,
} from './lists.ts'
import { simplify } from './simplify.ts'
import {
  copySubtree,
  deleteStatement,
  duplicateStatement,
  inlineName,
  insertStatement,
  nameSubexpression,
  swapStatements,
} from './statements.ts'
import { tuneConstants } from './tune.ts'
import { insertMutation, hoistMutation, shrinkMutation, subtreeMutation, wrapInCall, wrapInCondition } from './trees.ts'

/** A way of changing programs, and its share among the others. One that evaluates while it works is a `search`. */
export type WeightedOperator = { readonly name: string; readonly weight: number } & (
  | { readonly apply: Operator }
  | { readonly search: (workspace: Workspace, files: Files) => Generator<Request, readonly Edit[] | undefined, Reply> }
)

/** Those that change list literals by the element. */
const listOperators: readonly WeightedOperator[] = [
  { name: 'insert-element', weight: 2, apply: insertElement },
  { name: 'redraw-element', weight: 3, apply: redrawElement },
  { name: 'move-element', weight: 3, apply: moveElement },
  { name: 'swap-elements', weight: 3, apply: swapElements },
  { name: 'duplicate-element', weight: 1, apply: duplicateElement },
  { name: 'drop-element', weight: 3, apply: dropElement },
]

/** The genetic proposer's operators, for programs in a language whose all may be used. */
export const operators: readonly WeightedOperator[] = [
  { name: 'constant-mutation', weight: 16, apply: constantMutation },
  { name: 'replace-constant', weight: 4, apply: replaceConstant },
  { name: 'tune-constants', weight: 3, search: tuneConstants },
  { name: 'point-mutation', weight: 5, apply: pointMutation },
  { name: 'swap-function', weight: 1, apply: swapFunction },
  { name: 'swap-term', weight: 6, apply: swapTerm },
  { name: 'swap-operands', weight: 2, apply: swapOperands },
  { name: 'swap-arguments', weight: 1, apply: swapArguments },
  { name: 'subtree-mutation', weight: 12, apply: subtreeMutation },
  { name: 'insert-mutation', weight: 8, apply: insertMutation },
  { name: 'hoist-mutation', weight: 6, apply: hoistMutation },
  { name: 'shrink-mutation', weight: 4, apply: shrinkMutation },
  { name: 'wrap-in-condition', weight: 5, apply: wrapInCondition },
  { name: 'crossover', weight: 14, apply: crossover },
  { name: 'blend', weight: 3, apply: blend },
  { name: 'simplify', weight: 4, apply: simplify },
  { name: 'copy-subtree', weight: 3, apply: copySubtree },
  { name: 'insert-statement', weight: 2, apply: insertStatement },
  { name: 'delete-statement', weight: 2, apply: deleteStatement },
  { name: 'swap-statements', weight: 1, apply: swapStatements },
  { name: 'duplicate-statement', weight: 1, apply: duplicateStatement },
  { name: 'name-subexpression', weight: 1, apply: nameSubexpression },
  { name: 'best-of-n-loop', weight: 4, apply: bestOfNLoop },
  { name: 'fold-into-loop', weight: 4, apply: foldIntoLoop },
  { name: 'perturb-list', weight: 4, apply: perturbList },
  { name: 'reassign-constant', weight: 3, apply: reassignConstant },
  { name: 'wrap-in-call', weight: 2, apply: wrapInCall },
  { name: 'inline-name', weight: 1, apply: inlineName },
  ...listOperators,
]

/** The genetic proposer's operators that keep within a closed vocabulary. */
export const closedOperators: readonly WeightedOperator[] = [
  { name: 'replace-constant', weight: 4, apply: replaceConstant },
  { name: 'swap-template', weight: 8, apply: swapTemplate },
  { name: 'swap-term', weight: 8, apply: swapTerm },
  { name: 'swap-operands', weight: 2, apply: swapHoles },
  { name: 'subtree-mutation', weight: 16, apply: subtreeMutation },
  { name: 'insert-mutation', weight: 14, apply: insertMutation },
  { name: 'hoist-mutation', weight: 8, apply: hoistMutation },
  { name: 'shrink-mutation', weight: 6, apply: shrinkMutation },
  { name: 'crossover', weight: 16, apply: crossover },
  { name: 'join', weight: 4, apply: join },
  { name: 'add-element', weight: 12, apply: addElement },
  { name: 'drop-element', weight: 5, apply: dropElement },
  { name: 'borrow-element', weight: 12, apply: borrowElement },
  { name: 'simplify', weight: 2, apply: simplify },
  { name: 'copy-subtree', weight: 4, apply: copySubtree },
]

/** The operator that a vocabulary with calibrations has beside the others. */
export const calibration: WeightedOperator = { name: 'calibrate', weight: 40, apply: calibrate }

/** Those that make and change loops, which are statements over calls, and their shares in programs that draw random numbers. */
export const loopOperators: readonly WeightedOperator[] = [
  { name: 'best-of-n-loop', weight: 12, apply: bestOfNLoop },
  { name: 'fold-into-loop', weight: 8, apply: foldIntoLoopApart },
  { name: 'local-search-loop', weight: 12, apply: localSearchLoop },
  { name: 'final-polish-loop', weight: 8, apply: finalPolishLoop },
  { name: 'basin-hopping-loop', weight: 12, apply: basinHoppingLoop },
  { name: 'perturb-list', weight: 6, apply: perturbList },
  { name: 'change-rounds', weight: 12, apply: changeRounds },
  { name: 'fill-rounds', weight: 16, apply: fillRounds },
  { name: 'trade-rounds', weight: 10, apply: tradeRounds },
  { name: 'reassign-constant', weight: 6, apply: reassignConstant },
  { name: 'wrap-in-call', weight: 2, apply: wrapInCall },
]

/**
 * The genetic proposer's operators for programs that draw random numbers. These search themselves, and what they repeat, keep and move is most of
 * what they are; of the others those are left that change numbers, and a few that put expressions in the place of others.
 */
export const searchingOperators: readonly WeightedOperator[] = [
  ...loopOperators,
  ...listOperators,
  { name: 'constant-mutation', weight: 14, apply: constantMutation },
  { name: 'replace-constant', weight: 6, apply: replaceConstant },
  { name: 'tune-constants', weight: 5, search: tuneConstants },
  { name: 'point-mutation', weight: 2, apply: pointMutation },
  { name: 'swap-function', weight: 1, apply: swapFunction },
  { name: 'subtree-mutation', weight: 4, apply: subtreeMutation },
  { name: 'insert-mutation', weight: 4, apply: insertMutation },
  { name: 'copy-subtree', weight: 2, apply: copySubtree },
  { name: 'hoist-mutation', weight: 2, apply: hoistMutation },
  { name: 'shrink-mutation', weight: 2, apply: shrinkMutation },
  { name: 'wrap-in-condition', weight: 2, apply: wrapInCondition },
  { name: 'crossover', weight: 6, apply: crossover },
  { name: 'simplify', weight: 3, apply: simplify },
  { name: 'insert-statement', weight: 1, apply: insertStatement },
  { name: 'delete-statement', weight: 4, apply: deleteStatement },
  { name: 'duplicate-statement', weight: 1, apply: duplicateStatement },
  { name: 'swap-statements', weight: 1, apply: swapStatements },
]

/** Those that put a number in the place of another one, and change nothing else. */
export const tuningOperators: readonly WeightedOperator[] = operators.filter(({ name }) =>
  ['constant-mutation', 'replace-constant', 'tune-constants'].includes(name),
)

/** Those of them that keep within a closed vocabulary. */
export const closedTuningOperators: readonly WeightedOperator[] = closedOperators.filter(({ name }) => name === 'replace-constant')

/** The names of all operators, in alphabetical order. */
export const operatorNames: readonly string[] = [
  ...new Set([...operators, ...closedOperators, ...searchingOperators, calibration].map(({ name }) => name)),
].sort()
