import { describe, expect, test } from 'vitest'
import { chain, GENESIS } from '../../archive/digest.ts'
import { createMemoryArchive } from '../../archive/memory.ts'
import type { Archive, Override } from '../../engine/contracts/archive.ts'
import type { Assignment } from '../../engine/contracts/ticket.ts'
import { performToy, toyFacts, toyManifest } from '../../engine/fixtures/toy.ts'
import type { SearchSnapshot } from '../../engine/journal/snapshot.ts'
import { startRun } from '../../engine/run.ts'
import type { SearchEvent } from '../../engine/search/search.ts'
import { clock, identified } from '../fixtures/runs.ts'
import { RunIndex } from './run-index.ts'
import { lineageOf } from './lineage.ts'
import { cellMapOf } from './cells.ts'
import { progressOf } from './progress.ts'
import { storyOf } from './program-page.ts'
import { workOf } from './work.ts'

interface Toy {
  readonly book: RunIndex
  readonly archive: Archive
  readonly facts: readonly SearchEvent[]
  readonly state: SearchSnapshot
  readonly evaluations: number
}

/** Runs a toy, with judgements after so many commits, and reads its journal into a book, a bit at a time while it grows. */
async function toyRun(
  seed: string,
  evaluations: number,
  judgements: ReadonlyMap<number, Override> = new Map(),
  every?: number,
): Promise<Toy> {
  const toy = toyManifest({ seed })
  const manifest = every === undefined ? toy : { ...toy, strategy: { ...toy.strategy, reset: { every } } }
  const budget = { evaluations }
  const archive = createMemoryArchive()
  const book = new RunIndex({ archive, manifest, budget })
  const facts: SearchEvent[] = []
  const waiting = new Map(judgements)
  const workers = {
    size: 2,
    async run(assignments: readonly Assignment[]) {
      book.read(0)
      const commits = run.status().commits
      for (const [at, judgement] of waiting) {
        if (commits < at) continue
        waiting.delete(at)
        void run.intervene(judgement)
      }
      return assignments.map((assignment) => identified(performToy(assignment)))
    },
    close: async () => {},
  }
  const remember = (number: number): ReturnType<NonNullable<Parameters<typeof startRun>[0]['facts']['remember']>> => {
    const individual = archive.recall(number)
    return individual && { ...individual, island: archive.column('islands')[number - 1] ?? 0 }
  }
  const run = startRun({
    manifest,
    facts: { ...toyFacts, remember },
    budget,
    archive,
    chain: { genesis: GENESIS, extend: chain },
    workers,
    clock,
    tell: (fact) => facts.push(fact),
  })
  await run.rest
  while (book.read(5));
  const image = archive.snapshot()
  if (image === undefined) throw new Error('a run that ended has an image')
  const { search: state } = image.state as { readonly search: SearchSnapshot }
  return { book, archive, facts, state, evaluations: run.status().evaluations }
}

const populationOf = ({ population }: RunIndex): SearchSnapshot['islands'] =>
  population.islands.map(({ individuals, elites }) => ({
    individuals: individuals.map(({ number }) => number),
    elites: elites.map(({ number }) => number),
  }))

describe('a book', () => {
  test.each(['1', '2', '3'])('knows what the engine knows, from the journal alone (seed %s)', async (seed) => {
    const { book, facts, state, evaluations, archive } = await toyRun(seed, 600)
    expect(populationOf(book)).toEqual(state.islands)
    expect(book.moves.size).toBeGreaterThan(0)
    expect(book.spent).toEqual(state.spent)
    expect(book.evaluations).toBe(evaluations)
    expect(book.population.best?.number).toBe(state.best)
    expect(book.champion?.program).toBe(state.champion)
    const counted = Object.entries(state.outcomes).filter(([kind, times]) => times > 0 && kind !== 'scored')
    expect(book.outcomes).toMatchObject(Object.fromEntries(counted))
    const improved = facts.flatMap((fact) => (fact.type === 'improved' ? [[fact.individual.number, fact.evaluations, fact.island]] : []))
    expect(book.improvements.map(({ number, evaluations: at, island }) => [number, at, island])).toEqual(improved)
    expect(improved.length).toBeGreaterThan(3)
    expect(book.programs.scores.view()).toEqual(archive.column('scores'))
    expect(book.programs.placements.view()).toEqual(archive.column('placements'))
    expect(book.digest).toBe(archive.head()?.digest)
  })

  test('lets islands begin anew as the search does', async () => {
    const { book, state } = await toyRun('5', 400, new Map(), 10)
    expect(book.happenings.filter(({ kind }) => kind === 'reset').length).toBeGreaterThan(2)
    const individuals = ({ individuals: list }: SearchSnapshot['islands'][number]): readonly number[] => list
    expect(populationOf(book).map(individuals)).toEqual(state.islands.map(individuals))
  })

  test('heeds judgements as the search does', async () => {
    const judgements = new Map<number, Override>([
      [60, { type: 'override', verdict: 'keep', program: 5 }],
      [90, { type: 'override', verdict: 'reject', program: 12 }],
      [140, { type: 'override', verdict: 'prefer', program: 30, over: 40 }],
      [200, { type: 'override', verdict: 'reject', program: 60 }],
    ])
    const plain = await toyRun('4', 400)
    const { book, state } = await toyRun('4', 400, judgements)
    expect(populationOf(book)).toEqual(state.islands)
    expect(state.islands).not.toEqual(plain.state.islands)
    expect(book.happenings.filter(({ kind }) => kind === 'override')).toHaveLength(4)
  })
})

