import type { Invalid } from '../../engine/contracts/problem.ts'

// An answer is data that a hostile program chose: each reader takes `unknown`, looks at everything, and copies what it returns.

/** x >= y, and false when either is NaN: a check written as `if (x < y) refuse` lets NaN through. */
export const atLeast = (x: number, y: number): boolean => x >= y

/** x <= y, and false when either is NaN. */
export const atMost = (x: number, y: number): boolean => x <= y

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))

/** Reads a list (or typed array) of finite numbers, of a given length if one is given. -0 becomes 0. */
export function numbersOf(answer: unknown, length?: number): readonly number[] | Invalid {
  if (!isList(answer)) return { invalid: 'not a list' }
  if (length !== undefined && answer.length !== length) return { invalid: `${answer.length} numbers instead of ${length}` }
  const numbers: number[] = []
  for (let k = 0; k < answer.length; k++) {
    const item = answer[k]
    if (typeof item !== 'number' || !Number.isFinite(item)) return { invalid: `element ${k} is not a finite number` }
    numbers.push(item + 0)
  }
  return numbers
}

/** Reads a list of whole numbers from `least` to `most`, of a given length if one is given. */
export function integersOf(answer: unknown, least: number, most: number, length?: number): readonly number[] | Invalid {
  const numbers = numbersOf(answer, length)
  if ('invalid' in numbers) return numbers
  const wrong = numbers.findIndex((item) => !(Number.isSafeInteger(item) && atLeast(item, least) && atMost(item, most)))
  return wrong < 0 ? numbers : { invalid: `element ${wrong} is not a whole number from ${least} to ${most}` }
}

/** Reads a permutation of 0 ... n - 1; every element is counted, so that one given twice cannot stand for one left out. */
export function permutationOf(answer: unknown, n: number): readonly number[] | Invalid {
  const order = integersOf(answer, 0, n - 1, n)
  if ('invalid' in order) return order
  const counts = new Uint32Array(n)
  for (const item of order) counts[item] = (counts[item] ?? 0) + 1
  const wrong = counts.findIndex((count) => count !== 1)
  return wrong < 0 ? order : { invalid: `${wrong} occurs ${counts[wrong]} times` }
}

/** Reads a partition of 0 ... n - 1 into lists: every element in exactly one of them. */
export function partitionOf(answer: unknown, n: number): readonly (readonly number[])[] | Invalid {
  if (!Array.isArray(answer)) return { invalid: 'not a list of parts' }
  const parts: (readonly number[])[] = []
  const all: number[] = []
  for (const [k, item] of answer.entries()) {
    const part = integersOf(item, 0, n - 1)
    if ('invalid' in part) return { invalid: `part ${k}: ${part.invalid}` }
    if (all.length + part.length > n) return { invalid: `more than ${n} elements` }
    parts.push(part)
    all.push(...part)
  }
  const whole = permutationOf(all, n)
  return 'invalid' in whole ? whole : parts
}
