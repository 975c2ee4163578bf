import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadPlugin } from '../../authoring/plugins.ts'
import { decode, encode } from '../../archive/canonical.ts'
import type { CommitRecord, JournalRecord, Override } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { Individual } from '../contracts/individual.ts'
import type { Manifest } from '../contracts/manifest.ts'
import type { Ref } from '../contracts/ref.ts'
import { createRegistry } from '../contracts/registry.ts'
import type { Registry } from '../contracts/registry.ts'
import type { Population, Survival } from '../contracts/survival.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { createToyWorker, toyFacts, toyManifest, withExchange } from '../fixtures/toy.ts'
import { withSamples } from '../fixtures/sampling.ts'
import { createKnownMemory, openKnown } from '../search/known.ts'
import { createSearch } from '../search/search.ts'
import { individualsOf } from './columns.ts'
import { Islands } from './islands.ts'
import { recordedSurvival } from './recorded.ts'

const { parts: plugged } = await loadPlugin(join(import.meta.dirname, '../../examples/plugins/keep-best.ts'))
const registry = createRegistry([...toyFacts.parts.parts, ...plugged])

const numbersOf = (individuals: readonly Individual[]): number[] => individuals.map(({ number }) => number).sort((a, b) => a - b)

/** Who lives, as the snapshot of a rule that is looked at says beside its own. */
interface Seen {
  readonly own: unknown
  readonly individuals: readonly number[]
  readonly elites: readonly number[]
}

/** A rule whose snapshots say who lives, whatever its own say. */
const seen = (survival: Survival): Survival => ({
  create(ranking, saved) {
    const past = saved && { ...saved, snapshot: (saved.snapshot as Seen).own }
    const population: Population = survival.create(ranking, past)
    return {
      get individuals() {
        return population.individuals
      },
      get elites() {
        return population.elites
      },
      get front() {
        return population.front
      },
      insert: (individual) => population.insert(individual),
      reorder: () => population.reorder(),
      snapshot: (): Seen => ({
        own: population.snapshot(),
        individuals: numbersOf(population.individuals),
        elites: numbersOf(population.elites),
      }),
    }
  },
})

/** The parts that there are, survival rules looked at. */
const parts: Registry = {
  ...registry,
  create: ((kind: 'survival', ref: Ref, ...more: []) => {
    const made = registry.create(kind, ref, ...more)
    return kind === 'survival' ? seen(made) : made
  }) as Registry['create'],
}

/** Rules with a population of their own. */
const RULES: readonly Ref[] = [
  { use: 'elitist', capacity: 6 },
  { use: 'nsga2', capacity: 6 },
  { use: 'keep-best', count: 6 },
]

/** Rules that share one. */
const RANKED: readonly Ref[] = [
  { use: 'lineage' },
  { use: 'keep-all' },
  { use: 'keep-if-better', ties: true },
  { use: 'slot', capacity: 6 },
  { use: 'top-n', capacity: 6 },
  { use: 'cell' },
  { use: 'overwrite-loser', capacity: 6, of: 'parents' },
]

test('every survival rule there is is put to the test', () => {
  const names = registry.parts.filter(({ kind }) => kind === 'survival').map(({ name }) => name)
  expect([...RULES, ...RANKED].map(({ use }) => use)).toEqual(expect.arrayContaining(names))
})

function manifestOf(survival: Ref, seed: number, samples: boolean): Manifest {
  const plain = withExchange(toyManifest({ seed: String(seed), every: 23 }), { use: 'reset', every: 7 })
  const toy = samples ? withSamples(plain) : plain
  const objectives = ['score', 'size'].map((name) => ({ name, direction: 'minimize', reference: 1000 }) as const)
  return {
    ...toy,
    problem: { ...toy.problem, ...defined({ objectives: survival.use === 'nsga2' ? objectives : undefined }) },
    strategy: { ...toy.strategy, islands: toy.strategy.islands.map((island) => ({ ...island, survival })) },
  }
}

/** What happens next: which of the tickets under way commits, or what a person says of two programs by their share of those there are. */
const happening = fc.oneof(
  { weight: 9, arbitrary: fc.nat(99) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('keep', 'reject', 'prefer', 'injection'), one: fc.nat(999), two: fc.nat(999) }),
  },
)
const story = fc.record({
  seed: fc.nat(99),
  samples: fc.boolean(),
  width: fc.integer({ min: 1, max: 9 }),
  happenings: fc.array(happening, { minLength: 60, maxLength: 160 }),
})

/** Whether a program that was judged further came to live again where it had lived. */
const isLivingIn = ({ outcome, changes = [] }: CommitRecord): boolean =>
  outcome.kind === 'evaluated' && changes.some(({ added }) => added.includes(outcome.program.number))

