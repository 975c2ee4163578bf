import type { Placement } from './contracts/archive.ts'
import type { Member } from './ranking.ts'

/** A sub-population: its best `capacity` members by rank, and beside them the elite of every niche. */
export interface Island {
  /** Everyone who lives here, best first. */
  readonly residents: readonly Member[]
  /** The best member of each niche, in the order in which the niches were found. */
  readonly elites: readonly Member[]
  /** Tries to settle a member. */
  place(member: Member): Extract<Placement, { kind: 'alike' | 'crowded' | 'placed' }>
}

/**
 * An island on which no two residents behave alike: of equal signatures only the shortest stays, since otherwise clones of
 * the best fill the island and the search collapses.
 */
export function createIsland(capacity: number, byRank: (a: Member, b: Member) => number): Island {
  const residents: Member[] = []
  const elites: Member[] = []
  const bySignature = new Map<string, Member>()

  const eliteIndex = (niche: string): number => elites.findIndex((elite) => elite.niche === niche)

  function settle(member: Member): void {
    let low = 0
    let high = residents.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (byRank(residents[middle] as Member, member) < 0) low = middle + 1
      else high = middle
    }
    residents.splice(low, 0, member)
    bySignature.set(member.signature, member)
    const at = eliteIndex(member.niche)
    if (at === -1) elites.push(member)
    else if (byRank(member, elites[at] as Member) < 0) elites[at] = member
  }

  function remove(member: Member): void {
    residents.splice(residents.indexOf(member), 1)
    bySignature.delete(member.signature)
    const at = elites.indexOf(member)
    if (at === -1) return
    const heir = residents.find(({ niche }) => niche === member.niche)
    elites.splice(at, 1, ...(heir === undefined ? [] : [heir]))
  }

  /** Removes whoever is neither among the best nor an elite. */
  function crowdOut(): Member[] {
    const out: Member[] = []
    for (let rank = residents.length - 1; rank >= capacity; rank--) {
      const member = residents[rank] as Member
      if (elites.includes(member)) continue
      remove(member)
      out.push(member)
    }
    return out
  }

  return {
    residents,
    elites,
    place(member) {
      const twin = bySignature.get(member.signature)
      if (twin !== undefined && twin.program.size <= member.program.size) return { kind: 'alike', of: twin.number }
      const displaced: Member[] = []
      if (twin !== undefined) {
        remove(twin)
        displaced.push(twin)
      }
      settle(member)
      displaced.push(...crowdOut())
      if (displaced.includes(member)) return { kind: 'crowded' }
      return { kind: 'placed', niche: member.niche, elite: elites.includes(member), displaced: displaced.map(({ number }) => number) }
    },
  }
}
