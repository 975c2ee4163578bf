import { expect, test } from 'vitest'
import type { CommitRecord, JournalRecord } from '../contracts/archive.ts'
import type { Manifest } from '../contracts/manifest.ts'
import { fuelOf } from '../contracts/ticket.ts'
import type { Shown } from '../contracts/proposer.ts'
import { assign } from '../tickets/assign.ts'
import { parentsOf } from '../population/individual.ts'
import { simulate } from '../fixtures/simulation.ts'
import { createToyWorker, islandsOf, toyFacts, toyManifest, withBeginning, withExchange } from '../fixtures/toy.ts'
import { createSearch } from './search.ts'
import type { SearchEffects } from './effects.ts'

const runOf = (manifest: Manifest, evaluations: number): readonly JournalRecord[] =>
  simulate({ manifest, facts: toyFacts, budget: { evaluations } }, createToyWorker(manifest), {
    workers: 4,
    duration: fuelOf,
    delay: () => 0,
    interval: Infinity,
  }).records

const commitsIn = (records: readonly JournalRecord[]): CommitRecord[] =>
  records.flatMap((record) => (record.type === 'commit' ? [record] : []))

test('individuals beside the initial program go before all offspring, have no parents, and are named after who made them', () => {
  const commits = commitsIn(runOf(withBeginning(toyManifest(), 9), 60))
  const tickets = commits.map(({ ticket }) => ticket).toSorted((a, b) => a.number - b.number)
  expect(tickets[0]).toEqual({ kind: 'initial', number: 1, initial: 0 })
  expect(tickets.slice(1, 10)).toEqual(
    Array.from({ length: 9 }, (_, k) => ({ kind: 'initial', number: k + 2, initial: k + 1, proposer: 'toy' })),
  )
  expect(tickets.slice(10).some(({ kind }) => kind === 'initial')).toBe(false)
  for (const { ticket } of commits) if (ticket.kind === 'initial') expect(parentsOf(ticket)).toEqual([])
})

test('one is made of the first program like an offspring, is judged in full, and may turn out to be known', () => {
  const manifest = withBeginning(toyManifest(), 3)
  const shown = { program: { id: '', canonicalHash: '', size: 1, files: {} } } as Shown
  const recall = (number: number): Shown => (number === 1 ? shown : fail())
  const assigned = assign({ kind: 'initial', number: 2, initial: 1, proposer: 'toy' }, { manifest, recall, known: { programs: 7 } })
  expect(assigned).toEqual({
    kind: 'offspring',
    number: 2,
    stream: '1/proposal/2',
    proposer: 'toy',
    parents: [shown],
    inspirations: [],
    programs: 7,
  })
})

function fail(): never {
  throw new RangeError('another program than the first one')
}

test('they live on every island, and an island that is reset begins anew with them', () => {
  const manifest = withExchange(withBeginning(toyManifest({ virtualWorkers: 1, every: 0 }), 5), { use: 'reset', every: 40 })
  const search = createSearch(manifest, toyFacts, { evaluations: 200 })
  const worker = createToyWorker(manifest)
  const records: JournalRecord[] = []
  const founders: number[] = []
  while (search.phase !== 'finished') {
    const effects: SearchEffects = { records, programs: [], judged: [], events: [] }
    const ticket = search.draw({ offspring: 0, asking: 0 })
    if (ticket === undefined) search.advance(effects)
    else {
      const [outcome] = worker.execute({ number: ticket.number, virtualWorker: 0, start: 0, programs: 0, tickets: [ticket] })
      if (outcome !== undefined) search.commit(ticket, outcome, effects)
      worker.learn(effects)
      if (ticket.kind === 'initial') for (const { number } of effects.programs) founders.push(number)
      if (ticket.number === 6)
        for (const island of islandsOf(search.snapshot())) expect(new Set(island.individuals)).toEqual(new Set(founders))
    }
  }
  expect(founders.length).toBeGreaterThan(3)
  const [reset] = records.flatMap((record) => (record.type === 'reset' ? [record.programs] : []))
  expect(new Set(reset)).toEqual(new Set(founders))
})

test('they spend the budget of the search to the letter, also those under way, and it may end before all of them were made', () => {
  const judged = (evaluations: number): number =>
    commitsIn(runOf(withBeginning(toyManifest({ virtualWorkers: 16 }), 50), evaluations)).filter(
      ({ ticket, outcome }) => ticket.kind === 'initial' && outcome.kind === 'evaluated',
    ).length
  expect(judged(10)).toBe(10)
  expect(judged(100)).toBeGreaterThan(40)
})
