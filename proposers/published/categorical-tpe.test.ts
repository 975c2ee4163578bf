import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { suggest } from './categorical-tpe.ts'
import type { Tried } from './categorical-tpe.ts'

const SIZES = [6, 6, 6, 6, 6, 6]

/** A function of six variables of six values: what each value costs, and what each pair of values of neighbouring variables adds. */
function landscape(seed: number): (choices: readonly number[]) => number {
  const random = stream(`tpe/landscape/${seed}`)
  const table = (length: number): number[] => Array.from({ length }, () => random.next())
  const single = SIZES.map((size) => table(size))
  const pairs = SIZES.slice(1).map((size) => Array.from({ length: size }, () => table(size)))
  return (choices) =>
    choices.reduce(
      (sum, value, k) => sum + (single[k]?.[value] ?? 0) + 0.3 * (k === 0 ? 0 : (pairs[k - 1]?.[choices[k - 1] ?? 0]?.[value] ?? 0)),
      0,
    )
}

/** The least loss of all 46,656 combinations. */
function least(loss: (choices: readonly number[]) => number): number {
  let best = Infinity
  for (let k = 0; k < 6 ** 6; k++) best = Math.min(best, loss(SIZES.map((size, at) => Math.floor(k / 6 ** at) % size)))
  return best
}

/** The best loss of 60 trials. */
function bestOf(
  loss: (choices: readonly number[]) => number,
  next: (trials: readonly Tried[], random: Random) => number[],
  key: string,
): number {
  const random = stream(key)
  const trials: Tried[] = []
  for (let k = 0; k < 60; k++) {
    const choices = next(trials, random)
    trials.push({ choices, loss: loss(choices) })
  }
  return Math.min(...trials.map((trial) => trial.loss))
}

describe('the categorical TPE', () => {
  test('leaves less than .7 of the regret of random draws, and is ahead in at least 30 of 40 pairs', () => {
    let [wins, tpe, draws] = [0, 0, 0]
    for (let seed = 1; seed <= 40; seed++) {
      const loss = landscape(seed)
      const optimum = least(loss)
      const own = bestOf(loss, (trials, random) => suggest(SIZES, trials, random), `tpe/${seed}`) - optimum
      const drawn = bestOf(loss, (_, random) => SIZES.map((size) => random.integer(size)), `random/${seed}`) - optimum
      wins += Number(own < drawn)
      tpe += own
      draws += drawn
    }
    expect(tpe / draws).toBeLessThan(0.7)
    expect(wins).toBeGreaterThanOrEqual(30)
  })

  test('names a value that there is for each variable, a function of trials and stream', () => {
    const trial = fc.record({ choices: fc.tuple(fc.nat(1), fc.nat(3), fc.constant(0)), loss: fc.double({ noNaN: true, min: -9, max: 9 }) })
    fc.assert(
      fc.property(fc.array(trial, { maxLength: 60 }), fc.string(), (trials, key) => {
        const choices = suggest([2, 4, 1], trials, stream(key))
        expect(choices).toEqual(suggest([2, 4, 1], trials, stream(key)))
        expect(choices.every((value, k) => Number.isInteger(value) && value >= 0 && value < ([2, 4, 1][k] ?? 0))).toBe(true)
      }),
    )
  })
})
