import type { Drive } from 'ternate'

interface Job {
  readonly due: number
  readonly weight: number
  readonly route: readonly (readonly [machine: number, time: number])[]
}

interface Shop {
  readonly machines: number
  readonly jobs: readonly Job[]
}

interface Program {
  priority(time: number, remaining: number, due: number, now: number, weight: number, mean: number): number
}

/** A job on its way through the shop. */
interface Progress {
  readonly job: Job
  /** When its last operation ends that has begun. */
  ready: number
  readonly starts: number[]
}

/** What a job does next; undefined for one that is done. */
const nextOf = ({ job, starts }: Progress): Job['route'][number] | undefined => job.route.at(starts.length)

const timeOf = (route: Job['route']): number => route.reduce((sum, [, time]) => sum + time, 0)

/** Simulates the shop: the priorities of a program say which of the waiting operations a free machine does next. */
const drive: Drive<Shop, Program, number[][]> = ({ priority }, { machines, jobs }) => {
  const free = Array.from({ length: machines }, () => 0)
  const all = jobs.map((job): Progress => ({ job, ready: 0, starts: [] }))
  const operations = jobs.flatMap(({ route }) => route)
  const mean = timeOf(operations) / operations.length
  for (;;) {
    // the machine that can begin first
    let now = Infinity
    let machine = -1
    for (const each of all) {
      const next = nextOf(each)
      if (next === undefined) continue
      const at = Math.max(each.ready, free.at(next[0]) ?? 0)
      if (at < now) [now, machine] = [at, next[0]]
    }
    if (machine === -1) return all.map(({ starts }) => starts)
    let chosen: Progress | undefined
    let highest = -Infinity
    for (const each of all) {
      const next = nextOf(each)
      if (next === undefined || next[0] !== machine || each.ready > now) continue
      const { due, weight, route } = each.job
      const value = priority(next[1], timeOf(route.slice(each.starts.length)), due, now, weight, mean)
      if (chosen === undefined || value > highest) [chosen, highest] = [each, value]
    }
    if (chosen === undefined) return []
    const [, time] = nextOf(chosen) ?? [0, 0]
    chosen.starts.push(now)
    chosen.ready = now + time
    free[machine] = chosen.ready
  }
}

export default drive
