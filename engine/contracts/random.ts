import seedrandom from 'seedrandom'

/** One decision's own stream of random numbers; drawing from it never disturbs another stream. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** An integer in [0, bound). */
  integer(bound: number): number
  /** One element of a non-empty list. */
  pick<T>(list: readonly T[]): T
  /** A standard normal deviate (Box-Muller, one of the pair). */
  normal(): number
}

/**
 * The stream for a key such as `"7/offspring/120"`. Equal keys give equal streams on every machine
 * (Alea by J. Baagøe, from the seedrandom package).
 *
 * @example
 * stream('7/offspring/120').integer(6) // the same die on every machine
 */
export function stream(key: string): Random {
  // many rules are given a stream and draw nothing of it
  let made: (() => number) | undefined
  const next = (): number => (made ??= seedrandom.alea(key))()
  const integer = (bound: number): number => Math.floor(next() * bound)
  return {
    next,
    integer,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('pick from an empty list')
      return list[integer(list.length)] as (typeof list)[number]
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}

/**
 * One of the choices, with chances in proportion to their weights, which are positive integers.
 *
 * @example
 * pickWeighted([{ name: 'often', weight: 3 }, { name: 'seldom', weight: 1 }], stream('7/choice/1'))
 */
export function pickWeighted<T extends { readonly weight: number }>(choices: readonly T[], random: Random): T {
  let left = random.integer(choices.reduce((sum, { weight }) => sum + weight, 0))
  for (const choice of choices) {
    left -= choice.weight
    if (left < 0) return choice
  }
  throw new RangeError('pick from an empty list')
}
