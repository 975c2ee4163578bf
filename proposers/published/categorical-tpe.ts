import type { Random } from '../../engine/contracts/random.ts'

/** One trial: which value each variable had, by position, and what came of it; a small loss is good. */
export interface Tried {
  readonly choices: readonly number[]
  readonly loss: number
}

/** Trials before the estimators are asked; until then every value is as likely. */
const STARTUP = 10
/** Draws from the estimator of good trials of which the best is taken. */
const CANDIDATES = 24
/** Good trials at most, and trials that count in full, the newest ones. */
const MOST = 25

/** Weights of trials in the order of their age: 1 for each of the newest, and rising evenly to 1 for older ones. */
function weightsOf(count: number): number[] {
  const old = Math.max(0, count - MOST)
  return Array.from({ length: count }, (_, k) => (k >= old ? 1 : old === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * k) / (old - 1)))
}

/** A mixture of products of categorical distributions: one around each trial, and a flat one. */
interface Estimator {
  draw(random: Random): number[]
  density(choices: readonly number[]): number
}

function estimatorOf(trials: readonly Tried[], sizes: readonly number[]): Estimator {
  const kernels = trials.length + 1
  const weights = [...weightsOf(trials.length), 1]
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  /** Chance of a value in a kernel: what was observed has 1 more than the prior's share, which all values have. */
  const chance = (seen: boolean, size: number): number =>
    trials.length === 0 ? 1 / size : (1 / kernels + Number(seen)) / (1 + size / kernels)
  const at = (k: number, variable: number, value: number): number => {
    const size = sizes[variable] ?? 1
    const trial = trials[k]
    return trial === undefined ? 1 / size : chance(trial.choices[variable] === value, size)
  }
  return {
    draw(random) {
      let left = random.next() * total
      let kernel = 0
      while (kernel < kernels - 1 && (left -= weights[kernel] ?? 0) >= 0) kernel++
      return sizes.map((size, variable) => {
        let rest = random.next()
        for (let value = 0; value < size - 1; value++) if ((rest -= at(kernel, variable, value)) < 0) return value
        return size - 1
      })
    },
    density: (choices) =>
      weights.reduce(
        (sum, weight, k) => sum + (weight / total) * choices.reduce((product, value, variable) => product * at(k, variable, value), 1),
        0,
      ),
  }
}

/**
 * The values to try next, one of `sizes[k]` for the k-th variable: the tree-structured Parzen estimator for categorical variables in its multivariate
 * form (Bergstra et al. 2011; Falkner, Klein and Hutter 2018 for the joint density; optuna/optuna, optuna/samplers/_tpe/sampler.py and parzen_estimator.py with
 * the defaults that MIPROv2 leaves in place). The best tenth of the trials, 25 at most, make one estimator and all others another; of 24 draws from the
 * first the one with the greatest ratio of both densities is taken. Trials come in the order of their age. Sums and products alone, so that a
 * draw is the same on every machine.
 */
export function suggest(sizes: readonly number[], trials: readonly Tried[], random: Random): number[] {
  if (trials.length < STARTUP) return sizes.map((size) => random.integer(size))
  const ranked = trials.map((trial, age) => ({ trial, age })).sort((a, b) => a.trial.loss - b.trial.loss || a.age - b.age)
  const count = Math.min(Math.ceil(0.1 * trials.length), MOST)
  const inOrder = (part: typeof ranked): Tried[] => part.sort((a, b) => a.age - b.age).map(({ trial }) => trial)
  const good = estimatorOf(inOrder(ranked.slice(0, count)), sizes)
  const rest = estimatorOf(inOrder(ranked.slice(count)), sizes)
  let best: { readonly choices: number[]; readonly ratio: number } | undefined
  for (let k = 0; k < CANDIDATES; k++) {
    const choices = good.draw(random)
    const ratio = good.density(choices) / rest.density(choices)
    if (best === undefined || ratio > best.ratio) best = { choices, ratio }
  }
  return best?.choices ?? []
}
