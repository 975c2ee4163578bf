import { describe, expect, test } from 'vitest'
import type { JournalRecord } from '../contracts/archive.ts'
import type { Individual } from '../contracts/individual.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import { evaluationsOf, fuelOf } from '../contracts/ticket.ts'
import type { Outcome } from '../contracts/ticket.ts'
import { stream } from '../contracts/random.ts'
import { simulate } from '../fixtures/simulation.ts'
import { createToyWorker, toyFacts, toyManifest, withObjectives } from '../fixtures/toy.ts'
import { Front } from '../population/front.ts'
import { individualIn } from '../population/individual.ts'
import { byRank } from '../population/ranking.ts'

const TRAIN_CASES = 3

/** A toy run on a machine of so many workers that is slow now and then, and killed if it is to be. */
function runOf(manifest: Manifest, budget: Budget, workers = 3, kill = Infinity): readonly JournalRecord[] {
  const whims = stream(`machine/${workers}/${kill}`)
  return simulate({ manifest, facts: toyFacts, budget }, createToyWorker(manifest), {
    workers,
    duration: (outcome) => fuelOf(outcome) * (1 + whims.integer(5)),
    delay: () => whims.integer(50),
    interval: Infinity,
    flushes: () => true,
    dies: () => kill !== Infinity && whims.integer(kill) === 0,
  }).records
}

/** Train cases that were spent after the last progress, as the journal alone tells it. */
function sinceProgress(records: readonly JournalRecord[], { problem }: Manifest): number {
  const rank = byRank(problem.direction)
  let best: Individual | undefined
  const front = new Front()
  let since = 0
  for (const record of records) {
    if (record.type !== 'commit') continue
    const { outcome, placement } = record
    for (const { set, cases } of evaluationsOf(outcome as Outcome)) if (set === 'train') since += cases.length
    if (outcome.kind !== 'evaluated' || record.ticket.kind === 'evaluation' || placement?.kind === 'duplicate') continue
    const individual = individualIn(record, problem)
    if (individual === undefined) continue
    const isBest = best === undefined || rank(individual, best) < 0
    if (isBest) best = individual
    if (problem.objectives === undefined ? isBest : front.take(individual)) since = 0
  }
  return since
}

const finishOf = (records: readonly JournalRecord[]): JournalRecord | undefined => records.find(({ type }) => type === 'finish')

describe('patience', () => {
  test.each([
    ['with one score', toyManifest()],
    ['with batches', toyManifest({ virtualWorkers: 4, batch: 3 })],
    ['with several objectives', withObjectives(toyManifest())],
  ])('ends a run %s after as many evaluations without progress, whatever the machine does', (_, manifest) => {
    for (const patience of [1, 20, 60]) {
      const records = runOf(manifest, { evaluations: 5000, patience })
      expect(finishOf(records)).toMatchObject({ reason: 'patience' })
      expect(sinceProgress(records, manifest)).toBeGreaterThanOrEqual(TRAIN_CASES * patience)
      expect(sinceProgress(records, manifest)).toBeLessThan(TRAIN_CASES * (patience + 1))
      expect(runOf(manifest, { evaluations: 5000, patience }, 9)).toEqual(records)
      expect(runOf(manifest, { evaluations: 5000, patience }, 2, 40)).toEqual(records)
    }
  })
})
