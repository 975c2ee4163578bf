import type { Placement } from '../contracts/archive.ts'
import type { Member } from './ranking.ts'

/** A sub-population: its best `capacity` members by rank, and beside them the elite of every niche. */
export interface Island {
  /** Everyone who lives here, best first. */
  readonly residents: readonly Member[]
  /** The best member of each niche, in the order in which the niches were found. */
  readonly elites: readonly Member[]
  /** Those that no other resident dominates; the best one where the score is all. */
  readonly front: readonly Member[]
  /** Tries to settle a member. */
  place(member: Member): Extract<Placement, { kind: 'alike' | 'crowded' | 'placed' }>
}

/** Who lives on an island, to make it again. */
export type Population = Pick<Island, 'residents' | 'elites'>

/** The residents of one niche, best first. */
interface Cell {
  /** Position of its elite among the elites. */
  at: number
  readonly members: Member[]
}

/**
 * An island on which no two residents behave alike: of equal signatures only the shortest stays, since otherwise clones of
 * the best fill the island and the search collapses. Whom it `keeps` gives way to nobody.
 *
 * Placing costs a few binary searches, and moves within lists of numbers; nothing is looked for from end to end.
 */
export function createIsland(
  capacity: number,
  byRank: (a: Member, b: Member) => number,
  population: Population = { residents: [], elites: [] },
  keeps: (member: Member) => boolean = () => false,
): Island {
  const residents: Member[] = [...population.residents]
  const elites: Member[] = [...population.elites]
  const bySignature = new Map(residents.map((member) => [member.signature, member]))
  const cells = new Map(elites.map(({ niche }, at): [string, Cell] => [niche, { at, members: [] }]))
  for (const member of residents) cells.get(member.niche)?.members.push(member)

  /** How many of a ranked list come before a member; its position if it is there. */
  function rankIn(list: readonly Member[], member: Member): number {
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (byRank(list[middle] as Member, member) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  const isElite = (member: Member): boolean => cells.get(member.niche)?.members[0] === member

  function settle(member: Member): void {
    residents.splice(rankIn(residents, member), 0, member)
    bySignature.set(member.signature, member)
    const cell = cells.get(member.niche)
    if (cell === undefined) {
      cells.set(member.niche, { at: elites.length, members: [member] })
      elites.push(member)
      return
    }
    const rank = rankIn(cell.members, member)
    cell.members.splice(rank, 0, member)
    if (rank === 0) elites[cell.at] = member
  }

  /** Takes a member away; the niche of an elite goes to the next best there, or is given up. */
  function remove(member: Member): void {
    residents.splice(rankIn(residents, member), 1)
    bySignature.delete(member.signature)
    const cell = cells.get(member.niche)
    if (cell === undefined) return
    const rank = rankIn(cell.members, member)
    cell.members.splice(rank, 1)
    const [heir] = cell.members
    if (heir !== undefined) elites[cell.at] = heir
    else {
      cells.delete(member.niche)
      elites.splice(cell.at, 1)
      for (const other of cells.values()) if (other.at > cell.at) other.at -= 1
    }
  }

  /**
   * Removes whoever is now neither among the best nor an elite, lowest rank first. Only three may be: the new resident, the elite
   * it dethroned, and the one it pushed over the edge.
   */
  function crowdOut(suspects: readonly (Member | undefined)[]): Member[] {
    const out = new Set<Member>()
    for (const member of suspects) {
      if (member === undefined || isElite(member) || keeps(member) || rankIn(residents, member) < capacity) continue
      out.add(member)
    }
    const displaced = [...out].sort((a, b) => byRank(b, a))
    displaced.forEach(remove)
    return displaced
  }

  return {
    residents,
    elites,
    get front() {
      return residents.slice(0, 1)
    },
    place(member) {
      const twin = bySignature.get(member.signature)
      if (twin !== undefined && (twin.size <= member.size || keeps(twin))) return { kind: 'alike', of: twin.number }
      if (twin !== undefined) remove(twin)
      const dethroned = cells.get(member.niche)?.members[0]
      settle(member)
      const crowded = crowdOut([member, dethroned, residents[capacity]])
      if (crowded.includes(member)) return { kind: 'crowded' }
      const displaced = twin === undefined ? crowded : [twin, ...crowded]
      return { kind: 'placed', niche: member.niche, elite: isElite(member), displaced: displaced.map(({ number }) => number) }
    },
  }
}
