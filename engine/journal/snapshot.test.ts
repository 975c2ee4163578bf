import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../archive/canonical.ts'
import { chain, GENESIS } from '../../archive/digest.ts'
import type { JournalEntry } from '../contracts/archive.ts'
import type { Manifest } from '../contracts/manifest.ts'
import { toyFacts, toyManifest } from '../fixtures/toy.ts'
import { openWriter } from '../fixtures/writer.ts'
import type { Writer } from '../fixtures/writer.ts'
import { pastOf } from './snapshot.ts'
import type { SequencerImage } from './snapshot.ts'
import { strict } from '../order/virtual-time.ts'
import { follow, recorded } from './replay.ts'
import { createSequencer } from '../order/sequencer.ts'

const hashes = { genesis: GENESIS, extend: chain }
const budget = { evaluations: 150 }

interface Recipe {
  readonly seed: number
  readonly slots: number
  readonly bundle: number
  readonly climber: boolean
  readonly renews: boolean
  readonly rationed: boolean
}

/** A manifest of one of several strategies. */
function manifestOf({ seed, slots, bundle, climber, renews, rationed }: Recipe): Manifest {
  const toy = toyManifest({ seed: String(seed), slots, bundle, every: 7 })
  const renewing = renews ? { ...toy, strategy: { ...toy.strategy, renewal: { every: 9 } } } : toy
  const manifest = rationed ? { ...renewing, strategy: { ...renewing.strategy, ration: { start: 2, share: 1 / 300 } } } : renewing
  if (!climber) return manifest
  const [island] = manifest.strategy.islands
  const best = { name: 'best', weight: 1 } as const
  return {
    ...manifest,
    strategy: { ...manifest.strategy, islands: island === undefined ? [] : [{ ...island, capacity: 1, selectors: [best] }] },
  }
}

const runs = fc.record({
  seed: fc.nat(99),
  slots: fc.integer({ min: 1, max: 9 }),
  bundle: fc.integer({ min: 1, max: 4 }),
  climber: fc.boolean(),
  renews: fc.boolean(),
  rationed: fc.boolean(),
})

/** The image of a new sequencer that went through the archive's journal. */
async function replayed({ archive }: Writer, manifest: Manifest): Promise<SequencerImage> {
  const sequencer = createSequencer(manifest, toyFacts, budget)
  const end = await follow(sequencer, archive.entries(), hashes, recorded(archive))
  expect(end).not.toHaveProperty('at')
  return sequencer.image() as SequencerImage
}

describe('an image', () => {
  test('is what the journal alone makes of the run, wherever it is taken and whatever has arrived', async () => {
    await fc.assert(
      fc.asyncProperty(runs, fc.array(fc.nat(99), { maxLength: 220 }), async (options, choices) => {
        const manifest = manifestOf(options)
        const run = openWriter(manifest)
        for (const choose of choices) if (!run.step(choose)) break
        expect(encode(run.sequencer.image())).toBe(encode(await replayed(run, manifest)))
      }),
      { numRuns: 40 },
    )
  })

  test('gone on with, the run makes the records that it would have made', async () => {
    await fc.assert(
      fc.asyncProperty(runs, fc.nat(200), async (options, steps) => {
        const manifest = manifestOf(options)
        const run = openWriter(manifest)
        for (let step = 0; step < steps; step++) if (!run.step(0)) break
        const { index, digest } = run.archive.head() as JournalEntry
        // What is stored is text; nothing of the first sequencer lives on in the second.
        const state = decode(encode(run.sequencer.image())) as SequencerImage
        await run.archive.append({ entries: [], programs: [], received: [], committed: [], image: { index, digest, state } })
        const past = pastOf(run.archive, manifest, hashes)
        expect(past?.head).toEqual({ index, digest })
        while (run.step(0));
        const again = createSequencer(manifest, toyFacts, budget, strict, past)
        expect(encode(again.image())).toBe(encode(state))
        expect(await follow(again, run.archive.entries(index + 1), hashes, recorded(run.archive), past?.head)).toMatchObject({
          digest: run.archive.head()?.digest,
        })
        expect(encode(again.image())).toBe(encode(run.sequencer.image()))
        expect(again.conclusion).toEqual(run.sequencer.conclusion)
      }),
      { numRuns: 40 },
    )
  })

  test('of another run, of another layout or without its programs is left aside', async () => {
    const manifest = toyManifest()
    const run = openWriter(manifest)
    for (let step = 0; step < 40; step++) run.step(0)
    const { index, digest } = run.archive.head() as JournalEntry
    const give = (state: unknown): Promise<void> =>
      run.archive.append({ entries: [], programs: [], received: [], committed: [], image: { index, digest, state } })
    const state = run.sequencer.image() as SequencerImage
    await give(state)
    expect(pastOf(run.archive, manifest, hashes)).toBeDefined()
    expect(pastOf(run.archive, toyManifest({ seed: '2' }), hashes)).toBeUndefined()
    await give({ ...state, layout: 0 })
    expect(pastOf(run.archive, manifest, hashes)).toBeUndefined()
    await give({ ...state, search: { ...state.search, programs: 1000 } })
    expect(pastOf(run.archive, manifest, hashes)).toBeUndefined()
  })
})
