import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../archive/canonical.ts'
import { chain, GENESIS } from '../archive/digest.ts'
import { defined } from './contracts/defined.ts'
import type { Intervention, JournalRecord } from './contracts/archive.ts'
import { islandsOf, toyManifest } from './fixtures/toy.ts'
import { openWriter, rememberingFacts } from './fixtures/writer.ts'
import type { Writer } from './fixtures/writer.ts'
import { restore } from './journal/snapshot.ts'
import type { SearchSnapshot } from './search/snapshot.ts'
import { follow, recorded } from './journal/replay.ts'
import { createSequencer } from './order/sequencer.ts'

const hashes = { genesis: GENESIS, extend: chain }
const budget = { evaluations: 150 }

const manifest = toyManifest({ seed: '4' })
const searchOf = ({ sequencer }: Writer): SearchSnapshot => sequencer.snapshot().search
const individualsOf = (run: Writer): number[] => islandsOf(searchOf(run)).flatMap(({ individuals }) => individuals)
const recordsOf = ({ archive }: Writer): JournalRecord[] => [...archive.entries()].map(({ record }) => record)

function stepUntil(run: Writer, done: () => boolean): void {
  while (!done()) if (!run.step(0)) throw new Error('the run ended')
}
const finish = (run: Writer): void => {
  while (run.step(0));
}

/** A toy run after so many commits. */
function runTo(commits: number): Writer {
  const run = openWriter(manifest)
  stepUntil(run, () => run.sequencer.status().commits >= commits)
  return run
}

/** Parents and inspirations of the tickets drawn after the last intervention. */
function drawnSince(run: Writer, ticket: number): number[] {
  return recordsOf(run).flatMap((record) =>
    record.type === 'commit' && record.ticket.kind === 'offspring' && record.ticket.number > ticket
      ? [...record.ticket.parents, ...record.ticket.inspirations]
      : [],
  )
}

const reject = (program: number): Intervention => ({ type: 'override', verdict: 'reject', program })
const keep = (program: number): Intervention => ({ type: 'override', verdict: 'keep', program })
const prefer = (program: number, over: number): Intervention => ({ type: 'override', verdict: 'prefer', program, over })
const edit = (value: number, of?: number): Intervention => ({
  type: 'injection',
  id: 'e'.repeat(32),
  files: { 'program.js': String(value) },
  ...defined({ of }),
})

describe('a program that is rejected', () => {
  const plain = runTo(60)
  const best = plain.sequencer.status().best?.number ?? 0
  const { tickets } = searchOf(plain)
  finish(plain)
  const champion = plain.sequencer.conclusion?.champion.number ?? 0

  test('lives nowhere from then on and is drawn no more; otherwise it would have been', () => {
    const steered = runTo(60)
    expect(individualsOf(steered)).toContain(best)
    steered.intervene(reject(best))
    expect(individualsOf(steered)).not.toContain(best)
    expect(steered.sequencer.status().best?.number).not.toBe(best)
    finish(steered)
    expect(drawnSince(plain, tickets)).toContain(best)
    expect(drawnSince(steered, tickets)).not.toContain(best)
    expect(individualsOf(steered)).not.toContain(best)
  })

  test('is not the champion, which it would have been', () => {
    const steered = openWriter(manifest)
    stepUntil(steered, () => steered.archive.program(champion) !== undefined)
    steered.intervene(reject(champion))
    finish(steered)
    expect(steered.sequencer.conclusion?.champion.number).toBeDefined()
    expect(steered.sequencer.conclusion?.champion.number).not.toBe(champion)
  })

  test('stays as long as there is nobody else, and goes with the first one who is', () => {
    const steered = openWriter(manifest)
    stepUntil(steered, () => steered.archive.program(1) !== undefined)
    steered.intervene(reject(1))
    expect(new Set(individualsOf(steered))).toEqual(new Set([1]))
    stepUntil(steered, () => !individualsOf(steered).includes(1))
    expect(islandsOf(searchOf(steered)).every(({ individuals }) => individuals.length > 0)).toBe(true)
    finish(steered)
    expect(steered.sequencer.conclusion).toBeDefined()
  })

  test('comes back when it is kept after all', () => {
    const steered = runTo(60)
    steered.intervene(reject(best))
    steered.intervene(keep(best))
    expect(individualsOf(steered)).toContain(best)
    finish(steered)
    expect(individualsOf(steered)).toContain(best)
  })
})

test('a program that is kept is not dropped by survival, as it would have been', () => {
  const plain = runTo(30)
  const present = new Set(individualsOf(plain))
  finish(plain)
  const gone = [...present].filter((number) => !individualsOf(plain).includes(number))
  expect(gone.length).toBeGreaterThan(3)
  const steered = runTo(30)
  for (const number of gone) steered.intervene(keep(number))
  finish(steered)
  expect(individualsOf(steered)).toEqual(expect.arrayContaining(gone))
})

test('a program that is preferred ranks before the other, in its island and as champion', () => {
  const plain = runTo(100)
  const home = islandsOf(searchOf(plain)).find(({ individuals }) => individuals.length > 2)?.individuals ?? []
  finish(plain)
  const { number: champion = 0 } = plain.sequencer.conclusion?.champion ?? {}
  const finalists = searchOf(plain).validations.flatMap(([number]) => (individualsOf(plain).includes(number) ? [number] : []))
  const other = finalists.find((number) => number !== champion) ?? 0
  expect(other).toBeGreaterThan(0)

  const ranked = runTo(100)
  const [first = 0, second = 0, third = 0] = home
  ranked.intervene(prefer(third, first))
  const order = islandsOf(searchOf(ranked)).find(({ individuals }) => individuals.includes(third))?.individuals
  expect(order?.slice(0, 3)).toEqual([third, first, second])
  ranked.intervene(prefer(first, third))
  expect(
    islandsOf(searchOf(ranked))
      .find(({ individuals }) => individuals.includes(third))
      ?.individuals.indexOf(first),
  ).toBe(0)

  const steered = openWriter(manifest)
  stepUntil(steered, () => steered.sequencer.status().phase === 'validating')
  steered.intervene(prefer(other, champion))
  finish(steered)
  expect(steered.sequencer.conclusion?.champion.number).toBe(other)
})

