import { readFileSync } from 'node:fs'
import { defineProblem, invalid } from 'ternate'

/** An operation: which machine, for how long. */
type Operation = readonly [machine: number, time: number]

/** A job: when it is due, what a unit of tardiness costs, and its operations in order. */
interface Job {
  readonly due: number
  readonly weight: number
  readonly route: readonly Operation[]
}

interface Shop {
  readonly machines: number
  readonly jobs: readonly Job[]
}

/** Reads shops from a table beside this file: a row for each job, its route as `machine:time` in order. */
function shopsIn(file: string): { name: string; input: Shop }[] {
  const [, ...rows] = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const shops = new Map<string, Job[]>()
  for (const row of rows) {
    const [shop = '', due, weight, route = ''] = row.split(',')
    const operations = route.split(' ').map((step): Operation => {
      const [machine, time] = step.split(':')
      return [Number(machine), Number(time)]
    })
    shops.set(shop, [...(shops.get(shop) ?? []), { due: Number(due), weight: Number(weight), route: operations }])
  }
  return [...shops].map(([name, jobs]) => ({ name, input: { machines: 4, jobs } }))
}

/** Weighted tardiness of a schedule, as the start of every operation of every job; a refusal where it is none. */
function tardinessOf({ machines, jobs }: Shop, starts: readonly (readonly number[])[]): number | undefined {
  const busy: [number, number][][] = Array.from({ length: machines }, () => [])
  let cost = 0
  for (const [j, { due, weight, route }] of jobs.entries()) {
    let ready = 0
    for (const [k, [machine, time]] of route.entries()) {
      const start = starts[j]?.[k]
      if (typeof start !== 'number' || !(start >= ready)) return undefined
      ready = start + time
      busy[machine]?.push([start, ready])
    }
    cost += weight * Math.max(0, ready - due)
  }
  for (const spans of busy) {
    spans.sort(([a], [b]) => a - b)
    for (const [k, [start]] of spans.entries()) if (k > 0 && start < (spans[k - 1]?.[1] ?? 0)) return undefined
  }
  return cost
}

export default defineProblem<Shop, number[][]>({
  statement: `Schedule a job shop so that little is late. Whenever a machine is free and operations wait for it, the one with the highest
priority is done next. Tardiness counts by the weight of its job.`,
  entry: 'priority(time: number, remaining: number, due: number, now: number, weight: number, mean: number): number',
  direction: 'minimize',
  unit: 'weighted tardiness, in mean operations a job',
  cases: { train: shopsIn('train.csv'), validation: shopsIn('validation.csv'), heldOut: { larger: shopsIn('larger.csv') } },
  verify({ input }, starts) {
    if (!Array.isArray(starts) || !starts.every((list) => Array.isArray(list))) return invalid('not a list of starts for each job')
    const tardiness = tardinessOf(input, starts)
    if (tardiness === undefined) return invalid('an operation begins before it can')
    const times = input.jobs.flatMap(({ route }) => route.map(([, time]) => time))
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    return tardiness / mean / input.jobs.reduce((sum, { weight }) => sum + weight, 0)
  },
  vocabulary: { functions: ['Math.max(_, _)', 'Math.exp(_)', '_ / _'] },
  baselines: ['rules/edd.ts', 'rules/slack.ts', 'rules/atc.ts'],
})
