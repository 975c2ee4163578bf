import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JournalRecord } from '../contracts/archive.ts'
import type { Manifest } from '../contracts/manifest.ts'
import type { Batch } from '../contracts/ticket.ts'
import { fuelOf } from '../contracts/ticket.ts'
import { createToyWorker, toyChain, toyFacts, toyManifest, withExchange } from '../fixtures/toy.ts'
import { createSequencer } from './sequencer.ts'
import type { Effects } from './sequencer.ts'

/** Drives a sequencer by workers that pick, finish and report in an order that `choose` decides. */
function simulate(
  manifest: Manifest,
  evaluations: number,
  workers: number,
  choose: (bound: number) => number,
): { records: JournalRecord[]; digest: string } {
  const sequencer = createSequencer({ manifest, facts: toyFacts, budget: { evaluations } })
  const records: JournalRecord[] = []
  const running: { batch: Batch; told: number }[] = []
  const worker = createToyWorker(manifest)
  function take(effects: Effects): void {
    records.push(...effects.records)
    worker.learn(effects)
  }
  take(sequencer.begin())
  while (sequencer.conclusion === undefined) {
    for (const batch of sequencer.pending()) {
      if (running.length >= workers) break
      if (!running.some((other) => other.batch === batch)) running.push({ batch, told: 0 })
    }
    const job = running[choose(running.length)]
    if (job === undefined) throw new Error('deadlock')
    const outcomes = worker.execute(job.batch)
    if (job.told < outcomes.length - 1 && choose(2) === 0) {
      const told = outcomes[job.told]
      job.told += 1
      if (told !== undefined && choose(2) === 0) take(sequencer.progress(job.batch.number, fuelOf(told)))
    } else {
      running.splice(running.indexOf(job), 1)
      take(sequencer.receive(job.batch.number, outcomes))
    }
  }
  return { records, digest: records.reduce((digest, record) => toyChain.extend(digest, record), toyChain.genesis) }
}

describe('strict order', () => {
  const reference = simulate(toyManifest(), 300, 1, () => 0)

  test('one digest for any number of workers, any speed, any lost or late progress', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.infiniteStream(fc.nat(1 << 20)), (workers, choices) => {
        const choose = (bound: number): number => (choices.next().value as number) % bound
        expect(simulate(toyManifest(), 300, workers, choose).digest).toBe(reference.digest)
      }),
      { numRuns: 40 },
    )
  })

  test('the search has batches as large as suits what the initial program burns, and as many tickets under way', () => {
    // which is 200 in the toy
    const batchesOf = (batchFuel: number | undefined): readonly (readonly [number, number])[] => {
      const manifest = toyManifest({ virtualWorkers: 16, batch: 4, batchFuel })
      const sequencer = createSequencer({ manifest, facts: toyFacts, budget: { evaluations: 100 } })
      const [first] = sequencer.begin().batches
      const made = sequencer.receive(first?.number ?? 0, createToyWorker(manifest).execute(first as Batch))
      return [[1, first?.tickets.length ?? 0], ...made.batches.map(({ tickets }, k) => [k + 1, tickets.length] as const)]
    }
    const last = (batchFuel: number | undefined): readonly number[] | undefined => batchesOf(batchFuel).at(-1)
    expect(last(undefined)).toEqual([16, 4])
    expect(last(399)).toEqual([16, 1])
    expect(last(400)).toEqual([8, 2])
    expect(last(1e9)).toEqual([4, 4])
  })

  test('the same with batches of several tickets', () => {
    const manifest = toyManifest({ batch: 4 })
    const one = simulate(manifest, 300, 1, () => 0)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.infiniteStream(fc.nat(1 << 20)), (workers, choices) => {
        const choose = (bound: number): number => (choices.next().value as number) % bound
        expect(simulate(manifest, 300, workers, choose).digest).toBe(one.digest)
      }),
      { numRuns: 25 },
    )
    expect(one.digest).not.toBe(reference.digest)
  })

  test('another seed is another history', () => {
    expect(simulate(toyManifest({ seed: '2' }), 300, 1, () => 0).digest).not.toBe(reference.digest)
  })

  test('runs of different budgets share their beginning', () => {
    const short = simulate(toyManifest(), 150, 1, () => 0).records
    const common = short.findIndex((record, index) => JSON.stringify(record) !== JSON.stringify(reference.records[index]))
    expect(common).toBeGreaterThan(100)
  })
})

