import { collections, dates, expressions, iterators, lists, numbers, objects, texts } from './natives.ts'
import type { Row } from './row.ts'
import { syntax } from './syntax.ts'

/** Every operation whose price is looked at. */
export const operations: readonly Row[] = [
  ...syntax,
  ...lists,
  ...collections,
  ...iterators,
  ...numbers,
  ...dates,
  ...texts,
  ...expressions,
  ...objects,
]
