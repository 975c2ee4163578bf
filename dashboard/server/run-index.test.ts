import { describe, expect, test } from 'vitest'
import { chain, GENESIS } from '../../archive/digest.ts'
import { createMemoryArchive } from '../../archive/memory.ts'
import type { Archive, Override } from '../../engine/contracts/archive.ts'
import type { Assignment } from '../../engine/contracts/ticket.ts'
import { islandsOf, executeToy, toyFacts, toyManifest, withExchange } from '../../engine/fixtures/toy.ts'
import type { SearchSnapshot } from '../../engine/search/snapshot.ts'
import { originsIn } from '../../engine/journal/origins.ts'
import { startRun } from '../../engine/run.ts'
import type { SearchEvent } from '../../engine/search/effects.ts'
import { clock, identified } from '../fixtures/runs.ts'
import { elitesOf } from './elites.ts'
import { RunIndex } from './run-index.ts'
import { lineageOf } from './lineage.ts'
import type { ProblemFacts } from '../api-types.ts'
import { cellMapOf } from './cells.ts'
import { progressOf } from './progress.ts'
import { programPageOf } from './program-page.ts'
import { workOf } from './work.ts'

interface Toy {
  readonly runIndex: RunIndex
  readonly archive: Archive
  readonly events: readonly SearchEvent[]
  readonly state: SearchSnapshot
  readonly evaluations: number
}

/** Runs a toy, with overrides after so many commits, and reads its journal into a runIndex, a bit at a time while it grows. */
async function toyRun(
  seed: string,
  evaluations: number,
  overrides: ReadonlyMap<number, Override> = new Map(),
  every?: number,
): Promise<Toy> {
  const toy = toyManifest({ seed })
  const manifest = every === undefined ? toy : withExchange(toy, { use: 'reset', every })
  const budget = { evaluations }
  const archive = createMemoryArchive()
  const runIndex = new RunIndex({ archive, manifest, budget })
  const events: SearchEvent[] = []
  const waiting = new Map(overrides)
  const workers = {
    size: 2,
    async run(assignments: readonly Assignment[]) {
      runIndex.read(0)
      const commits = run.status().commits
      for (const [at, override] of waiting) {
        if (commits < at) continue
        waiting.delete(at)
        void run.intervene(override)
      }
      return assignments.map((assignment) => identified(executeToy(assignment)))
    },
    close: async () => {},
  }
  const run = startRun({
    manifest,
    facts: { ...toyFacts, remember: originsIn(archive) },
    budget,
    archive,
    chain: { genesis: GENESIS, extend: chain },
    workers,
    clock,
    emit: (event) => events.push(event),
  })
  await run.ended
  while (runIndex.read(5));
  const snapshot = archive.snapshot()
  if (snapshot === undefined) throw new Error('a run that ended has a snapshot')
  const { search: state } = snapshot.state as { readonly search: SearchSnapshot }
  return { runIndex, archive, events, state, evaluations: run.status().evaluations }
}

type Living = ReturnType<typeof islandsOf>

/** Who lives on each island, by number: the page has individuals in the order of their ranking, whatever order a survival rule has. */
const sorted = (islands: Living): Living =>
  islands.map(({ individuals, elites }) => ({
    individuals: individuals.toSorted((a, b) => a - b),
    elites: elites.toSorted((a, b) => a - b),
  }))

const populationOf = ({ islands }: RunIndex): Living =>
  sorted(
    islands.populations.map(({ individuals, elites }) => ({
      individuals: individuals.map(({ number }) => number),
      elites: elites.map(({ number }) => number),
    })),
  )

describe('a runIndex', () => {
  test.each(['1', '2', '3'])('knows what the engine knows, from the journal alone (seed %s)', async (seed) => {
    const { runIndex, events, state, evaluations, archive } = await toyRun(seed, 600)
    expect(populationOf(runIndex)).toEqual(sorted(islandsOf(state)))
    expect(runIndex.moves.size).toBeGreaterThan(0)
    expect(runIndex.spent).toEqual(state.spent)
    expect(runIndex.evaluations).toBe(evaluations)
    expect(runIndex.islands.best?.number).toBe(state.best)
    expect(runIndex.champion?.program).toBe(state.champion)
    const counted = Object.entries(state.outcomes).filter(([kind, times]) => times > 0 && kind !== 'scored')
    expect(runIndex.outcomes).toMatchObject(Object.fromEntries(counted))
    const improved = events.flatMap((event) =>
      event.type === 'improved' ? [[event.individual.number, event.evaluations, event.island]] : [],
    )
    expect(runIndex.improvements.map(({ number, evaluations: at, island }) => [number, at, island])).toEqual(improved)
    expect(improved.length).toBeGreaterThan(3)
    expect(runIndex.programs.scores.view()).toEqual(archive.column('scores'))
    expect(runIndex.programs.placements.view()).toEqual(archive.column('placements'))
    expect(runIndex.digest).toBe(archive.head()?.digest)
  })

  test('lets islands begin anew as the search does', async () => {
    const { runIndex, state } = await toyRun('5', 400, new Map(), 10)
    expect(runIndex.journalEvents.filter(({ kind }) => kind === 'reset').length).toBeGreaterThan(2)
    expect(populationOf(runIndex)).toEqual(sorted(islandsOf(state)))
  })

  test('heeds overrides as the search does', async () => {
    const overrides = new Map<number, Override>([
      [60, { type: 'override', verdict: 'keep', program: 5 }],
      [90, { type: 'override', verdict: 'reject', program: 12 }],
      [140, { type: 'override', verdict: 'prefer', program: 30, over: 40 }],
      [200, { type: 'override', verdict: 'reject', program: 60 }],
    ])
    const plain = await toyRun('4', 400)
    const { runIndex, state } = await toyRun('4', 400, overrides)
    expect(populationOf(runIndex)).toEqual(sorted(islandsOf(state)))
    expect(state.islands).not.toEqual(plain.state.islands)
    expect(runIndex.journalEvents.filter(({ kind }) => kind === 'override')).toHaveLength(4)
  })
})

