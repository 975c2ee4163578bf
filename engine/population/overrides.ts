import type { Override } from '../contracts/archive.ts'
import type { Individual } from '../contracts/individual.ts'

/** The fields of an individual that decide its rank. */
type Stand = Pick<Individual, 'number' | 'score' | 'size'>

/** All overrides, as plain data. */
export interface OverridesSnapshot {
  readonly kept: readonly number[]
  readonly rejected: readonly number[]
  /** In the order in which they were said. */
  readonly preferred: readonly { readonly one: Stand; readonly over: Stand }[]
}

/**
 * What people think of programs, as far as the search heeds it. Of several overrides of one program the last one holds.
 *
 * - a kept program survives, and does not give way to a shorter one that behaves alike
 * - a rejected program lives nowhere, so it is no parent, no inspiration, no migrant and no finalist
 * - a program that is preferred to another ranks right before it where it would rank behind it
 */
export interface Overrides {
  /** Takes in an override; `find` knows all individuals, past ones too. A repeated override changes nothing. */
  record(override: Override, find: (number: number) => Individual | undefined): void
  /** Takes in what an individual is since it was judged further; returns whether the order of others depends on it. */
  renew(individual: Individual): boolean
  /** Has everything done that is to be done while an individual counts as rejected. */
  without(number: number, act: () => void): void
  keeps(individual: Individual): boolean
  rejects(individual: Individual): boolean
  /** A total order of individuals, best first: that of the run, and preferences above it. */
  rank(a: Individual, b: Individual): number
  /** Follows preferences from a candidate to the last one that is preferred; the candidate itself where none is. */
  preferred(champion: Individual, candidates: readonly Individual[]): Individual
  /** Undefined while there are none. */
  snapshot(): OverridesSnapshot | undefined
}

/** A rank: so many steps before that of `at`. */
interface Place {
  readonly at: Stand
  readonly before: number
}

type Preferences = OverridesSnapshot['preferred']

/** Whether one program is preferred to another, by way of others too. */
const isOver = (preferred: Preferences, one: number, other: number): boolean =>
  preferred.some((each) => each.one.number === one && (each.over.number === other || isOver(preferred, each.over.number, other)))

/** Follows preferences among candidates, from one to the next. */
function follow(preferred: Preferences, champion: Individual, candidates: readonly Individual[]): Individual {
  const isOverChampion = ({ number }: Individual): boolean =>
    preferred.some(({ one, over }) => one.number === number && over.number === champion.number)
  const better = candidates.find(isOverChampion)
  return better === undefined ? champion : follow(preferred, better, candidates)
}

/** Overrides so far: none, or those of a snapshot. `rank` is the order of individuals as long as nothing is preferred. */
export function createOverrides(rank: (a: Individual, b: Individual) => number, snapshot?: OverridesSnapshot): Overrides {
  const kept = new Set(snapshot?.kept)
  const rejected = new Set(snapshot?.rejected)
  let preferred: Preferences = snapshot?.preferred ?? []
  let leaving: number | undefined
  const places = new Map<number, Place>()

  const stand = ({ number, score, size }: Individual): Stand => ({ number, score, size })
  const own = (individual: Stand): Place => places.get(individual.number) ?? { at: individual, before: 0 }
  const compare = (a: Place, b: Place): number => rank(a.at as Individual, b.at as Individual) || b.before - a.before

  /** Gives everyone who is preferred to another a place: preferences make no circle, so those that others depend on come first. */
  function settle(): void {
    places.clear()
    const waiting = [...preferred]
    while (waiting.length > 0) {
      const next = waiting.findIndex(({ over }) => waiting.every(({ one }) => one.number !== over.number))
      const [{ one, over }] = waiting.splice(next, 1) as [Preferences[number]]
      const { at, before } = own(over)
      const raised = { at, before: before + 1 }
      if (compare(raised, own(one)) < 0) places.set(one.number, raised)
    }
  }
  settle()

  return {
    record(override, find) {
      const { program } = override
      if (override.verdict !== 'prefer') {
        const [to, from] = override.verdict === 'keep' ? [kept, rejected] : [rejected, kept]
        to.add(program)
        from.delete(program)
        return
      }
      const one = find(program)
      const over = find(override.over)
      if (one === undefined || over === undefined || one.number === over.number) return
      // What was said to the contrary no longer holds.
      preferred = preferred.filter(
        (each) => each.one.number !== over.number || (each.over.number !== one.number && !isOver(preferred, each.over.number, one.number)),
      )
      if (preferred.some((each) => each.one.number === one.number && each.over.number === over.number)) return
      preferred = [...preferred, { one: stand(one), over: stand(over) }]
      settle()
    },
    renew(individual) {
      const { number } = individual
      if (!preferred.some(({ one, over }) => one.number === number || over.number === number)) return false
      const now = (each: Stand): Stand => (each.number === number ? stand(individual) : each)
      preferred = preferred.map(({ one, over }) => ({ one: now(one), over: now(over) }))
      settle()
      return true
    },
    without(number, act) {
      leaving = number
      act()
      leaving = undefined
    },
    keeps: ({ number }) => kept.has(number),
    rejects: ({ number }) => number === leaving || rejected.has(number),
    rank: (a, b) => (places.size === 0 ? rank(a, b) : compare(own(a), own(b)) || a.number - b.number),
    preferred: (champion, candidates) => follow(preferred, champion, candidates),
    snapshot: () =>
      kept.size + rejected.size + preferred.length === 0
        ? undefined
        : { kept: [...kept], rejected: [...rejected], preferred: [...preferred] },
  }
}
