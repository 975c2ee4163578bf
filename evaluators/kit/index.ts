/** What verifiers need to read an answer without believing it. */
export { add, compare, type Exact, exact, multiply, subtract } from './exact.ts'
export { apart, type Circle, circlesIn } from './geometry.ts'
export { atLeast, atMost, integersOf, numbersOf, partitionOf, permutationOf } from './structure.ts'
