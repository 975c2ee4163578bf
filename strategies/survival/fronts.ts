import { dominates } from '../../engine/contracts/pareto.ts'
import type { ObjectiveValues } from '../../engine/contracts/pareto.ts'

/** The number of each one's front: 0 for those that none dominates, 1 for those that only the former dominate, and so on (Deb et al. 2002). */
export function frontsOf(list: readonly ObjectiveValues[]): number[] {
  const below = list.map((): number[] => [])
  const above = list.map(() => 0)
  list.forEach((a, i) =>
    list.forEach((b, j) => {
      if (!dominates(a, b)) return
      below[i]?.push(j)
      above[j] = (above[j] as number) + 1
    }),
  )
  const fronts = list.map(() => 0)
  let current = list.flatMap((_, i) => (above[i] === 0 ? [i] : []))
  for (let front = 0; current.length > 0; front++) {
    const next: number[] = []
    for (const i of current) {
      fronts[i] = front
      for (const j of below[i] as number[]) {
        above[j] = (above[j] as number) - 1
        if (above[j] === 0) next.push(j)
      }
    }
    current = next
  }
  return fronts
}

/** How alone each individual of one front is: the size of the box between its neighbours, infinite at the ends (crowding distance, Deb et al. 2002). */
export function crowdingOf(front: readonly ObjectiveValues[]): number[] {
  const distances = front.map(() => 0)
  for (let k = 0; k < (front[0]?.length ?? 0); k++) {
    const order = front.map((_, i) => i).sort((a, b) => Math.sign((front[a]?.[k] as number) - (front[b]?.[k] as number)) || a - b)
    const value = (at: number): number => front[order[at] as number]?.[k] as number
    const span = value(order.length - 1) - value(0)
    order.forEach((i, at) => {
      const isEnd = at === 0 || at === order.length - 1
      const gap = isEnd ? Number.POSITIVE_INFINITY : span > 0 && Number.isFinite(span) ? (value(at + 1) - value(at - 1)) / span : 0
      distances[i] = (distances[i] as number) + gap
    })
  }
  return distances
}
