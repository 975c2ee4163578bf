import type { Role } from '../contracts/role.ts'
import type { Random } from '../contracts/random.ts'
import type { Individual } from '../contracts/individual.ts'

/** An individual that is shown to a model beside a parent, and why. */
export interface Inspiration {
  readonly individual: Individual
  readonly role: Role
}

/** Cases on which an individual is better than others, by position. */
function winsOver(individual: Individual, others: readonly Individual[], compare: (a: number, b: number) => number): number {
  const own = individual.caseScores
  const isWon = (k: number): boolean => others.every(({ caseScores: cases }) => compare(own[k] ?? Number.NaN, cases[k] ?? Number.NaN) < 0)
  return own.filter((_, k) => isWon(k)).length
}

/** The greatest of a list by a number, of equals the first; undefined when no number is above 0. */
function greatest(list: readonly Individual[], worth: (individual: Individual) => number): Individual | undefined {
  let best: { readonly individual: Individual; readonly worth: number } | undefined
  for (const individual of list) {
    const own = worth(individual)
    if (own > (best?.worth ?? 0)) best = { individual, worth: own }
  }
  return best?.individual
}

/** How alike two individuals behave: 1 over the mean difference of their scores on a case, in parts of what scores there spread; 0 where they behave the same. */
function likenessTo(parent: Individual, all: readonly Individual[]): (individual: Individual) => number {
  const own = parent.caseScores
  const spreads = own.map((_, k) => {
    const scores = all.map(({ caseScores: cases }) => cases[k] ?? Number.NaN).filter(Number.isFinite)
    return Math.max(...scores) - Math.min(...scores)
  })
  return ({ caseScores: cases }) => {
    let distance = 0
    for (const [k, spread] of spreads.entries()) if (spread > 0) distance += Math.abs((cases[k] ?? 0) - (own[k] ?? 0)) / spread
    return distance > 0 ? 1 / distance : 0
  }
}

/** What inspirations are chosen from. */
export interface Situation {
  readonly parent: Individual
  /** Everyone who lives, best first. */
  readonly individuals: readonly Individual[]
  /** Inspirations, at most. */
  readonly count: number
  readonly compare: (a: number, b: number) => number
  readonly random: Random
}

/**
 * Chooses the individuals that a model sees beside a parent, at most so many: first the best of the run, on whatever island it lives; then, each place drawn, whoever wins the most
 * of the cases that the parent and the best lose, or that the parent loses; whoever behaves most like the parent without being the same;
 * or anybody on any island. A place for somebody who is shown already stays empty, so that questions about one parent differ.
 */
export function inspire({ parent, individuals, count, compare, random }: Situation): readonly Inspiration[] {
  const others = individuals.filter(({ number }) => number !== parent.number)
  if (others.length === 0 || count === 0) return []
  const found: Inspiration[] = []
  const add = (role: Role, individual: Individual | undefined): void => {
    if (individual !== undefined && found.every((other) => other.individual !== individual)) found.push({ individual, role })
  }
  const [best] = individuals
  if (best?.number !== parent.number) add('best', best)
  const rivals = [parent, ...found.map(({ individual }) => individual)]
  const left = others.filter((individual) => !rivals.includes(individual))
  const finders: Readonly<Record<'winner' | 'nearest' | 'drawn', () => Individual | undefined>> = {
    winner: () =>
      greatest(left, (individual) => winsOver(individual, rivals, compare)) ??
      greatest(left, (individual) => winsOver(individual, [parent], compare)),
    nearest: () => greatest(left, likenessTo(parent, individuals)),
    drawn: () => random.pick(others),
  }
  for (let place = found.length; place < count; place++) {
    const role = random.pick(['winner', 'nearest', 'drawn'] as const)
    add(role, finders[role]())
  }
  return found
}
