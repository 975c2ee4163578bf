import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../archive/canonical.ts'
import { chain, GENESIS } from '../../archive/digest.ts'
import type { JournalEntry } from '../contracts/archive.ts'
import type { Manifest } from '../contracts/manifest.ts'
import { toyManifest, withDescent, withExchange, withObjectives, askingToy } from '../fixtures/toy.ts'
import { withSamples } from '../fixtures/sampling.ts'
import { openWriter, rememberingFacts } from '../fixtures/writer.ts'
import type { Writer } from '../fixtures/writer.ts'
import { restore } from './snapshot.ts'
import type { SequencerSnapshot } from '../order/snapshot.ts'
import { follow, recorded } from './replay.ts'
import { createSequencer } from '../order/sequencer.ts'

const hashes = { genesis: GENESIS, extend: chain }
const budget = { evaluations: 150, patience: 90 }

interface Recipe {
  readonly seed: number
  readonly virtualWorkers: number
  readonly batch: number
  readonly batchFuel?: number | undefined
  readonly climber: boolean
  readonly resets: boolean
  readonly grows: boolean
  readonly descent: boolean
  readonly asks: boolean
  readonly samples: boolean
  readonly objectives: boolean
}

/** A manifest of one of several strategies. */
function manifestOf({
  seed,
  virtualWorkers,
  batch,
  batchFuel,
  climber,
  resets,
  grows,
  descent,
  asks,
  samples,
  objectives,
}: Recipe): Manifest {
  const scored = toyManifest({ seed: String(seed), virtualWorkers, batch, batchFuel, every: 7 })
  const plain = objectives ? withObjectives(scored) : scored
  const descending = descent ? withDescent(plain) : plain
  const sampling = samples ? withSamples(descending) : descending
  const toy = asks ? askingToy(sampling) : sampling
  const resetting = resets ? withExchange(toy, { use: 'reset', every: 9 }) : toy
  const manifest = grows
    ? { ...resetting, strategy: { ...resetting.strategy, fuel: { use: 'growing', start: 2, share: 1 / 300 } } }
    : resetting
  if (!climber) return manifest
  const [island] = manifest.strategy.islands
  return {
    ...manifest,
    strategy: {
      ...manifest.strategy,
      islands: island === undefined ? [] : [{ ...island, survival: { capacity: 1 }, parents: { use: 'greedy' } }],
    },
  }
}

const runs = fc.record({
  seed: fc.nat(99),
  virtualWorkers: fc.integer({ min: 1, max: 9 }),
  batch: fc.integer({ min: 1, max: 4 }),
  batchFuel: fc.constantFrom(undefined, 900),
  climber: fc.boolean(),
  resets: fc.boolean(),
  grows: fc.boolean(),
  descent: fc.boolean(),
  asks: fc.boolean(),
  samples: fc.nat(3).map((one) => one === 3),
  objectives: fc.nat(3).map((one) => one === 3),
})

/** The snapshot of a new sequencer that went through the archive's journal. */
async function replayed({ archive }: Writer, manifest: Manifest): Promise<SequencerSnapshot> {
  const sequencer = createSequencer({ manifest, facts: rememberingFacts(archive, manifest), budget })
  const end = await follow(sequencer, { entries: archive.entries(), chain: hashes, source: recorded(archive) })
  expect(end).not.toHaveProperty('at')
  return sequencer.snapshot()
}

describe('a snapshot', () => {
  test('is what the journal alone makes of the run, wherever it is taken and whatever has arrived', async () => {
    await fc.assert(
      fc.asyncProperty(runs, fc.array(fc.nat(99), { maxLength: 220 }), async (options, choices) => {
        const manifest = manifestOf(options)
        const run = openWriter(manifest, budget)
        for (const choose of choices) if (!run.step(choose)) break
        expect(encode(run.sequencer.snapshot())).toBe(encode(await replayed(run, manifest)))
      }),
      { numRuns: 40 },
    )
  })

  test('gone on with, the run makes the records that it would have made', async () => {
    await fc.assert(
      fc.asyncProperty(runs, fc.nat(200), async (options, steps) => {
        const manifest = manifestOf(options)
        const run = openWriter(manifest, budget)
        for (let step = 0; step < steps; step++) if (!run.step(0)) break
        const { index, digest } = run.archive.head() as JournalEntry
        // What is stored is text; nothing of the first sequencer lives on in the second.
        const state = decode(encode(run.sequencer.snapshot())) as SequencerSnapshot
        await run.archive.append({ entries: [], programs: [], received: [], committed: [], snapshot: { index, digest, state } })
        const past = restore(run.archive, manifest, hashes)
        expect(past?.head).toEqual({ index, digest })
        while (run.step(0));
        const again = createSequencer({ manifest, facts: rememberingFacts(run.archive, manifest), budget, past })
        expect(encode(again.snapshot())).toBe(encode(state))
        expect(
          await follow(again, { entries: run.archive.entries(index + 1), chain: hashes, source: recorded(run.archive), from: past?.head }),
        ).toMatchObject({
          digest: run.archive.head()?.digest,
        })
        expect(encode(again.snapshot())).toBe(encode(run.sequencer.snapshot()))
        expect(again.conclusion).toEqual(run.sequencer.conclusion)
      }),
      { numRuns: 15 },
    )
  })

  test('of an island of one whose program fails on a further case and stays: nobody is judged there again', () => {
    const more = { climber: true, samples: true, resets: false, grows: false, descent: false, objectives: false }
    for (let seed = 10; seed < 20; seed++) {
      const run = openWriter(manifestOf({ ...more, asks: true, seed, virtualWorkers: 2, batch: 2 }), budget)
      while (run.step(0));
      expect(run.sequencer.conclusion).toBeDefined()
    }
  })

  test('of another run, of another layout or without its programs is left aside', async () => {
    const manifest = toyManifest()
    const run = openWriter(manifest)
    for (let step = 0; step < 40; step++) run.step(0)
    const { index, digest } = run.archive.head() as JournalEntry
    const give = (state: unknown): Promise<void> =>
      run.archive.append({ entries: [], programs: [], received: [], committed: [], snapshot: { index, digest, state } })
    const state = run.sequencer.snapshot()
    await give(state)
    expect(restore(run.archive, manifest, hashes)).toBeDefined()
    expect(restore(run.archive, toyManifest({ seed: '2' }), hashes)).toBeUndefined()
    await give({ ...state, layout: 0 })
    expect(restore(run.archive, manifest, hashes)).toBeUndefined()
    await give({ ...state, search: { ...state.search, programs: 1000 } })
    expect(restore(run.archive, manifest, hashes)).toBeUndefined()
  })
})
