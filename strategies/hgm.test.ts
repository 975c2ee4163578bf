import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../engine/contracts/evaluation.ts'
import type { Individual, PopulationView } from '../engine/contracts/individual.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import { defineScheduler } from '../engine/contracts/part.ts'
import { stream } from '../engine/contracts/random.ts'
import { isFurther } from '../engine/contracts/ticket.ts'
import type { Ticket } from '../engine/contracts/ticket.ts'
import { RunLineage } from '../engine/population/lineage.ts'
import { runBinary } from './fixtures/binary.ts'
import { parts } from './fixtures/populations.ts'
import { ownCounts } from './thompson/counts.ts'

const individual = (number: number, parents: readonly number[], caseScores: readonly number[]): Individual => ({
  number,
  parents,
  score: caseScores.reduce((sum, score) => sum + score, 0) / caseScores.length,
  caseScores,
  cost: 1,
  size: 1,
  signature: String(number),
  cell: '',
})

const resultsOf = (scores: readonly number[]): CaseResult[] => scores.map((score) => ({ verdict: 'scored', fuel: 1, score, metrics: {} }))

const offspringOf = (parent: number): Ticket => ({
  kind: 'offspring',
  number: 1,
  island: 0,
  proposer: 'any',
  parents: [parent],
  inspirations: [],
})

/** A tree as selectors see it, of individuals by number. */
function viewOf(individuals: readonly Individual[]): PopulationView {
  const lineage = new RunLineage({ direction: 'maximize', origin: () => undefined })
  for (const { parents, caseScores } of individuals)
    lineage.add(parents[0] === undefined ? { kind: 'initial', number: 1, initial: 0 } : offspringOf(parents[0]), resultsOf(caseScores))
  const ranked = individuals.toSorted((a, b) => b.score - a.score)
  const find = (number: number): Individual | undefined => individuals[number - 1]
  return { individuals: ranked, elites: [], front: [], commits: 0, trainCases: 10, lineage, direction: 'maximize', find }
}

const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value)

describe('the selector hgm', () => {
  const parent = individual(1, [], [...times(2, 1), ...times(8, 0)])
  const child = individual(2, [1], times(10, 1))

  test('a parent with 2/10 and a child with 10/10: the mean stays .20 and the clade 12/20 after any number of expansions', () => {
    const view = viewOf([parent, child])
    const selector = parts.create('selector', { use: 'hgm' })
    for (let k = 0; k < 500; k++) {
      selector.select(view, 1, stream(`expansion ${k}`))
      expect(view.lineage.clade(1)).toEqual({ passed: 12, failed: 8 })
      expect(view.lineage.clade(2)).toEqual({ passed: 10, failed: 0 })
      expect(ownCounts(parent, 'maximize')).toEqual({ passed: 2, failed: 8 })
    }
  })

  test('counted as published, the parent has a mean of .60 after one expansion and of .73 after two', () => {
    const own = [...parent.caseScores]
    const means = [1, 2].map(() => {
      own.push(...child.caseScores) // what `decendant_evals += …` does to the list that it was given
      return own.reduce((sum, score) => sum + score, 0) / own.length
    })
    expect(means[0]).toBeCloseTo(0.6, 10)
    expect(means[1]).toBeCloseTo(22 / 30, 10)
  })

  test('draws by clades: Beta(13, 9) against Beta(11, 1) as integrated, not by what an individual has itself', () => {
    const view = viewOf([parent, child])
    const draws = parts.create('selector', { use: 'hgm' }).select(view, 20_000, stream('draws'))
    // P(X > Y) for X of Beta(13, 9) and Y of Beta(11, 1): the integral of x^11 over the density of X, B(24, 9) / B(13, 9)
    const logGamma = (n: number): number => Array.from({ length: n - 1 }, (_, k) => Math.log(k + 1)).reduce((sum, each) => sum + each, 0)
    const chance = Math.exp(logGamma(24) + logGamma(22) - logGamma(33) - logGamma(13))
    expect(chance).toBeCloseTo(0.0105, 4)
    const share = draws.filter(({ number }) => number === 1).length / draws.length
    expect(Math.abs(share - chance)).toBeLessThan(6 * Math.sqrt((chance * (1 - chance)) / draws.length))
  })
})

const strategy: Strategy = {
  name: 'tree',
  islands: [{ parents: { use: 'hgm' }, proposers: { use: 'toy' }, survival: { use: 'keep-all' }, acceptance: { use: 'sample' } }],
  scheduler: { use: 'hgm' },
  finalists: 1,
}

/** Nodes beside the initial program once all were expanded that were due after so many evaluations. */
const due = (evaluations: number): number => Math.floor(evaluations ** 0.6) + 1

describe('the scheduler hgm', () => {
  test('50, 200 and 800 evaluations give 11, 25 and 56 nodes beside the initial program, over a whole run', () => {
    const commits = runBinary(strategy, { trainCases: 40, judged: 810 }).filter((record) => record.type === 'commit')
    /** By how many evaluations had been made when a ticket was drawn: the nodes that there were when it had committed. */
    const nodesAt = new Map<number, number>()
    let evaluations = 0
    let nodes = 0
    for (const { ticket } of commits) {
      const before = evaluations
      if (ticket.kind === 'initial') continue
      evaluations += 1
      if (isFurther(ticket)) {
        expect(ticket.cases).toHaveLength(1)
        expect(nodes).toBe(due(before))
      } else nodes += 1
      nodesAt.set(before, nodes)
    }
    expect([50, 200, 800].map((count) => nodesAt.get(count))).toEqual([11, 25, 56])
    expect([50, 200, 800].map(due)).toEqual([11, 25, 56])
  })

  test('with many virtual workers, offspring under way count as nodes', () => {
    const inner = parts.create('scheduler', { use: 'hgm' })
    let asked = 0
    let waited = 0
    const watched = defineScheduler({
      name: 'watched',
      create: () => ({
        next(view, random) {
          const next = inner.next(view, random)
          const [island] = view.islands
          const living = island?.individuals ?? []
          const judged = living.flatMap(({ parents, caseScores }) => (parents.length === 0 ? [] : caseScores)).filter((each) => each >= 0)
          const pending = living.reduce((sum, { number }) => sum + (island?.lineage.pending(number) ?? 0), 0)
          const isDue = judged.length ** 0.6 >= living.length - 1 + pending
          const isOpen = living.some(
            ({ number, caseScores }) =>
              new Set([...caseScores.keys()].filter((at) => (caseScores[at] ?? -1) >= 0).concat(view.taken(number))).size < view.trainCases,
          )
          expect('propose' in next).toBe(isDue || !isOpen)
          waited += Number(!isDue && 'propose' in next)
          asked += 1
          return next
        },
      }),
    })
    const run = { trainCases: 40, judged: 300, virtualWorkers: 7, batch: 2 }
    const records = runBinary({ ...strategy, scheduler: { use: 'watched' } }, run, [watched])
    expect(asked).toBeGreaterThan(250)
    expect(waited).toBeLessThan(14) // at the start, when there is nothing else to do
    expect(records.filter((record) => record.type === 'commit' && record.ticket.kind === 'offspring')).toHaveLength(due(300))
  })

  test('an island of which nothing is left to judge has offspring', () => {
    const run = { trainCases: 2, judged: 60 }
    const commits = runBinary(strategy, run).filter((record) => record.type === 'commit')
    expect(commits.filter(({ ticket }) => ticket.kind === 'offspring').length).toBeGreaterThanOrEqual(30)
  })
})
