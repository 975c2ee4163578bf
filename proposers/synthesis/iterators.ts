import { BOOLEAN, listOf, NUMBER, type Type } from './types.ts'

/** What goes through a list with a function of each element. */
export interface Iterator {
  readonly name: 'map' | 'filter' | 'some' | 'every' | 'find' | 'findIndex' | 'reduce' | 'toSorted'
  /** What its function returns; undefined where that may be anything. */
  readonly body?: Type
  /** The type of the whole, by those of the elements and of what the function returns. */
  returns(element: Type, body: Type): Type
}

/** Everything that goes through a list but `reduce`, whose function has an accumulator too. */
export const iterators: readonly Iterator[] = [
  { name: 'map', returns: (_, body) => listOf(body) },
  { name: 'filter', body: BOOLEAN, returns: (element) => listOf(element) },
  { name: 'some', body: BOOLEAN, returns: () => BOOLEAN },
  { name: 'every', body: BOOLEAN, returns: () => BOOLEAN },
  { name: 'find', body: BOOLEAN, returns: (element) => element },
  { name: 'findIndex', body: BOOLEAN, returns: () => NUMBER },
  { name: 'toSorted', body: NUMBER, returns: (element) => listOf(element) },
]

/** Goes through a list with an accumulator. */
export const REDUCE: Iterator = { name: 'reduce', returns: (_, body) => body }

/** An iterator by its name. */
export const iteratorOf = (name: string): Iterator | undefined =>
  name === 'reduce' ? REDUCE : iterators.find((item) => item.name === name)
