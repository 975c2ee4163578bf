import type { Case, DemonstrationRule } from '../contracts/problem.ts'
import type { Demonstrations } from '../contracts/proposer.ts'

const isTyped = (value: unknown): value is ArrayLike<unknown> => ArrayBuffer.isView(value) && !(value instanceof DataView)

/** A value as JSON without blanks, typed arrays as lists; undefined for what JSON cannot hold: a number without end, nothing at all. */
function jsonOf(value: unknown): string | undefined {
  let isJson = true
  const text: unknown = JSON.stringify(value, (_, one: unknown) => {
    if (
      typeof one === 'bigint' ||
      typeof one === 'function' ||
      typeof one === 'symbol' ||
      (typeof one === 'number' && !Number.isFinite(one))
    )
      isJson = false
    return isJson ? (isTyped(one) ? Array.from(one) : one) : null
  })
  return isJson && typeof text === 'string' ? text : undefined
}

/** The train cases as demonstrations, each made when it is first asked for; of a case's repeats the first one stands for all. */
function demonstrationsIn({ most, of }: Required<DemonstrationRule>, train: readonly Case[]): Demonstrations {
  const made = new Map<number, string | undefined>()
  return {
    most,
    count: train.length,
    at(position) {
      const item = train[position]
      if (item === undefined || (item.repeat ?? 1) > 1) return undefined
      if (made.has(position)) return made.get(position)
      const { input, expected, name } = item
      const text = jsonOf(of({ input, expected, name }))
      made.set(position, text)
      return text
    },
  }
}

/** What proposers are given of the files that hold demonstrations, by name. */
export const demonstrationsBy = (
  rules: Readonly<Record<string, Required<DemonstrationRule>>>,
  train: readonly Case[],
): ReadonlyMap<string, Demonstrations> => new Map(Object.entries(rules).map(([file, rule]) => [file, demonstrationsIn(rule, train)]))
