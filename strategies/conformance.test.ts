import { describe, test } from 'vitest'
import { exchangeRequirements, selectorRequirements, survivalRequirements } from '../conformance/index.ts'
import type { Ref } from '../engine/contracts/ref.ts'
import { parts } from './fixtures/populations.ts'

const named = ({ use, ...options }: Ref): string => `${use} ${JSON.stringify(options)}`

const SELECTORS: readonly Ref[] = [
  { use: 'best' },
  { use: 'elite' },
  { use: 'front' },
  { use: 'uniform' },
  { use: 'tournament', size: 1 },
  { use: 'tournament', size: 4 },
]

describe.each(SELECTORS.map((ref) => [named(ref), ref] as const))('the selector %s', (_, ref) => {
  for (const { name, run } of selectorRequirements(() => parts.create('selector', ref))) test(name, run)
})

const SURVIVALS: readonly Ref[] = ['elitist', 'nsga2'].flatMap((use) => [1, 5, 30].map((capacity) => ({ use, capacity })))

describe.each(SURVIVALS.map((ref) => [named(ref), ref] as const))('the survival rule %s', (_, ref) => {
  for (const { name, run } of survivalRequirements(() => parts.create('survival', ref))) test(name, run)
})

const EXCHANGES: readonly Ref[] = [
  { use: 'migration', every: 10, count: 2 },
  { use: 'reset', every: 7 },
]

describe.each(EXCHANGES.map((ref) => [named(ref), ref] as const))('the exchange %s', (_, ref) => {
  for (const { name, run } of exchangeRequirements(() => parts.create('exchange', ref))) test(name, run)
})

test('every part has its suite', () => {
  const tried = new Set([...SELECTORS, ...SURVIVALS, ...EXCHANGES].map(({ use }) => use))
  for (const { name, kind } of parts.parts) if (!tried.has(name)) throw new Error(`the ${kind} ${name} is not put to the test`)
})
