/** Ternate's door: everything that a user of the library imports. */
export { TernateError } from './engine/contracts/fault.ts'
export type * from './engine/contracts/index.ts'
export { stream } from './engine/contracts/random.ts'
export { defineProblem, invalid } from './evaluators/problem/define.ts'
export { loadProblem } from './evaluators/problem/load.ts'
