import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defined } from '../contracts/defined.ts'
import type { JournalRecord } from '../contracts/archive.ts'
import { stream } from '../contracts/random.ts'
import { fuelOf } from '../contracts/ticket.ts'
import { simulate } from '../fixtures/simulation.ts'
import type { Machine, Simulated } from '../fixtures/simulation.ts'
import { createToyWorker, toyChain, toyFacts, toyManifest, withBeginning, withDescent } from '../fixtures/toy.ts'
import { withSamples } from '../fixtures/sampling.ts'
import { byArrival } from './virtual-time.ts'
import type { CommitOrder } from './virtual-time.ts'

interface Constants {
  readonly virtualWorkers: number
  readonly batch: number
  /** The toy's initial program burns 200. */
  readonly batchFuel?: number | undefined
  readonly descent: boolean
  readonly samples: boolean
  /** Individuals that the run begins with beside the initial program. */
  readonly beside: number
}

/** A machine whose every whim is drawn from one stream. */
interface Whims {
  readonly workers: number
  readonly key: string
  /** Longest message and longest ticket, in units of the shortest. */
  readonly delay: number
  readonly slowness: number
  readonly interval: number
  /** One in so many: words of progress that are lost, results before a flush, results before a kill. */
  readonly loss: number
  readonly flush: number
  readonly kill: number
}

const constants: fc.Arbitrary<Constants> = fc.record({
  virtualWorkers: fc.integer({ min: 1, max: 64 }),
  batch: fc.integer({ min: 1, max: 8 }),
  batchFuel: fc.constantFrom(undefined, 300, 900, 9000),
  descent: fc.boolean(),
  samples: fc.boolean(),
  beside: fc.constantFrom(0, 0, 1, 20),
})
const whims: fc.Arbitrary<Whims> = fc.record({
  workers: fc.integer({ min: 1, max: 64 }),
  key: fc.string(),
  delay: fc.constantFrom(0, 1, 500, 5000),
  slowness: fc.constantFrom(1, 10, 1000),
  interval: fc.constantFrom(37, 300, Infinity),
  loss: fc.constantFrom(1, 2, 10),
  flush: fc.constantFrom(1, 5, 40),
  kill: fc.constantFrom(Infinity, 30, 100),
})

const digestOf = (records: readonly JournalRecord[]): string =>
  records.reduce((digest, record) => toyChain.extend(digest, record), toyChain.genesis)

const still: Machine = { workers: 1, duration: fuelOf, delay: () => 0, interval: Infinity }

function machineOf({ workers, key, delay, slowness, interval, loss, flush, kill }: Whims): Machine {
  const random = stream(key)
  return {
    workers,
    duration: (outcome) => fuelOf(outcome) * (1 + random.integer(slowness)) + random.integer(50),
    delay: () => random.integer(delay + 1),
    interval: interval * slowness,
    loses: () => random.integer(loss) === 0,
    flushes: () => random.integer(flush) === 0,
    dies: () => Number.isFinite(kill) && random.integer(kill) === 0,
  }
}

function run(order: Constants, machine: Machine, commitOrder?: CommitOrder): Simulated {
  const plain = order.descent ? withDescent(toyManifest(order)) : toyManifest(order)
  const sampled = order.samples ? withSamples(plain) : plain
  const manifest = order.beside === 0 ? sampled : withBeginning(sampled, order.beside)
  const parts = { manifest, facts: toyFacts, budget: { evaluations: 120 }, ...defined({ commitOrder }) }
  return simulate(parts, createToyWorker(manifest), machine)
}

/** What every run of these constants must come to. */
const references = new Map<string, string>()
function referenceOf(order: Constants): string {
  const key = JSON.stringify(order)
  const known = references.get(key) ?? digestOf(run(order, still).records)
  references.set(key, known)
  return known
}

describe('under strict order', () => {
  test('any machine, losing, delaying and dying as it likes, comes to one digest and to an end', () => {
    let kills = 0
    fc.assert(
      fc.property(constants, whims, (order, whim) => {
        const simulated = run(order, machineOf(whim))
        expect(digestOf(simulated.records)).toBe(referenceOf(order))
        kills += simulated.kills
      }),
      { numRuns: 80 },
    )
    expect(kills).toBeGreaterThan(20)
  })

  test('batches begin in the order in which they are drawn, and every one that is drawn is begun and committed once', () => {
    fc.assert(
      fc.property(constants, whims, (order, whim) => {
        const { begun, committed } = run(order, { ...machineOf(whim), dies: () => false })
        const drawn = begun.toSorted((a, b) => a - b)
        expect(begun).toEqual(drawn)
        expect(committed.toSorted((a, b) => a - b)).toEqual(drawn)
        expect(new Set(drawn).size).toBe(drawn.length)
      }),
      { numRuns: 40 },
    )
  })
})

test('commits in order of arrival are another history on another machine', () => {
  const order = { virtualWorkers: 8, batch: 1, descent: false, samples: false, beside: 0 }
  const noisy: Whims = { workers: 4, key: '1', delay: 0, slowness: 10, interval: Infinity, loss: 1, flush: 1, kill: Infinity }
  const [one, two] = [noisy, { ...noisy, key: '2' }].map((whim) => digestOf(run(order, machineOf(whim), byArrival).records))
  expect(one).not.toBe(two)
})

describe('a word of progress', () => {
  /** Four workers for four virtualWorkers, and one ticket in eight that takes a hundred times as long. */
  const uneven: Machine = { ...still, workers: 4, duration: (outcome) => fuelOf(outcome), interval: Infinity }

  test('lets others commit while a long ticket runs, and changes nothing else', () => {
    const order = { virtualWorkers: 8, batch: 2, descent: false, samples: false, beside: 0 }
    const silent = run(order, uneven)
    const talking = run(order, { ...uneven, interval: 50 })
    expect(digestOf(talking.records)).toBe(digestOf(silent.records))
    expect(talking.time).toBeLessThan(silent.time)
  })
})
