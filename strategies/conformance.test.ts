import { describe, test } from 'vitest'
import {
  acceptanceRequirements,
  cellsRequirements,
  exchangeRequirements,
  fuelRequirements,
  schedulerRequirements,
  selectorRequirements,
  survivalRequirements,
} from '../conformance/index.ts'
import type { Ref } from '../engine/contracts/ref.ts'
import { parts } from './fixtures/populations.ts'

const named = ({ use, ...options }: Ref): string => `${use} ${JSON.stringify(options)}`

const SELECTORS: readonly Ref[] = [
  { use: 'aflow' },
  { use: 'boltzmann', temperature: 0.3 },
  { use: 'boltzmann', temperature: 2, scale: 1 },
  { use: 'dgm' },
  { use: 'dgm', slope: 0.3, midpoint: -5 },
  { use: 'dgm-h' },
  { use: 'elite' },
  { use: 'front' },
  { use: 'funsearch' },
  { use: 'funsearch', scale: 'spread', temperature: 0.5 },
  { use: 'funsearch', scale: 30, window: 20 },
  { use: 'greedy' },
  { use: 'greedy', ties: 'newest' },
  { use: 'group', window: 20 },
  { use: 'group', power: 1, neighbours: 1, window: 9 },
  { use: 'novelty', window: 20 },
  { use: 'novelty', neighbours: 2, window: 9 },
  { use: 'random' },
  { use: 'shinka' },
  { use: 'shinka', archive: 5 },
  { use: 'top', size: 3 },
  { use: 'tournament', size: 1 },
  { use: 'tournament', size: 4 },
  { use: 'hgm' },
  { use: 'hgm', window: 3 },
  { use: 'sica' },
  { use: 'sica', fuelLimit: 30, window: 3 },
  { use: 'gepa', window: 3 },
  { use: 'gepa', of: 'objective' },
  { use: 'gepa', of: 'hybrid', pruned: true },
  { use: 'gepa', of: 'cartesian', pruned: true },
  { use: 'lexicase' },
  { use: 'merging', window: 20 },
  { use: 'trajectory' },
  { use: 'trajectory', of: 'latest' },
  { use: 'lexicase', batch: 2, epsilon: 'mad', window: 3 },
  { use: 'lexicase', epsilon: 1, downSample: 0.5 },
  { use: 'wheel' },
  { use: 'wheel', scale: 'raw' },
]

describe.each(SELECTORS.map((ref) => [named(ref), ref] as const))('the selector %s', (_, ref) => {
  for (const { name, run } of selectorRequirements(() => parts.create('selector', ref))) test(name, run)
})

const SURVIVALS: readonly Ref[] = [
  ...['elitist', 'nsga2', 'slot', 'top-n'].flatMap((use) => [1, 5, 30].map((capacity) => ({ use, capacity }))),
  ...[2, 5, 30].flatMap((capacity) => ['all', 'parents'].map((of) => ({ use: 'overwrite-loser', capacity, of }))),
  { use: 'slot', capacity: 5, ties: true },
  { use: 'keep-all' },
  { use: 'keep-if-better' },
  { use: 'keep-if-better', ties: true },
  { use: 'cell' },
  { use: 'lineage' },
]

describe.each(SURVIVALS.map((ref) => [named(ref), ref] as const))('the survival rule %s', (_, ref) => {
  for (const { name, run } of survivalRequirements(() => parts.create('survival', ref))) test(name, run)
})

const EXCHANGES: readonly Ref[] = [
  { use: 'age-layers', every: 7 },
  { use: 'migration', every: 10, count: 2 },
  { use: 'reset', every: 7 },
  { use: 'reset-weaker', every: 7 },
]

describe.each(EXCHANGES.map((ref) => [named(ref), ref] as const))('the exchange %s', (_, ref) => {
  for (const { name, run } of exchangeRequirements(() => parts.create('exchange', ref))) test(name, run)
})

const ACCEPTANCES: readonly Ref[] = [
  { use: 'none' },
  { use: 'cascade' },
  { use: 'cascade', steps: [{ cases: 1, threshold: 2 }] },
  { use: 'minibatch' },
  { use: 'minibatch', cases: 1, ties: true },
  { use: 'minibatch', cases: 50 },
  { use: 'race', margin: 1 },
  { use: 'size', times: 1.2 },
  { use: 'size', most: 12, next: { use: 'race', margin: 1 } },
  { use: 'anchors', cases: [0] },
  { use: 'anchors', cases: [0], tolerance: 1, next: { use: 'cascade' } },
  { use: 'size', times: 2, next: { use: 'anchors', cases: [0], next: { use: 'minibatch', ties: true } } },
  { use: 'race', margin: 0, after: 'gain' },
  { use: 'sample' },
  { use: 'sample', cases: 3, of: 'first' },
]

describe.each(ACCEPTANCES.map((ref) => [named(ref), ref] as const))('the acceptance rule %s', (_, ref) => {
  for (const { name, run } of acceptanceRequirements(() => parts.create('acceptance', ref, ['use']))) test(name, run)
})

const FUELS: readonly Ref[] = [
  { use: 'of-parent', times: 10 },
  { use: 'growing', start: 4, share: 0.01 },
  { use: 'growing', start: 48, share: 1 / 300, ofParent: 10 },
]

describe.each(FUELS.map((ref) => [named(ref), ref] as const))('the fuel schedule %s', (_, ref) => {
  for (const { name, run } of fuelRequirements(() => parts.create('fuel', ref, ['use']))) test(name, run)
})

const SCHEDULERS: readonly Ref[] = [
  { use: 'in-turn' },
  { use: 'opening', every: 20 },
  { use: 'best-mean' },
  { use: 'best-mean', every: 1 },
  { use: 'hgm' },
  { use: 'hgm', alpha: 0.1 },
  { use: 'successive-halving' },
  { use: 'successive-halving', cases: 3, eta: 3, bracket: 5 },
]

describe.each(SCHEDULERS.map((ref) => [named(ref), ref] as const))('the scheduler %s', (_, ref) => {
  for (const { name, run } of schedulerRequirements(() => parts.create('scheduler', ref, ['use']))) test(name, run)
})

const CELLS: readonly Ref[] = [{ use: 'grid' }, { use: 'cvt' }, { use: 'cvt', centroids: 7 }]

describe.each(CELLS.map((ref) => [named(ref), ref] as const))('the division into cells %s', (_, ref) => {
  for (const { name, run } of cellsRequirements(() => parts.create('cells', ref, ['use']))) test(name, run)
})

test('every part has its suite', () => {
  const tried = new Set([...SELECTORS, ...SURVIVALS, ...EXCHANGES, ...ACCEPTANCES, ...FUELS, ...SCHEDULERS, ...CELLS].map(({ use }) => use))
  for (const { name, kind } of parts.parts) if (!tried.has(name)) throw new Error(`the ${kind} ${name} is not put to the test`)
})
