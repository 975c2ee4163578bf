import type { Override } from '../contracts/archive.ts'
import type { Individual } from '../contracts/individual.ts'

/** What of a individual decides where it stands. */
type Stand = Pick<Individual, 'number' | 'score' | 'size'>

/** All that was judged, as plain data. */
export interface OverridesSnapshot {
  readonly kept: readonly number[]
  readonly rejected: readonly number[]
  /** In the order in which they were said. */
  readonly preferred: readonly { readonly one: Stand; readonly over: Stand }[]
}

/**
 * What people think of programs, as far as the search heeds it. Of several judgements of one program the last one holds.
 *
 * - one that is kept is not dropped by survival, and does not give way to one that behaves alike and is shorter
 * - one that is rejected lives nowhere, so it is no parent, no inspiration, no migrant and no finalist
 * - one that is preferred to another stands right before it, wherever it would stand behind it
 */
export interface Overrides {
  /** Takes a judgement in; `find` knows the individuals there are and were. */
  hear(judgement: Override, find: (number: number) => Individual | undefined): void
  keeps(individual: Individual): boolean
  rejects(individual: Individual): boolean
  /** A total order of individuals, best first: that of the run, and preferences above it. */
  rank(a: Individual, b: Individual): number
  /** Of candidates the one that is preferred to this one, and to that one, and so on. */
  favourite(champion: Individual, candidates: readonly Individual[]): Individual
  /** Undefined while nothing was judged. */
  snapshot(): OverridesSnapshot | undefined
}

/** A place in the order: that of `at`, so many steps before it. */
interface Place {
  readonly at: Stand
  readonly before: number
}

/** Judgements so far: none, or those of a snapshot. `rank` is the order of individuals as long as nothing is preferred. */
export function createOverrides(rank: (a: Individual, b: Individual) => number, snapshot?: OverridesSnapshot): Overrides {
  const kept = new Set(snapshot?.kept)
  const rejected = new Set(snapshot?.rejected)
  let preferred: OverridesSnapshot['preferred'] = snapshot?.preferred ?? []
  const places = new Map<number, Place>()

  const own = (individual: Stand): Place => places.get(individual.number) ?? { at: individual, before: 0 }
  const compare = (a: Place, b: Place): number => rank(a.at as Individual, b.at as Individual) || b.before - a.before

  /** Whether one is preferred to another, by way of others too. */
  const isOver = (one: number, other: number): boolean =>
    preferred.some((each) => each.one.number === one && (each.over.number === other || isOver(each.over.number, other)))

  /** Gives everyone who is preferred to another a place: preferences make no circle, so those that others depend on come first. */
  function settle(): void {
    places.clear()
    const waiting = [...preferred]
    while (waiting.length > 0) {
      const next = waiting.findIndex(({ over }) => waiting.every(({ one }) => one.number !== over.number))
      const [{ one, over }] = waiting.splice(next, 1) as [OverridesSnapshot['preferred'][number]]
      const { at, before } = own(over)
      const raised = { at, before: before + 1 }
      if (compare(raised, own(one)) < 0) places.set(one.number, raised)
    }
  }
  settle()

  function favourite(champion: Individual, candidates: readonly Individual[]): Individual {
    const better = candidates.find(({ number }) =>
      preferred.some(({ one, over }) => one.number === number && over.number === champion.number),
    )
    return better === undefined ? champion : favourite(better, candidates)
  }

  return {
    hear(judgement, find) {
      const { program } = judgement
      if (judgement.verdict !== 'prefer') {
        const [to, from] = judgement.verdict === 'keep' ? [kept, rejected] : [rejected, kept]
        to.add(program)
        from.delete(program)
        return
      }
      const one = find(program)
      const over = find(judgement.over)
      if (one === undefined || over === undefined || one.number === over.number) return
      // What was said to the contrary no longer holds.
      preferred = preferred.filter(
        (each) => each.one.number !== over.number || (each.over.number !== one.number && !isOver(each.over.number, one.number)),
      )
      const stand = ({ number, score, size }: Individual): Stand => ({ number, score, size })
      preferred = [...preferred, { one: stand(one), over: stand(over) }]
      settle()
    },
    keeps: ({ number }) => kept.has(number),
    rejects: ({ number }) => rejected.has(number),
    rank: (a, b) => (places.size === 0 ? rank(a, b) : compare(own(a), own(b)) || a.number - b.number),
    favourite,
    snapshot: () =>
      kept.size + rejected.size + preferred.length === 0
        ? undefined
        : { kept: [...kept], rejected: [...rejected], preferred: [...preferred] },
  }
}
