import type { Evaluation, SetName } from '../contracts/evaluation.ts'
import type { SearchSnapshot } from '../journal/snapshot.ts'
import type { Individual } from '../contracts/individual.ts'

/** What a look at a held-out set said. */
export type SetResult = Pick<Evaluation, 'verdict' | 'score'>

/** What is known of programs on sets other than train. */
export interface Validation {
  /** The first of these evaluations that was not asked for yet; it is asked for now. */
  ask(individuals: readonly Individual[], sets: readonly SetName[]): { readonly program: number; readonly set: SetName } | undefined
  /** An evaluation that was asked for will not come. */
  forget(program: number, set: SetName): void
  note(program: number, set: SetName, look: SetResult): void
  /** Scores on validation by program. */
  readonly validations: ReadonlyMap<number, number>
  /** Whoever did best on validation so far. */
  readonly best: { readonly individual: Individual; readonly score: number } | undefined
  /** Everyone whom the snapshot names. */
  readonly individuals: readonly Individual[]
  find(program: number, set: SetName): SetResult | undefined
  snapshot(): Pick<SearchSnapshot, 'asked' | 'watched' | 'validations' | 'looks' | 'validated'>
}

/** Looks so far: none, or those of a snapshot. */
export function createValidation(
  compareScores: (a: number, b: number) => number,
  snapshot: SearchSnapshot | undefined,
  individualOf: (number: number) => Individual,
): Validation {
  const validations = new Map<number, number>(snapshot?.validations)
  const looks = new Map<string, SetResult>(snapshot?.looks)
  const asked = new Set<string>(snapshot?.asked)
  /** Whose validation is under way. */
  const watched = new Map<number, Individual>(snapshot?.watched.map((number) => [number, individualOf(number)]))
  let best = snapshot?.validated && { individual: individualOf(snapshot.validated.number), score: snapshot.validated.score }
  const key = (program: number, set: SetName): string => `${program} ${set}`

  return {
    ask(individuals, sets) {
      for (const individual of individuals) {
        const { number } = individual
        for (const set of sets) {
          if (asked.has(key(number, set))) continue
          asked.add(key(number, set))
          if (set === 'validation') watched.set(number, individual)
          return { program: number, set }
        }
      }
      return undefined
    },
    forget(program, set) {
      asked.delete(key(program, set))
      if (set === 'validation') watched.delete(program)
    },
    note(program, set, { score, verdict }) {
      if (set !== 'validation') {
        looks.set(key(program, set), score === undefined ? { verdict } : { verdict, score })
        return
      }
      const individual = watched.get(program)
      watched.delete(program)
      if (score === undefined) return
      validations.set(program, score)
      if (individual !== undefined && (best === undefined || compareScores(score, best.score) < 0)) best = { individual, score }
    },
    validations,
    get best() {
      return best
    },
    get individuals() {
      return [...watched.values(), ...(best === undefined ? [] : [best.individual])]
    },
    find: (program, set) => looks.get(key(program, set)),
    snapshot: () => ({
      asked: [...asked],
      validations: [...validations],
      looks: [...looks],
      watched: [...watched.keys()],
      ...(best === undefined ? {} : { validated: { number: best.individual.number, score: best.score } }),
    }),
  }
}