describe('a run', () => {
  const { records } = simulate(toyManifest(), 400, 3, () => 0)
  const commits = records.filter((record) => record.type === 'commit')

  test('finds what is good', () => {
    const champion = records.find((record) => record.type === 'champion')
    expect(champion?.score).toBeLessThan(20)
  })

  test('numbers programs in commit order and never twice', () => {
    const fresh = commits.flatMap(({ outcome, placement }) =>
      outcome.kind === 'evaluated' && placement !== undefined && placement.kind !== 'duplicate' ? [outcome.program.number] : [],
    )
    expect(fresh).toEqual(fresh.map((_, index) => index + 1))
    expect(new Set(commits.flatMap(({ outcome }) => (outcome.kind === 'evaluated' ? [outcome.program.canonicalHash] : []))).size).toBe(
      fresh.length,
    )
  })

  test('looks at held-out sets once, after the champion is chosen, and ends there', () => {
    const types = records.map(({ type }) => type)
    expect(types.filter((type) => type === 'heldOut')).toHaveLength(1)
    expect(types.indexOf('heldOut')).toBeGreaterThan(types.indexOf('champion'))
    expect(types.at(-1)).toBe('finish')
  })

  test('spends its budget: every train case judged is counted', () => {
    const cases = commits
      .filter(({ ticket }) => ticket.kind !== 'evaluation')
      .reduce((sum, { outcome }) => sum + (outcome.kind === 'evaluated' ? outcome.evaluation.cases.length : 0), 0)
    expect(records.at(-1)).toEqual({ type: 'finish', reason: 'evaluations', evaluations: cases / 3 })
    expect(cases / 3).toBeGreaterThanOrEqual(400)
    expect(cases / 3).toBeLessThan(402)
  })

  test('migrates with a ring and stays home without', () => {
    const movesOf = (every: number): number =>
      simulate(toyManifest({ every }), 400, 1, () => 0).records.filter(({ type }) => type === 'migration').length
    expect(movesOf(20)).toBeGreaterThan(0)
    expect(movesOf(0)).toBe(0)
  })

  test('islands begin anew in turn, with the initial programs', () => {
    const manifest = toyManifest({ every: 0 })
    const { records } = simulate(withExchange(manifest, { use: 'reset', every: 25 }), 400, 1, () => 0)
    const resets = records.filter((record) => record.type === 'reset')
    expect(resets.length).toBeGreaterThan(8)
    expect(new Set(resets.map(({ island }) => island)).size).toBeGreaterThan(1)
    expect(resets.every(({ programs }) => programs.length === 1 && programs[0] === 1)).toBe(true)
  })

  test('a stop from outside forgets what is open and still reports', () => {
    const sequencer = createSequencer({ manifest: toyManifest(), facts: toyFacts, budget: { evaluations: 1e6 } })
    const worker = createToyWorker()
    let effects = sequencer.begin()
    const all: JournalRecord[] = [...effects.records]
    for (let step = 0; sequencer.conclusion === undefined; step++) {
      const [batch] = sequencer.pending()
      if (batch === undefined) throw new Error('deadlock')
      effects = step === 200 ? sequencer.stop('seconds') : sequencer.receive(batch.number, worker.execute(batch))
      worker.learn(effects)
      all.push(...effects.records)
    }
    expect(sequencer.conclusion.reason).toBe('seconds')
    expect(all.filter(({ type }) => type === 'stop' || type === 'champion' || type === 'finish')).toHaveLength(3)
  })

  test.each(['a', 'b'])('a stop while the initial programs are judged is remembered, journaled once, and replayed (%s)', async (seed) => {
    const facts = { ...toyFacts, initialPrograms: 3 }
    const begun = createSequencer({ manifest: toyManifest({ seed }), facts, budget: { evaluations: 1e6 } })
    const worker = createToyWorker()
    const all: JournalRecord[] = [...begun.begin().records]
    const take = ({ records, programs }: Effects): void => {
      worker.learn({ programs, judged: [] })
      all.push(...records)
    }
    const [first] = begun.pending()
    if (seed === 'b' && first !== undefined) take(begun.receive(first.number, worker.execute(first)))
    take(begun.stop('seconds'))
    take(begun.stop('stopped'))
    while (begun.conclusion === undefined) {
      const [batch] = begun.pending()
      if (batch === undefined) throw new Error('deadlock')
      take(begun.receive(batch.number, worker.execute(batch)))
    }
    expect(begun.conclusion.reason).toBe('seconds')
    const tickets = all.flatMap((record) => (record.type === 'commit' ? [record.ticket.kind] : []))
    expect(tickets.filter((kind) => kind === 'initial')).toHaveLength(3)
    expect(tickets).not.toContain('offspring')
    expect(all.filter(({ type }) => type === 'stop')).toEqual([{ type: 'stop', reason: 'seconds' }])
  })
})
