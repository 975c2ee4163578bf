import type { Change } from '../contracts/archive.ts'
import type { Population } from '../contracts/survival.ts'

/** Who lives in a population, in its order. */
export const numbersOf = ({ individuals }: Population): number[] => individuals.map(({ number }) => number)

/** The difference between an island's population and the one before; a `renewed` individual has left, and may have come again. */
export function changeOf(island: number, before: readonly number[], population: Population, renewed?: number): Change {
  const now = numbersOf(population)
  const lived = new Set(before.filter((number) => number !== renewed))
  const lives = new Set(now.filter((number) => number !== renewed))
  return { island, added: now.filter((number) => !lived.has(number)), removed: before.filter((number) => !lives.has(number)) }
}

/** Whether somebody came or left. */
export const isSome = ({ added, removed }: Change): boolean => added.length + removed.length > 0
