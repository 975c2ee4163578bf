import type { Evaluation } from '../contracts/evaluation.ts'
import type { Strategy } from '../contracts/manifest.ts'

/** What rations know, as plain data: the most that a seed burned on a case, and the forms that ran out of fuel, in order. */
export interface RationsImage {
  readonly seed: number
  readonly starved: readonly string[]
}

/** What offspring may burn while a run goes on, and the programs whose fuel ran out by it. */
export interface Rations {
  /** Fuel for a case of an offspring that is drawn when the run has burned so much; undefined where only the problem limits it. */
  ration(burned: number): number | undefined
  /** Whether a program that is known comes in as a new one: it ran out of fuel, and with more it did not. */
  readmits(form: string, evaluation: Evaluation): boolean
  /** Takes in how a new program did, and whether it is a seed. */
  note(form: string, evaluation: Evaluation, isSeed: boolean): void
  /** Undefined without rations. */
  image(): RationsImage | undefined
}

/** The rations of a strategy, as they were when the image was taken. */
export function createRations({ ration }: Pick<Strategy, 'ration'>, image?: RationsImage): Rations {
  const starved = new Set(image?.starved)
  let seed = image?.seed ?? 0
  return {
    ration: (burned) => (ration === undefined ? undefined : Math.floor(Math.max(ration.start * seed, ration.share * burned))),
    readmits: (form, { verdict }) => starved.has(form) && verdict !== 'fuel',
    note(form, { verdict, cases }, isSeed) {
      if (ration === undefined) return
      if (isSeed) for (const { fuel } of cases) seed = Math.max(seed, fuel)
      if (verdict === 'fuel') starved.add(form)
      else starved.delete(form)
    },
    image: () => (ration === undefined ? undefined : { seed, starved: [...starved].sort() }),
  }
}
