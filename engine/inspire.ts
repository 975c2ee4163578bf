import type { Role } from './contracts/proposer.ts'
import type { Member } from './ranking.ts'

/** A member that is shown to a model beside a parent, and why. */
export interface Inspiration {
  readonly member: Member
  readonly role: Role
}

/** Cases on which a member is better than others, by position. */
function winsOver(member: Member, others: readonly Member[], compare: (a: number, b: number) => number): number {
  const own = member.cases ?? []
  const isWon = (k: number): boolean => others.every(({ cases = [] }) => compare(own[k] ?? Number.NaN, cases[k] ?? Number.NaN) < 0)
  return own.filter((_, k) => isWon(k)).length
}

/** The greatest of a list by a number, of equals the first; undefined when no number is above 0. */
function greatest(list: readonly Member[], worth: (member: Member) => number): Member | undefined {
  let best: { readonly member: Member; readonly worth: number } | undefined
  for (const member of list) {
    const own = worth(member)
    if (own > (best?.worth ?? 0)) best = { member, worth: own }
  }
  return best?.member
}

/** How alike two members behave: 1 over the mean difference of their scores on a case, in parts of what scores there spread; 0 where they behave the same. */
function likenessTo(parent: Member, all: readonly Member[]): (member: Member) => number {
  const own = parent.cases ?? []
  const spreads = own.map((_, k) => {
    const scores = all.map(({ cases = [] }) => cases[k] ?? Number.NaN).filter(Number.isFinite)
    return Math.max(...scores) - Math.min(...scores)
  })
  return ({ cases = [] }) => {
    let distance = 0
    for (const [k, spread] of spreads.entries()) if (spread > 0) distance += Math.abs((cases[k] ?? 0) - (own[k] ?? 0)) / spread
    return distance > 0 ? 1 / distance : 0
  }
}

/**
 * Whom a model sees beside a parent, at most so many: the best of the run on whatever island; whoever wins the most of the cases that parent and best
 * lose, or that the parent loses; whoever behaves most like the parent without being the same. `residents` come best first. A function of
 * the populations alone.
 */
export function inspire(
  parent: Member,
  residents: readonly Member[],
  count: number,
  compare: (a: number, b: number) => number,
): readonly Inspiration[] {
  const found: Inspiration[] = []
  const left = (): Member[] =>
    residents.filter(({ number }) => number !== parent.number && found.every(({ member }) => member.number !== number))
  const add = (role: Role, member: Member | undefined): void => {
    if (member !== undefined && found.length < count) found.push({ member, role })
  }
  const [best] = residents
  if (best?.number !== parent.number) add('best', best)
  const rivals = [parent, ...found.map(({ member }) => member)]
  const winner = greatest(left(), (member) => winsOver(member, rivals, compare))
  add('winner', winner ?? greatest(left(), (member) => winsOver(member, [parent], compare)))
  add('nearest', greatest(left(), likenessTo(parent, residents)))
  return found
}
