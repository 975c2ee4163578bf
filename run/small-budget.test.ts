import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuelOf } from '../engine/contracts/ticket.ts'
import { simulate } from '../engine/fixtures/simulation.ts'
import { createToyWorker, toyFacts, toyManifest } from '../engine/fixtures/toy.ts'
import { smallBudgetWarning } from './small-budget.ts'

const plain = { virtualWorkers: 16, batch: 1, lookahead: 1 }
const parts = { order: plain, strategy: toyManifest().strategy, initialPrograms: 2, hasValidation: false, askers: ['model'] }
const asking = {
  ...parts,
  strategy: { ...parts.strategy, islands: parts.strategy.islands.map((one) => ({ ...one, proposers: { use: 'model' } })) },
}

test.each([
  [{ ...parts, budget: { evaluations: 18 } }, true],
  [{ ...parts, budget: { evaluations: 19 } }, false],
  [{ ...parts, strategy: { ...parts.strategy, initial: { use: 'toy', count: 30 } }, budget: { evaluations: 48 } }, true],
  [{ ...parts, strategy: { ...parts.strategy, initial: { use: 'toy', count: 30 } }, budget: { evaluations: 49 } }, false],
  [{ ...parts, hasValidation: true, budget: { evaluations: 18 } }, false],
  [{ ...parts, budget: { evaluations: 500, patience: 16 } }, true],
  [{ ...parts, budget: { evaluations: 500, patience: 17 } }, false],
  [{ ...parts, budget: { evaluations: 500, calls: 3 } }, false],
  [{ ...parts, budget: { fuel: 1 } }, false],
  [{ ...parts, order: { ...plain, virtualWorkers: 4, batch: 32 }, budget: { evaluations: 130 } }, true],
  [{ ...parts, order: { ...plain, maxConcurrentCalls: 3 }, budget: { evaluations: 18 } }, true],
  [{ ...asking, order: { ...plain, maxConcurrentCalls: 3 }, budget: { evaluations: 5 } }, true],
  [{ ...asking, order: { ...plain, maxConcurrentCalls: 3 }, budget: { evaluations: 6 } }, false],
  [{ ...asking, budget: { evaluations: 500, calls: 16 } }, true],
])('a budget is too small when as many offspring are drawn at once as it has room for, case %#', (given, isSmall) => {
  expect(smallBudgetWarning(given) !== undefined).toBe(isSmall)
})

/** Whether some offspring that was drawn has an offspring for its parent, in a toy run whose every offspring is an evaluation. */
function hasGrandchild(virtualWorkers: number, batch: number, evaluations: number, seed: string): boolean {
  const toy = toyManifest({ seed, virtualWorkers, batch, every: 0 })
  const islands = toy.strategy.islands.map((island) => ({ ...island, parents: { use: 'random' }, acceptance: { use: 'none' } }))
  const manifest = { ...toy, strategy: { ...toy.strategy, islands } }
  const worker = createToyWorker(manifest)
  const full = { ...worker, execute: (batchOf: Parameters<typeof worker.execute>[0]) => worker.execute(batchOf).map(asFull) }
  const { records } = simulate({ manifest, facts: toyFacts, budget: { evaluations } }, full, {
    workers: 4,
    duration: fuelOf,
    delay: () => 0,
    interval: Infinity,
  })
  return records.some(({ type, ...record }) => {
    const ticket = type === 'commit' && 'ticket' in record ? record.ticket : undefined
    return ticket?.kind === 'offspring' && ticket.parents.some((parent) => parent !== 1)
  })
}

/** An outcome that costs a whole evaluation, whatever came of it. */
function asFull(outcome: ReturnType<ReturnType<typeof createToyWorker>['execute']>[number]): typeof outcome {
  const spent = outcome.kind === 'evaluated' && outcome.evaluation.set === 'train' ? outcome.evaluation.cases.length : 0
  const cases = Array.from({ length: 3 - spent }, () => ({ verdict: 'scored', fuel: 1, score: 0, metrics: {} }) as const)
  if (cases.length === 0 || (outcome.kind === 'evaluated' && outcome.evaluation.set !== 'train')) return outcome
  const evaluation = { set: 'train', verdict: 'scored', cases, score: 0, metrics: {}, fuel: cases.length } as const
  return { ...outcome, inner: [...outcome.inner, { canonicalHash: '0'.repeat(32), evaluation }] }
}

test('in a run with such a budget no offspring has an offspring, and with a larger one some have', () => {
  const found: boolean[] = []
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 3 }), fc.nat(20), fc.nat(999), (workers, batch, more, seed) => {
      const evaluations = 1 + Math.max(1, workers * batch - 2 + more)
      const order = { virtualWorkers: workers, batch, lookahead: 1 }
      const isSmall =
        smallBudgetWarning({ ...parts, order, initialPrograms: 1, hasValidation: true, budget: { evaluations } }) !== undefined
      const has = hasGrandchild(workers, batch, evaluations, String(seed))
      if (isSmall) expect(has).toBe(false)
      else found.push(has)
    }),
    { numRuns: 60 },
  )
  expect(found.filter(Boolean).length).toBeGreaterThan(found.length / 2)
})
