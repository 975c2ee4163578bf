import { defined } from '../contracts/defined.ts'
import type { Evaluation, SetName } from '../contracts/evaluation.ts'
import type { Individual } from '../contracts/individual.ts'

/** A program's result on a set other than train. */
export type SetResult = Pick<Evaluation, 'verdict' | 'score'>

/** Results on sets other than train, as plain data. */
export interface ValidationSnapshot {
  /** Evaluations that were asked for: program and set. */
  readonly asked: readonly string[]
  /** Programs whose validation is under way. */
  readonly validating: readonly number[]
  readonly validated?: { readonly number: number; readonly score: number }
  readonly validations: readonly (readonly [number, number])[]
  readonly results: readonly (readonly [string, SetResult])[]
}

/** The results of programs on sets other than train. */
export interface Validation {
  /** The first of these evaluations that was not asked for yet; it is asked for now. */
  ask(individuals: readonly Individual[], sets: readonly SetName[]): { readonly program: number; readonly set: SetName } | undefined
  /** An evaluation that was asked for will not come. */
  forget(program: number, set: SetName): void
  /** Takes in a result. */
  note(program: number, set: SetName, result: SetResult): void
  /** Scores on validation by program. */
  readonly scores: ReadonlyMap<number, number>
  /** The best on validation so far. */
  readonly best: { readonly individual: Individual; readonly score: number } | undefined
  /** Every individual that the snapshot names. */
  readonly named: readonly Individual[]
  find(program: number, set: SetName): SetResult | undefined
  snapshot(): ValidationSnapshot
}

/** Results so far: none, or those of a snapshot. */
export function createValidation(
  compareScores: (a: number, b: number) => number,
  snapshot: ValidationSnapshot | undefined,
  individualOf: (number: number) => Individual,
): Validation {
  const scores = new Map<number, number>(snapshot?.validations)
  const results = new Map<string, SetResult>(snapshot?.results)
  const asked = new Set<string>(snapshot?.asked)
  /** Individuals whose validation is under way. */
  const validating = new Map<number, Individual>(snapshot?.validating.map((number) => [number, individualOf(number)]))
  let best = snapshot?.validated && { individual: individualOf(snapshot.validated.number), score: snapshot.validated.score }
  const key = (program: number, set: SetName): string => `${program} ${set}`

  return {
    ask(individuals, sets) {
      for (const individual of individuals) {
        const { number } = individual
        for (const set of sets) {
          if (asked.has(key(number, set))) continue
          asked.add(key(number, set))
          if (set === 'validation') validating.set(number, individual)
          return { program: number, set }
        }
      }
      return undefined
    },
    forget(program, set) {
      asked.delete(key(program, set))
      if (set === 'validation') validating.delete(program)
    },
    note(program, set, { score, verdict }) {
      if (set !== 'validation') {
        results.set(key(program, set), defined({ verdict, score }))
        return
      }
      const individual = validating.get(program)
      validating.delete(program)
      if (score === undefined) return
      scores.set(program, score)
      if (individual !== undefined && (best === undefined || compareScores(score, best.score) < 0)) best = { individual, score }
    },
    scores,
    get best() {
      return best
    },
    get named() {
      return [...validating.values(), ...(best === undefined ? [] : [best.individual])]
    },
    find: (program, set) => results.get(key(program, set)),
    snapshot: () => ({
      asked: [...asked],
      validations: [...scores],
      results: [...results],
      validating: [...validating.keys()],
      ...defined({ validated: best && { number: best.individual.number, score: best.score } }),
    }),
  }
}