describe('the views', () => {
  test('draw the line from a program to an initial program, and leave out no more than they count', async () => {
    const { runIndex } = await toyRun('5', 500)
    const of = runIndex.champion?.program ?? 0
    const whole = lineageOf(runIndex, of, { ancestors: 1000, offspring: 100_000 })
    expect(whole.relatives.filter(({ ancestor }) => ancestor).map(({ number }) => number)).toContain(1)
    expect(whole.relatives.at(-1)?.number).toBeGreaterThanOrEqual(of)
    expect(whole.collapsed.every(({ offspring }) => offspring === 0)).toBe(true)
    const few = lineageOf(runIndex, of, { ancestors: 1000, offspring: 10 })
    expect(few.relatives.length).toBeLessThan(whole.relatives.length)
    const ancestors = whole.relatives.filter(({ ancestor }) => ancestor).length
    expect(few.relatives.filter(({ ancestor }) => ancestor)).toHaveLength(ancestors)
    const failed = (list: typeof few.collapsed): number => list.reduce((sum, each) => sum + each.failed, 0)
    expect(failed(whole.collapsed)).toBeGreaterThan(0)
  })

  test('tell where a program went, whom it removed and who removed it', async () => {
    const { runIndex } = await toyRun('6', 500)
    const stories = Array.from({ length: runIndex.programs.scores.length }, (_, k) => programPageOf(runIndex, {}, k + 1))
    const displacing = stories.find((programPage) => (programPage?.placing.removed.length ?? 0) > 0)
    const [gone] = displacing?.placing.removed ?? []
    expect(stories[(gone?.number ?? 0) - 1]?.placing.displacedBy?.number).toBeDefined()
    expect(stories.filter((programPage) => programPage?.placing.individual).length).toBe(
      new Set(populationOf(runIndex).flatMap(({ individuals }) => individuals)).size,
    )
    expect(stories[0]).toMatchObject({ parents: [], proposer: 'initial', placing: { kind: 'placed' } })
    const champion = stories[(runIndex.champion?.program ?? 0) - 1]
    expect(champion?.evaluations.map(({ set }) => set)).toEqual(['train', 'validation', 'heldOut/far'])
    expect(programPageOf(runIndex, {}, 0)).toBeUndefined()
    expect(programPageOf(runIndex, {}, 1e9)).toBeUndefined()
  })

  test('have one sample a step and end where the run does', async () => {
    const { runIndex, evaluations } = await toyRun('7', 2500)
    const progress = progressOf(runIndex, {})
    expect(progress.commit.length).toBeLessThan(602)
    expect(progress.commit.length).toBeGreaterThan(290)
    expect(progress.evaluations.at(-1)).toBe(evaluations)
    expect([...progress.commit].sort((a, b) => a - b)).toEqual(progress.commit)
    const best = progress.best.filter((value) => value !== null)
    expect([...best].sort((a, b) => b - a)).toEqual(best)
    const cells = cellMapOf(runIndex, {}, { x: 0, y: 1 })
    expect(cells.cells.length).toBe(elitesOf(runIndex.islands).size)
    expect(cells.coverage.at(-1)).toBe(cells.cells.length)
    const facts = { hasRegions: true, descriptors: [{ name: 'size', edges: [1] }], unit: '' } as unknown as ProblemFacts
    const regions = cellMapOf(runIndex, { facts }, { x: 0, y: 1 })
    expect(regions.axes.map(({ name, labels }) => [name, labels.length])).toEqual([['region', cells.cells.length + 1]])
    expect(regions.cells.map(({ x, y }) => [x, y])).toEqual(cells.cells.map((_, at) => [at, 0]))
    const { operators } = workOf(runIndex, undefined)
    expect(operators.map(({ operator }) => operator)).toEqual(expect.arrayContaining(['step', 'leap']))
    expect(operators.map(({ tries }) => tries)).toEqual(operators.map(({ tries }) => tries).toSorted((a, b) => b - a))
  })
})