test('a program that a person wrote is tried at once, and lives on every island; otherwise nobody does', () => {
  const found = (run: Writer): boolean => recordsOf(run).some((record) => record.type === 'commit' && record.ticket.kind === 'injection')
  const plain = runTo(20)
  finish(plain)
  expect(found(plain)).toBe(false)
  const steered = runTo(20)
  const { tickets } = searchOf(steered)
  steered.intervene(edit(520, 1))
  steered.intervene(edit(5))
  finish(steered)
  const tried = recordsOf(steered).flatMap((record) => (record.type === 'commit' && record.ticket.kind === 'injection' ? [record] : []))
  tried.sort((a, b) => a.ticket.number - b.ticket.number)
  expect(tried.map(({ ticket }) => ticket)).toEqual([
    { kind: 'injection', number: tickets + 1, injection: 1, of: 1 },
    { kind: 'injection', number: tickets + 2, injection: 2 },
  ])
  const [good] = tried
  const number = good?.outcome.kind === 'evaluated' ? good.outcome.program.number : 0
  expect(steered.archive.column('parents')[number - 1]).toBe(1)
  expect(islandsOf(searchOf(steered)).every(({ individuals }) => individuals.includes(number))).toBe(true)
  expect(steered.sequencer.status().best?.number).toBe(number)
})

test('one that comes after the end of the search waits until it goes on', () => {
  const run = runTo(20)
  finish(run)
  run.intervene(edit(520))
  const { archive, sequencer } = run
  expect(sequencer.pending()).toEqual([])
  sequencer.extend({ evaluations: 160 })
  expect(sequencer.pending().some(({ tickets }) => tickets.some(({ kind }) => kind === 'injection'))).toBe(true)
  expect(archive.head()?.record.type).toBe('injection')
})

/** Something that a person says, as a property draws it: kind, and two programs by their share of those there are. */
const saying = fc.record({ kind: fc.constantFrom('keep', 'reject', 'prefer', 'injection', 'note'), one: fc.nat(999), two: fc.nat(999) })

function say(run: Writer, { kind, one, two }: { kind: string; one: number; two: number }): void {
  const count = run.archive.column('sizes').length
  if (count === 0) return
  const [a, b] = [1 + (one % count), 1 + (two % count)]
  if (kind === 'keep') run.intervene(keep(a))
  if (kind === 'reject') run.intervene(reject(a))
  if (kind === 'prefer') run.intervene(prefer(a, b))
  if (kind === 'injection') run.intervene(edit(one, two % 2 === 0 ? a : undefined))
  if (kind === 'note') run.intervene({ type: 'note', author: 'user', about: 'user', scope: {}, text: 'so' })
}

const story = fc.record({
  seed: fc.nat(99),
  batch: fc.integer({ min: 1, max: 3 }),
  steps: fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat(99) }, { weight: 1, arbitrary: saying }), { maxLength: 250 }),
})

describe('whatever is calls, and whenever', () => {
  test('a run is what its journal alone makes of it, and goes on from its snapshot as it would have gone on', async () => {
    await fc.assert(
      fc.asyncProperty(story, fc.nat(250), async ({ seed, batch, steps }, when) => {
        const steered = toyManifest({ seed: String(seed), batch, every: 7 })
        const run = openWriter(steered)
        for (const [at, step] of steps.entries()) {
          if (at === when) {
            const { index = 0, digest = '' } = run.archive.head() ?? {}
            const state = decode(encode(run.sequencer.snapshot()))
            await run.archive.append({ entries: [], programs: [], received: [], committed: [], snapshot: { index, digest, state } })
          }
          if (typeof step !== 'number') say(run, step)
          else run.step(step)
        }
        const end = run.archive.head()?.digest
        for (const past of [undefined, restore(run.archive, steered, hashes)]) {
          const again = createSequencer({ manifest: steered, facts: rememberingFacts(run.archive), budget, past })
          const from = past?.head ?? { index: 0, digest: GENESIS }
          expect(
            await follow(again, { entries: run.archive.entries(from.index + 1), chain: hashes, source: recorded(run.archive), from }),
          ).toMatchObject({
            digest: end,
          })
          expect(encode(again.snapshot())).toBe(encode(run.sequencer.snapshot()))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('nobody who is rejected lives beside others, and every island has somebody', () => {
    fc.assert(
      fc.property(story, ({ seed, batch, steps }) => {
        const run = openWriter(toyManifest({ seed: String(seed), batch, every: 7 }))
        for (const step of steps) {
          if (typeof step !== 'number') say(run, step)
          else if (!run.step(step)) break
          const { overrides, best } = searchOf(run)
          const islands = islandsOf(searchOf(run))
          const individuals = islands.flatMap((island) => island.individuals)
          const rejected = new Set(overrides?.rejected)
          if (individuals.some((number) => !rejected.has(number))) expect(individuals.filter((number) => rejected.has(number))).toEqual([])
          if (best !== undefined) expect(islands.every((island) => island.individuals.length > 0)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })
})
