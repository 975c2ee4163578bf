import { crowdingOf, frontsOf } from './pareto.ts'
import type { Island, Population } from './elitist.ts'
import type { Member } from './ranking.ts'

/** Members, best first: by front, then the lonelier, then by rank; and how many are on the first front. */
function ordered(members: readonly Member[], byRank: (a: Member, b: Member) => number): { readonly all: Member[]; readonly first: number } {
  // By rank first, so that which of two equal ones is at an end of its front does not depend on the past.
  const ranked = [...members].sort(byRank)
  const fronts = frontsOf(ranked.map(({ figures = [] }) => figures))
  const depth = fronts.reduce((a, b) => Math.max(a, b), -1) + 1
  const all = Array.from({ length: depth }, (_, front) => {
    const there = ranked.filter((_member, at) => fronts[at] === front)
    const crowding = crowdingOf(there.map(({ figures = [] }) => figures))
    const order = there.map((_member, at) => at).sort((a, b) => compareNumbers(crowding[b] as number, crowding[a] as number) || a - b)
    return order.map((at) => there[at] as Member)
  }).flat()
  return { all, first: fronts.filter((front) => front === 0).length }
}

/** Compares numbers of which several may be infinite. */
const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * An island for several objectives: those survive that fewer dominate, and of one front those that are alone (NSGA-II: Deb, Pratap,
 * Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 6, 2002; one newcomer at a time). A tournament among its residents is
 * NSGA-II's crowded comparison, since they stand in its order. Elites of niches are the best there by score. As on every island, of those that
 * behave alike only the shortest stays.
 *
 * Placing takes a time in proportion to the square of the residents.
 */
export function createParetoIsland(
  capacity: number,
  byRank: (a: Member, b: Member) => number,
  population: Population = { residents: [], elites: [] },
  keeps: (member: Member) => boolean = () => false,
): Island {
  const residents: Member[] = []
  const elites: Member[] = [...population.elites]
  let first = 0

  function settle(members: readonly Member[]): void {
    const order = ordered(members, byRank)
    residents.splice(0, residents.length, ...order.all)
    first = order.first
  }
  settle(population.residents)

  /** The elite of each niche, in the order in which the niches were found. */
  function crown(members: readonly Member[]): void {
    const best = new Map<string, Member>()
    for (const member of members) {
      const rival = best.get(member.niche)
      if (rival === undefined || byRank(member, rival) < 0) best.set(member.niche, member)
    }
    const known = elites.flatMap(({ niche }) => best.get(niche) ?? [])
    const found = [...best.values()].filter(({ niche }) => !known.some((elite) => elite.niche === niche))
    elites.splice(0, elites.length, ...known, ...found)
  }

  return {
    residents,
    elites,
    get front() {
      return residents.slice(0, first)
    },
    place(member) {
      const twin = residents.find(({ signature }) => signature === member.signature)
      if (twin !== undefined && (twin.size <= member.size || keeps(twin))) return { kind: 'alike', of: twin.number }
      const staying = residents.filter((resident) => resident !== twin)
      settle([...staying, member])
      crown(residents)
      const out = residents.filter((resident, at) => at >= capacity && !elites.includes(resident) && !keeps(resident)).toReversed()
      if (out.length > 0) settle(residents.filter((resident) => !out.includes(resident)))
      if (out.includes(member)) return { kind: 'crowded' }
      const displaced = [...(twin === undefined ? [] : [twin]), ...out].map(({ number }) => number)
      return { kind: 'placed', niche: member.niche, elite: elites.includes(member), displaced }
    },
  }
}
