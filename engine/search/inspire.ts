import type { Role } from '../contracts/proposer.ts'
import type { Random } from '../contracts/random.ts'
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
 * Whom a model sees beside a parent, at most so many: first the best of the run, on whatever island it lives; then, each place drawn, whoever wins the most
 * of the cases that the parent and the best lose, or that the parent loses; whoever behaves most like the parent without being the same;
 * or anybody on any island. A place for somebody who is shown already stays empty, so that questions about one parent differ. `residents` come best first.
 */
export function inspire(
  parent: Member,
  residents: readonly Member[],
  count: number,
  compare: (a: number, b: number) => number,
  random: Random,
): readonly Inspiration[] {
  const others = residents.filter(({ number }) => number !== parent.number)
  if (others.length === 0 || count === 0) return []
  const found: Inspiration[] = []
  const add = (role: Role, member: Member | undefined): void => {
    if (member !== undefined && found.every((other) => other.member !== member)) found.push({ member, role })
  }
  const [best] = residents
  if (best?.number !== parent.number) add('best', best)
  const rivals = [parent, ...found.map(({ member }) => member)]
  const left = others.filter((member) => !rivals.includes(member))
  const finders: Readonly<Record<Exclude<Role, 'best'>, () => Member | undefined>> = {
    winner: () =>
      greatest(left, (member) => winsOver(member, rivals, compare)) ?? greatest(left, (member) => winsOver(member, [parent], compare)),
    nearest: () => greatest(left, likenessTo(parent, residents)),
    drawn: () => random.pick(others),
  }
  for (let place = found.length; place < count; place++) {
    const role = random.pick(['winner', 'nearest', 'drawn'] as const)
    add(role, finders[role]())
  }
  return found
}
