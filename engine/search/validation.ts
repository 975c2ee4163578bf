import type { Evaluation, SetName } from '../contracts/evaluation.ts'
import type { SearchImage } from '../journal/snapshot.ts'
import type { Member } from './ranking.ts'

/** What a look at a held-out set said. */
export type Look = Pick<Evaluation, 'verdict' | 'score'>

/** What is known of programs on sets other than train. */
export interface Looks {
  /** The first of these evaluations that was not asked for yet; it is asked for now. */
  ask(members: readonly Member[], sets: readonly SetName[]): { readonly program: number; readonly set: SetName } | undefined
  /** An evaluation that was asked for will not come. */
  forget(program: number, set: SetName): void
  note(program: number, set: SetName, look: Look): void
  /** Scores on validation by program. */
  readonly validations: ReadonlyMap<number, number>
  /** Whoever did best on validation so far. */
  readonly best: { readonly member: Member; readonly score: number } | undefined
  /** Everyone whom the image names. */
  readonly members: readonly Member[]
  find(program: number, set: SetName): Look | undefined
  image(): Pick<SearchImage, 'asked' | 'watched' | 'validations' | 'looks' | 'validated'>
}

/** Looks so far: none, or those of an image. */
export function createLooks(
  compareScores: (a: number, b: number) => number,
  image: SearchImage | undefined,
  memberOf: (number: number) => Member,
): Looks {
  const validations = new Map<number, number>(image?.validations)
  const looks = new Map<string, Look>(image?.looks)
  const asked = new Set<string>(image?.asked)
  /** Whose validation is under way. */
  const watched = new Map<number, Member>(image?.watched.map((number) => [number, memberOf(number)]))
  let best = image?.validated && { member: memberOf(image.validated.number), score: image.validated.score }
  const key = (program: number, set: SetName): string => `${program} ${set}`

  return {
    ask(members, sets) {
      for (const member of members) {
        const { number } = member
        for (const set of sets) {
          if (asked.has(key(number, set))) continue
          asked.add(key(number, set))
          if (set === 'validation') watched.set(number, member)
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
      const member = watched.get(program)
      watched.delete(program)
      if (score === undefined) return
      validations.set(program, score)
      if (member !== undefined && (best === undefined || compareScores(score, best.score) < 0)) best = { member, score }
    },
    validations,
    get best() {
      return best
    },
    get members() {
      return [...watched.values(), ...(best === undefined ? [] : [best.member])]
    },
    find: (program, set) => looks.get(key(program, set)),
    image: () => ({
      asked: [...asked],
      validations: [...validations],
      looks: [...looks],
      watched: [...watched.keys()],
      ...(best === undefined ? {} : { validated: { number: best.member.number, score: best.score } }),
    }),
  }
}