/** A search, and a reader that hears of every record as it is made. */
function follow(
  survival: Ref,
  { seed, samples, width, happenings }: typeof story extends fc.Arbitrary<infer Story> ? Story : never,
): Set<string> {
  const manifest = manifestOf(survival, seed, samples)
  const { problem } = manifest
  const commits = new Map<number, CommitRecord>()
  const origin = (number: number): CommitRecord | undefined => commits.get(number)
  const worker = createToyWorker(manifest)
  const memory = createKnownMemory()
  const known = openKnown(memory)
  const facts = { ...toyFacts, parts, remember: origin, recall: worker.recall }
  const search = createSearch(manifest, facts, { evaluations: 1000 }, undefined, memory)
  const reader = new Islands({ problem, survivals: manifest.strategy.islands.map(() => recordedSurvival) })
  const met = new Set<string>()
  const injected: string[] = []

  /** What the journal says, as text that is read back, makes of the reader what the search is. */
  function hear(written: JournalRecord): void {
    const record = decode(encode(written)) as JournalRecord
    met.add(record.type === 'commit' && record.changes !== undefined ? 'changes' : record.type)
    if (record.type === 'commit' && record.merged !== undefined) met.add(isLivingIn(record) ? 'judged further' : 'left for good')
    if (record.type === 'commit' && record.placement?.kind === 'duplicate' && record.placement.cell !== undefined)
      met.add(`settled again: ${record.outcome.kind}`)
    reader.apply(record, origin)
    if (record.type === 'commit' && record.outcome.kind === 'evaluated' && !commits.has(record.outcome.program.number))
      commits.set(record.outcome.program.number, record)
    const { islands, best, individuals } = search.snapshot()
    expect(reader.best?.number).toBe(best)
    const byNumber = individualsOf(individuals)
    for (const [at, { individuals: living, elites }] of reader.populations.entries()) {
      const expected = islands[at] as Seen
      expect(numbersOf(living)).toEqual(expected.individuals)
      expect(numbersOf(elites)).toEqual(expected.elites)
      expect(living).toEqual(living.toSorted(reader.overrides.rank))
      for (const individual of living) expect(individual).toEqual(byNumber.get(individual.number))
    }
  }

  /** Records are heard as they are made. */
  const records: JournalRecord[] = []
  records.push = (...made): number => {
    made.forEach(hear)
    return 0
  }
  const effects = { records, programs: [], judged: [], events: [] }
  const underWay: { readonly ticket: Ticket; readonly programs: number }[] = []
  function fill(): void {
    while (underWay.length < width) {
      const ticket = search.draw({ offspring: underWay.length, asking: 0 })
      if (ticket === undefined) break
      underWay.push({ ticket, programs: search.known })
    }
    if (underWay.length === 0 && search.phase === 'initializing') {
      search.advance(effects)
      fill()
    }
  }
  function say({ kind, one, two }: { readonly kind: string; readonly one: number; readonly two: number }): void {
    const [program, over] = [1 + (one % commits.size), 1 + (two % commits.size)]
    if (kind === 'injection') {
      injected.push(String(one))
      search.inject({ type: 'injection', id: '', files: { 'program.js': String(one) }, of: program })
    } else {
      const override = kind === 'prefer' ? { verdict: 'prefer', program, over } : { verdict: kind as 'keep', program }
      const said = { type: 'override', ...override } as Override
      search.override(said)
      const resettled = search.resettle()
      if (resettled === undefined) return hear(said)
      // until the second record comes, the reader has heard what was said and not yet what came of it
      reader.apply(said, origin)
      hear(resettled)
    }
  }

  for (const happens of happenings) {
    fill()
    if (typeof happens !== 'number') {
      if (commits.size > 0) say(happens)
      continue
    }
    const [drawn] = underWay.splice(happens % underWay.length, 1)
    if (drawn === undefined) break
    const { ticket, programs } = drawn
    const batch = { number: ticket.number, virtualWorker: 0, start: 0, programs, tickets: [ticket] }
    const [outcome] = worker.execute(batch, known, (injection) => ({ 'program.js': injected[injection - 1] ?? '' }))
    if (outcome === undefined) break
    const made = { ...effects, programs: [], judged: [] }
    search.commit(ticket, outcome, made)
    worker.learn(made)
  }
  return met
}

/** Tries a rule on so many stories; returns the kinds of records that they had. */
function tryOut(survival: Ref, numRuns: number): Set<string> {
  const met = new Set<string>()
  fc.assert(
    fc.property(story, (told) => {
      for (const kind of follow(survival, told)) met.add(kind)
    }),
    { numRuns },
  )
  return met
}

describe('a reader of the journal holds what the search holds, after every record', () => {
  /** Kinds of records that stories must have had, some of them rare. */
  const KINDS = [
    'commit',
    'changes',
    'migration',
    'reset',
    'override',
    'settled again: evaluated',
    'settled again: known',
    'judged further',
    'left for good',
  ]
  test.each(RULES)('under the rule $use', { timeout: 60_000 }, (survival) => {
    const met = new Set<string>()
    for (let round = 0; round < 10 && (round === 0 || KINDS.some((kind) => !met.has(kind))); round++)
      for (const kind of tryOut(survival, 20)) met.add(kind)
    expect([...met]).toEqual(expect.arrayContaining(KINDS))
  })

  test.each(RANKED)('under the rule $use', { timeout: 60_000 }, (survival) => {
    expect(tryOut(survival, 6)).toContain('commit')
  })
})
