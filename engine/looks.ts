import type { Evaluation, SetName } from './contracts/evaluation.ts'
import type { SearchImage } from './image.ts'
import type { Member } from './ranking.ts'

/** What a look at a held-out set said. */
export type Look = Pick<Evaluation, 'verdict' | 'score'>

/** What is known of programs on sets other than train. */
export interface Looks {
  /** The first of these evaluations that was not asked for yet; it is asked for now. */
  ask(members: readonly Member[], sets: readonly SetName[]): { readonly program: number; readonly set: SetName } | undefined
  /** An evaluation that was asked for will not come. */
  forget(program: number, set: SetName): void
  note(program: number, set: SetName, evaluation: Evaluation): void
  /** Scores on validation by program. */
  readonly validations: ReadonlyMap<number, number>
  /** The best score on validation. */
  readonly best: { readonly number: number; readonly score: number } | undefined
  find(program: number, set: SetName): Look | undefined
  image(): Pick<SearchImage, 'asked' | 'validations' | 'looks' | 'validated'>
}

/** Looks so far: none, or those of an image. */
export function createLooks(compareScores: (a: number, b: number) => number, image?: SearchImage): Looks {
  const validations = new Map<number, number>(image?.validations)
  const looks = new Map<string, Look>(image?.looks)
  const asked = new Set<string>(image?.asked)
  let best = image?.validated
  const key = (program: number, set: SetName): string => `${program} ${set}`

  return {
    ask(members, sets) {
      for (const { number } of members) {
        for (const set of sets) {
          if (asked.has(key(number, set))) continue
          asked.add(key(number, set))
          return { program: number, set }
        }
      }
      return undefined
    },
    forget: (program, set) => void asked.delete(key(program, set)),
    note(program, set, { score, verdict }) {
      if (set !== 'validation') looks.set(key(program, set), score === undefined ? { verdict } : { verdict, score })
      else if (score !== undefined) {
        validations.set(program, score)
        if (best === undefined || compareScores(score, best.score) < 0) best = { number: program, score }
      }
    },
    validations,
    get best() {
      return best
    },
    find: (program, set) => looks.get(key(program, set)),
    image: () => ({
      asked: [...asked],
      validations: [...validations],
      looks: [...looks],
      ...(best === undefined ? {} : { validated: best }),
    }),
  }
}
