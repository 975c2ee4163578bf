import type { Invalid } from '../../engine/contracts/problem.ts'

// An answer is data that a hostile program chose, a case what somebody wrote: each reader takes `unknown`, looks at everything, and copies what it returns.

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

/** A reader of one whole number from `least` to `most`, for a field or the elements of a list. */
export const wholeFrom =
  (least: number, most: number) =>
  (value: unknown): number | Invalid =>
    Number.isSafeInteger(value) && atLeast(Number(value), least) && atMost(Number(value), most)
      ? Number(value) + 0
      : { invalid: `not a whole number from ${least} to ${most}` }

const isInvalid = (read: unknown): read is Invalid => typeof read === 'object' && read !== null && 'invalid' in read

/** Reads a list (no typed array) whose every element `read` can read. */
export function listOf<Item>(value: unknown, read: (element: unknown) => Item | Invalid): readonly Item[] | Invalid {
  if (!Array.isArray(value)) return { invalid: 'not a list' }
  const items: Item[] = []
  for (const [k, element] of value.entries()) {
    const item = read(element)
    if (isInvalid(item)) return { invalid: `element ${k}: ${item.invalid}` }
    items.push(item)
  }
  return items
}

/**
 * Reads an object, each of its fields by a reader of its own; fields without one are left out.
 *
 * @example
 * const input = fieldsOf(value, { n: wholeFrom(1, 10), items: (list) => integersOf(list, 1, 100) })
 * if ('invalid' in input) return input
 */
export function fieldsOf<Fields extends Readonly<Record<string, unknown>>>(
  value: unknown,
  readers: { readonly [Name in keyof Fields]: (field: unknown) => Fields[Name] | Invalid },
): Fields | Invalid {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { invalid: 'not an object' }
  const fields: Partial<Fields> = {}
  for (const name of Object.keys(readers) as (keyof Fields & string)[]) {
    if (!Object.hasOwn(value, name)) return { invalid: `${name} is missing` }
    const field = readers[name]((value as Readonly<Record<string, unknown>>)[name])
    if (isInvalid(field)) return { invalid: `${name}: ${field.invalid}` }
    fields[name] = field
  }
  return fields as Fields
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
