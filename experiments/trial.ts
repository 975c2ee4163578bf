import { defined } from '../engine/contracts/defined.ts'
import type { Direction } from '../engine/contracts/problem.ts'
import type { Ledger, RunResults, Step } from './results.ts'

/** What an arm came to on a problem with one seed. */
export interface Trial {
  readonly problem: string
  readonly arm: string
  readonly seed: number
  readonly spent: Ledger
  /** Processor seconds, those of sandboxes too; absent where some process did not tell. */
  readonly processor?: number
  /** Best so far on train. */
  readonly steps: readonly Step[]
  readonly size: number
  readonly train: number
  readonly validation?: number
  /** Values on train of the programs of fronts, where there are several objectives. */
  readonly front?: readonly (readonly number[])[]
  readonly heldOut: ReadonlyMap<string, number>
  /** Programs of different canonical form for each 1,000 evaluations; absent where no offspring could be made. */
  readonly forms?: number
  /** Share of the lines that offspring add which an earlier ancestor had; absent where none was added. */
  readonly reintroduced?: number
  /** Why no offspring could be made; absent where one was. */
  readonly barren?: string
}

/** What a problem's trials are scored on. */
export interface Scored {
  readonly direction: Direction
  /** Names of its held-out sets. */
  readonly heldOut: readonly string[]
  readonly hasValidation: boolean
}

/** How a held-out set is called in results. */
const HELD_OUT = 'heldOut/'

/** The sets on which a trial has a score: train, validation where there is one, those held out. */
export const setsOf = ({ hasValidation, heldOut }: Pick<Scored, 'hasValidation' | 'heldOut'>): string[] => [
  'train',
  ...(hasValidation ? ['validation'] : []),
  ...heldOut.map((set) => HELD_OUT + set),
]

/** The champion's score on a set; infinitely bad where it has none. */
export function scoreOn({ train, validation, heldOut }: Trial, set: string, direction: Direction): number {
  const score = set === 'train' ? train : set === 'validation' ? validation : heldOut.get(set.slice(HELD_OUT.length))
  return score ?? (direction === 'minimize' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)
}

const add = (a: Ledger, b: Ledger): Ledger => ({
  evaluations: a.evaluations + b.evaluations,
  programsTried: a.programsTried + b.programsTried,
  fuel: a.fuel + b.fuel,
  seconds: a.seconds + b.seconds,
  dollars: a.dollars + b.dollars,
})

const NOTHING: Ledger = { evaluations: 0, programsTried: 0, fuel: 0, seconds: 0, dollars: 0 }

/** What was new in all of several runs, forms that more than one of them made counted once. */
function newIn(
  parts: readonly Pick<RunResults, 'variety' | 'barren'>[],
  { evaluations }: Ledger,
): Pick<Trial, 'forms' | 'reintroduced' | 'barren'> {
  const barren = parts.every((part) => part.barren !== undefined) ? parts[0]?.barren : undefined
  if (barren !== undefined) return { barren }
  const forms = new Set(parts.flatMap(({ variety }) => [...variety.forms]))
  const added = parts.reduce((sum, { variety }) => sum + variety.added, 0)
  const reintroduced = parts.reduce((sum, { variety }) => sum + variety.reintroduced, 0)
  return { forms: (1000 * forms.size) / evaluations, ...(added === 0 ? {} : { reintroduced: reintroduced / added }) }
}

/**
 * Restarts as one trial: they spend one after the other, and the champion is the best of theirs by validation, by train where there is
 * none, the earlier one where they are equal. Held-out scores are those of that champion and no other.
 */
export function trialOf(
  name: Pick<Trial, 'problem' | 'arm' | 'seed'>,
  parts: readonly Pick<RunResults, 'spent' | 'processor' | 'steps' | 'champion' | 'front' | 'heldOut' | 'variety' | 'barren'>[],
  direction: Direction,
): Trial {
  const better = (a: number, b: number): boolean => (direction === 'minimize' ? a < b : a > b)
  const beats = ({ champion: a }: (typeof parts)[number], { champion: b }: (typeof parts)[number]): boolean => {
    if (a.validation === undefined && b.validation === undefined) return better(a.train, b.train)
    if (a.validation === undefined || b.validation === undefined) return b.validation === undefined
    return better(a.validation, b.validation)
  }
  let spent = NOTHING
  const steps: Step[] = []
  for (const part of parts) {
    for (const step of part.steps) {
      const last = steps.at(-1)
      if (last === undefined || better(step.score, last.score)) steps.push({ ...add(spent, step), score: step.score })
    }
    spent = add(spent, part.spent)
  }
  const { champion, heldOut } = parts.reduce((best, part) => (beats(part, best) ? part : best))
  const { size, train, validation } = champion
  const processor = parts.reduce<number | undefined>(
    (sum, part) => (sum === undefined || part.processor === undefined ? undefined : sum + part.processor),
    0,
  )
  const front = parts.flatMap((part) => part.front ?? [])
  return {
    ...name,
    spent,
    ...defined({ processor }),
    steps,
    size,
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(front.length === 0 ? {} : { front }),
    heldOut,
    ...newIn(parts, spent),
  }
}
