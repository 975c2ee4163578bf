/** What problems need to read an answer, or a case, without believing it. */
export { add, compare, type Exact, exact, multiply, subtract } from './exact.ts'
export { apart, type Circle, circlesIn } from './geometry.ts'
export { checkPackingInput, type PackingInput, verifyPacking } from './packing.ts'
export { atLeast, atMost, fieldsOf, integersOf, listOf, numbersOf, partitionOf, permutationOf, wholeFrom } from './structure.ts'
