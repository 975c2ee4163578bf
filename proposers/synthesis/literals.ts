import { literal, type Term } from './term.ts'
import { BOOLEAN, NUMBER, STRING } from './types.ts'

/** A literal, and what it counts as in an enumeration by size. */
export interface Weighed {
  readonly term: Term
  readonly cost: number
}

/** Values of one kind that examples give literals, at most. */
const MOST = 8
/** Outputs of so few values are names of classes. */
const CLASSES = 8
/** Characters of a literal at most. */
const LONGEST = 80

/** The texts and numbers in a value that is plain data. */
function* leaves(value: unknown): Generator<string | number> {
  if (typeof value === 'string' || typeof value === 'number') yield value
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* leaves(item)
}

/** Values by how many examples hold them, those of the most first, of equal ones as they come. */
function frequent<T>(lists: readonly ReadonlySet<T>[], least: number): T[] {
  const counts = new Map<T, number>()
  for (const list of lists) for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort(([, a], [, b]) => b - a)
    .map(([value]) => value)
}

/** The longest beginning that all texts have. */
export function commonPrefix(texts: readonly string[]): string {
  const [first = ''] = texts
  let length = first.length
  for (const text of texts) while (length > 0 && !text.startsWith(first.slice(0, length))) length -= 1
  return first.slice(0, length)
}

/** The longest end that all texts have. */
export function commonSuffix(texts: readonly string[]): string {
  const [first = ''] = texts
  let from = 0
  for (const text of texts) while (from < first.length && !text.endsWith(first.slice(from))) from += 1
  return first.slice(from)
}

const isMark = (character: string): boolean => !/[\p{L}\p{N}]/u.test(character)

/** The texts that examples give: marks that many hold, names of classes, and what all outputs begin or end with. */
function textsOf(inputs: readonly unknown[], outputs: readonly unknown[]): string[] {
  const sets = [...inputs, ...outputs].map(
    (value) => new Set([...leaves(value)].filter((leaf) => typeof leaf === 'string').flatMap((text) => Array.from(text).filter(isMark))),
  )
  const written = outputs.map((value) => [...leaves(value)].filter((leaf) => typeof leaf === 'string'))
  const classes = [...new Set(written.flat())]
  const flat = written.flat()
  const all = [
    ...(classes.length <= CLASSES ? classes : [commonPrefix(flat), commonSuffix(flat), ...repeated(flat)]),
    ...frequent(sets, Math.max(2, 0.02 * sets.length)).slice(0, MOST),
  ]
  return [...new Set(all)].filter((text) => text !== '' && text !== ' ' && text.length <= LONGEST)
}

/** Outputs that come again and again, as names do among computed ones. */
const repeated = (outputs: readonly string[]): string[] =>
  frequent(
    outputs.map((text) => new Set([text])),
    0.05 * outputs.length + 1,
  ).slice(0, MOST)

/** The numbers that examples give: those that many outputs or inputs hold. */
function numbersOf(inputs: readonly unknown[], outputs: readonly unknown[]): number[] {
  const setsOf = (values: readonly unknown[]): Set<number>[] =>
    values.map((value) => new Set([...leaves(value)].filter((leaf) => typeof leaf === 'number')))
  const often = frequent(setsOf(outputs), Math.max(2, 0.05 * outputs.length)).slice(0, MOST)
  return [...often, ...frequent(setsOf(inputs), Math.max(2, 0.1 * inputs.length)).slice(0, 4)]
}

/**
 * The literals that programs are grown with: small whole numbers, and what train cases hold in their inputs and outputs, at most a few of a kind.
 * Constants of a vocabulary come first.
 */
export function literalsOf(inputs: readonly unknown[], outputs: readonly unknown[], constants: readonly number[] = []): Weighed[] {
  const numbers = new Map<number, number>()
  for (const value of [0, 1, 2, ...constants]) numbers.set(value, 1)
  for (const value of [...numbersOf(inputs, outputs), -1, 3, 4, 5, 10])
    if (!numbers.has(value) && Number.isFinite(value)) numbers.set(value, 2)
  const outputTypes = new Set(outputs.map((value) => typeof value))
  const texts = textsOf(inputs, outputs)
  return [
    ...[...numbers].map(([value, cost]) => ({ term: literal(value, NUMBER), cost })),
    ...['', ' ', ...texts].map((value) => ({ term: literal(value, STRING), cost: 1 })),
    ...(outputTypes.has('boolean') ? [true, false].map((value) => ({ term: literal(value, BOOLEAN), cost: 1 })) : []),
  ]
}