describe('the views', () => {
  test('draw the line from a program to a seed, and leave out no more than they count', async () => {
    const { book } = await toyRun('5', 500)
    const of = book.champion?.program ?? 0
    const whole = lineageOf(book, of, { ancestors: 1000, offspring: 100_000 })
    expect(whole.relatives.filter(({ ancestor }) => ancestor).map(({ number }) => number)).toContain(1)
    expect(whole.relatives.at(-1)?.number).toBeGreaterThanOrEqual(of)
    expect(whole.collapsed.every(({ offspring }) => offspring === 0)).toBe(true)
    const few = lineageOf(book, of, { ancestors: 1000, offspring: 10 })
    expect(few.relatives.length).toBeLessThan(whole.relatives.length)
    const ancestors = whole.relatives.filter(({ ancestor }) => ancestor).length
    expect(few.relatives.filter(({ ancestor }) => ancestor)).toHaveLength(ancestors)
    const failed = (list: typeof few.collapsed): number => list.reduce((sum, each) => sum + each.failed, 0)
    expect(failed(whole.collapsed)).toBeGreaterThan(0)
  })

  test('tell where a program went, whom it removed and who removed it', async () => {
    const { book } = await toyRun('6', 500)
    const stories = Array.from({ length: book.programs.scores.length }, (_, k) => storyOf(book, {}, k + 1))
    const displacing = stories.find((story) => (story?.placing.removed.length ?? 0) > 0)
    const [gone] = displacing?.placing.removed ?? []
    expect(stories[(gone?.number ?? 0) - 1]?.placing.displacedBy?.number).toBeDefined()
    expect(stories.filter((story) => story?.placing.individual).length).toBe(
      new Set(populationOf(book).flatMap(({ individuals }) => individuals)).size,
    )
    expect(stories[0]).toMatchObject({ parents: [], proposer: 'initial', placing: { kind: 'placed' } })
    const champion = stories[(book.champion?.program ?? 0) - 1]
    expect(champion?.evaluations.map(({ set }) => set)).toEqual(['train', 'validation', 'heldOut/far'])
    expect(storyOf(book, {}, 0)).toBeUndefined()
    expect(storyOf(book, {}, 1e9)).toBeUndefined()
  })

  test('have one sample a step and end where the run does', async () => {
    const { book, evaluations } = await toyRun('7', 2500)
    const progress = progressOf(book, {})
    expect(progress.commit.length).toBeLessThan(602)
    expect(progress.commit.length).toBeGreaterThan(290)
    expect(progress.evaluations.at(-1)).toBe(evaluations)
    expect([...progress.commit].sort((a, b) => a - b)).toEqual(progress.commit)
    const best = progress.best.filter((value) => value !== null)
    expect([...best].sort((a, b) => b - a)).toEqual(best)
    const cells = cellMapOf(book, {}, { x: 0, y: 1 })
    expect(cells.cells.length).toBe(book.population.elites().size)
    expect(cells.coverage.at(-1)).toBe(cells.cells.length)
    const { operators } = workOf(book, undefined)
    expect(operators.map(({ operator }) => operator)).toEqual(expect.arrayContaining(['step', 'leap']))
    expect(operators.map(({ tries }) => tries)).toEqual(operators.map(({ tries }) => tries).toSorted((a, b) => b - a))
  })
})
