import { describe, expect, test } from 'vitest'
import { stream } from '../engine/contracts/random.ts'
import { loadProblem } from '../authoring/load.ts'
import drive from './cluster-scheduling/driver.ts'
import { priority as bestFit } from './cluster-scheduling/initial.ts'
import { generate, type Trace } from './cluster-scheduling/trace.ts'

type Priority = typeof bestFit

const problem = await loadProblem('cluster-scheduling')
const judge = (input: Trace, answer: unknown): unknown => problem.verify({ input, expected: undefined, name: '' }, answer)
const scoreOf = (input: Trace, priority: Priority): number => (judge(input, drive({ priority }, input)) as { score: number }).score

/** The rule as the statement gives it, looking at all earlier jobs anew for each. */
function placePlainly({ machines, jobs }: Trace, priority: Priority): number[] {
  const places: number[] = []
  for (const [arrival, , processors, memory] of jobs) {
    const running = places.flatMap((place, k) => {
      const [came = 0, duration = 0, p = 0, m = 0] = jobs[k] ?? []
      return place >= 0 && came + duration > arrival ? [{ place, p, m }] : []
    })
    let best = -1
    let highest = Number.NaN
    for (const [at, [allProcessors, allMemory]] of machines.entries()) {
      const own = running.filter(({ place }) => place === at)
      const freeProcessors = own.reduce((left, { p }) => left - p, allProcessors)
      const freeMemory = own.reduce((left, { m }) => left - m, allMemory)
      if (freeProcessors < processors || freeMemory < memory) continue
      const value = priority(processors, memory, freeProcessors, freeMemory, allProcessors, allMemory)
      if (best < 0 || value > highest || (Number.isNaN(highest) && !Number.isNaN(value))) [best, highest] = [at, value]
    }
    places.push(best)
  }
  return places
}

const scorers: Record<string, Priority> = {
  'best fit': bestFit,
  'first fit': () => 0,
  'worst fit': (...args) => -bestFit(...args),
  'NaN here and there': (p, _, freeProcessors, freeMemory) => (freeProcessors % 3 === 0 ? Number.NaN : freeMemory - p),
  'the last': (_, __, freeProcessors, freeMemory, allProcessors) => allProcessors + freeProcessors - freeMemory,
}

describe('the driver', () => {
  const input = generate('extreme', 4, 250, 1.1, stream('driver'))
  test.each(Object.entries(scorers))('places as job by job: %s', (_, priority) => {
    const places = drive({ priority }, input)
    expect([...places]).toEqual(placePlainly(input, priority))
    expect(places).toContain(-1)
    expect(judge(input, places)).toHaveProperty('score')
  })
})

describe('the verifier', () => {
  const input: Trace = {
    machines: [
      [4, 8],
      [4, 8],
    ],
    jobs: [
      [0, 10, 4, 2],
      [1, 9, 2, 6],
      [2, 8, 4, 4],
      [10, 5, 4, 8],
    ],
  }

  test('adds up what is rejected and what is stranded', () => {
    // the first machine has 6 GiB and no processor free when jobs 1 and 2 come; the second has too little of both for job 2
    const offered = 10 * (4 / 8 + 2 / 16) + 9 * (2 / 8 + 6 / 16) + 8 * (4 / 8 + 4 / 16) + 5 * (4 / 8 + 8 / 16)
    expect(judge(input, [0, 1, -1, 0])).toMatchObject({
      metrics: {
        rejected: expect.closeTo((100 * 8 * (4 / 8 + 4 / 16)) / offered, 9),
        strandedProcessors: 0,
        strandedMemory: expect.closeTo((100 * (6 + 6)) / (4 * 16), 9),
        stranded: expect.closeTo((100 * (6 + 6)) / (4 * 16), 9),
      },
    })
  })

  test.each([
    ['a machine too full', [0, 0, -1, 0]],
    ['a rejection where there is room', [0, -1, 1, 0]],
    ['everything rejected', [-1, -1, -1, -1]],
    ['an unknown machine', [0, 1, -1, 2]],
    ['a machine of no kind', [0, 1, -2, 0]],
    ['a fraction', [0, 1, -1, 0.5]],
    ['too few', [0, 1, -1]],
    ['NaN', [0, 1, -1, Number.NaN]],
    ['nothing', null],
  ])('refuses %s', (_, answer) => {
    expect(judge(input, answer)).toHaveProperty('invalid')
  })

  test('a job that ends at a moment is gone when another comes', () => {
    expect(judge(input, [0, 1, -1, 1])).toHaveProperty('score')
    const sooner: Trace = { ...input, jobs: input.jobs.with(3, [9, 5, 4, 8]) }
    expect(judge(sooner, [0, 1, -1, 1])).toHaveProperty('invalid')
  })
})

test('traces are whole numbers, in order, and load the scarcer resource as asked', () => {
  const { machines, jobs } = generate('memory-heavy', 30, 5000, 1, stream('trace'))
  expect(jobs.flat().every((value) => Number.isSafeInteger(value) && value >= 0)).toBe(true)
  expect(jobs.every(([arrival], k) => k === 0 || arrival >= (jobs[k - 1]?.[0] ?? 0))).toBe(true)
  const span = jobs.at(-1)?.[0] ?? 0
  const asked = (k: 2 | 3): number => jobs.reduce((sum, job) => sum + job[1] * job[k], 0) / span
  const has = (k: 0 | 1): number => machines.reduce((sum, machine) => sum + machine[k], 0)
  expect(Math.max(asked(2) / has(0), asked(3) / has(1))).toBeCloseTo(1, 0)
  expect(Math.max(asked(2) / has(0), asked(3) / has(1))).toBeGreaterThan(0.9)
})

describe('the figures beside ours', () => {
  const others: Record<string, Priority> = {
    'first fit': () => 0,
    'best fit, the initial program': bestFit,
    'best fit by shares': (p, m, freeProcessors, freeMemory, allProcessors, allMemory) =>
      -(freeProcessors - p) / allProcessors - (freeMemory - m) / allMemory,
    alignment: (p, m, freeProcessors, freeMemory, allProcessors, allMemory) =>
      ((p / allProcessors) * freeProcessors) / allProcessors + ((m / allMemory) * freeMemory) / allMemory,
    'nearest ratio': (p, m, freeProcessors, freeMemory) => -Math.abs(Math.log(m / p) - Math.log(freeMemory / freeProcessors)),
    AlphaEvolve: (p, m, freeProcessors, freeMemory) => {
      const processors = p / freeProcessors
      const memory = m / freeMemory
      return -(processors + memory + memory / processors + processors / memory)
    },
  }
  test.each(problem.references.map((item) => [item.name, item.set ?? '', item.score] as const))('%s, %s: %d', (name, set, score) => {
    const cases = problem.heldOut.find((held) => held.set === set)?.cases ?? []
    const scores = cases.map(({ input }) => scoreOf(input as Trace, others[name] as Priority))
    expect(scores.reduce((sum, value) => sum + value, 0) / scores.length).toBeCloseTo(score, 2)
  })
})
