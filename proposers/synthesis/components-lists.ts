import type { ComponentDraft } from './component.ts'

/** Elements of a list beyond which it is none. */
const LONGEST = 1000

type List = readonly unknown[]
type Numbers = readonly number[]

const short = (list: List): List | undefined => (list.length <= LONGEST ? list : undefined)
const isCount = (count: number): boolean => Number.isInteger(count) && count >= 0 && count <= LONGEST

/** The elements of a list as one text, unless it is too long. */
function joined(list: List, between: string): string | undefined {
  let length = 0
  for (const item of list) length += between.length + (typeof item === 'string' ? item.length : 24)
  return length > 4 * LONGEST ? undefined : list.join(between)
}

const ranges = new Map<number, readonly number[]>()

/** So many whole numbers from one on. Each list is made once, as nothing changes it. */
function range(from: number, count: number): readonly number[] {
  const key = 2 * count + from
  const known = ranges.get(key)
  if (known !== undefined) return known
  const made: number[] = []
  for (let k = 0; k < count; k++) made.push(from + k)
  ranges.set(key, made)
  return made
}

/** Operations on lists. */
export const listComponents: readonly ComponentDraft[] = [
  { text: '_1.length', type: '(T[]) => number', apply: (a: List) => a.length },
  { text: '_1[_2]', type: '(T[], number) => T', apply: (a: List, k: number) => a[k] },
  { text: '_1.at(_2)', type: '(T[], number) => T', apply: (a: List, k: number) => (Number.isInteger(k) ? a.at(k) : undefined) },
  {
    text: '_1.slice(_2)',
    type: '(T[], number) => T[]',
    apply: (a: List, from: number) => (Number.isInteger(from) ? a.slice(from) : undefined),
  },
  {
    text: '_1.slice(_2, _3)',
    type: '(T[], number, number) => T[]',
    apply: (a: List, from: number, to: number) => (Number.isInteger(from) && Number.isInteger(to) ? a.slice(from, to) : undefined),
  },
  { text: '_1.concat(_2)', type: '(T[], T[]) => T[]', apply: (a: List, b: List) => short([...a, ...b]) },
  { text: '[..._1, _2]', type: '(T[], T) => T[]', apply: (a: List, b: unknown) => short([...a, b]) },
  { text: '_1.toReversed()', type: '(T[]) => T[]', apply: (a: List) => a.toReversed() },
  { text: '_1.toSorted((p, q) => p - q)', type: '(number[]) => number[]', apply: (a: Numbers) => a.toSorted((p, q) => p - q) },
  { text: '_1.toSorted()', type: '(string[]) => string[]', apply: (a: readonly string[]) => a.toSorted() },
  { text: '[...new Set(_1)]', type: '(number[]) => number[]', apply: (a: List) => [...new Set(a)] },
  { text: '[...new Set(_1)]', type: '(string[]) => string[]', apply: (a: List) => [...new Set(a)] },
  { text: '_1.reduce((p, q) => p + q, 0)', type: '(number[]) => number', apply: (a: Numbers) => a.reduce((p, q) => p + q, 0) },
  { text: '_1.reduce((p, q) => p * q, 1)', cost: 2, type: '(number[]) => number', apply: (a: Numbers) => a.reduce((p, q) => p * q, 1) },
  { text: 'Math.max(..._1)', type: '(number[]) => number', apply: (a: Numbers) => (a.length === 0 ? undefined : Math.max(...a)) },
  { text: 'Math.min(..._1)', type: '(number[]) => number', apply: (a: Numbers) => (a.length === 0 ? undefined : Math.min(...a)) },
  { text: '_1.includes(_2)', type: '(number[], number) => boolean', apply: (a: Numbers, b: number) => a.includes(b) },
  { text: '_1.includes(_2)', type: '(string[], string) => boolean', apply: (a: readonly string[], b: string) => a.includes(b) },
  { text: '_1.indexOf(_2)', type: '(number[], number) => number', apply: (a: Numbers, b: number) => a.indexOf(b) },
  { text: '_1.indexOf(_2)', type: '(string[], string) => number', apply: (a: readonly string[], b: string) => a.indexOf(b) },
  { text: '_1.lastIndexOf(_2)', type: '(number[], number) => number', apply: (a: Numbers, b: number) => a.lastIndexOf(b) },
  { text: "_1.join('')", type: '(string[]) => string', apply: (a: readonly string[]) => joined(a, '') },
  { text: '_1.join(_2)', type: '(string[], string) => string', apply: (a: List, b: string) => joined(a, b) },
  { text: '_1.join(_2)', type: '(number[], string) => string', apply: (a: List, b: string) => joined(a, b) },
  { text: '_1.flat()', cost: 2, type: '(T[][]) => T[]', apply: (a: readonly List[]) => short(a.flat()) },
  {
    text: 'JSON.stringify(_1) === JSON.stringify(_2)',
    type: '(T[], T[]) => boolean',
    commutes: true,
    apply: (a: List, b: List) => a.length === b.length && JSON.stringify(a) === JSON.stringify(b),
  },
  {
    text: 'Array.from({ length: _1 }, (_, k) => k)',
    type: '(number) => number[]',
    cost: 2,
    apply: (count: number) => (isCount(count) ? range(0, count) : undefined),
  },
  {
    text: 'Array.from({ length: _1 }, (_, k) => k + 1)',
    type: '(number) => number[]',
    cost: 2,
    apply: (count: number) => (isCount(count) ? range(1, count) : undefined),
  },
]
