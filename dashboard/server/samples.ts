import type { Moment } from '../api-types.ts'

/** A run's status at one moment. */
export interface Sample extends Moment {
  readonly best: number | null
  readonly median: number | null
  /** The best of each island. */
  readonly islands: readonly (number | null)[]
  /** Cells filled, and how much better than the initial program their elites are. */
  readonly coverage: number
  readonly quality: number
}

/** Samples of a course of unknown length: as many as a picture can show, evenly spread. */
export interface Samples {
  /** Whether a sample is due after so many commits. */
  due(commit: number): boolean
  add(sample: Sample): void
  readonly list: readonly Sample[]
}

/** Keeps the first one and between `most / 2` and `most` samples: whenever they become too many, every other one goes and the steps double. */
export function createSamples(most = 600): Samples {
  let step = 1
  let list: Sample[] = []
  return {
    due: (commit) => commit % step === 0,
    add(sample) {
      list.push(sample)
      if (list.length < most) return
      step *= 2
      list = list.filter(({ commit }, k) => k === 0 || commit % step === 0)
    },
    get list() {
      return list
    },
  }
}
