import { expect, test } from 'vitest'
import type { JournalRecord } from '../contracts/archive.ts'
import type { Evaluation } from '../contracts/evaluation.ts'
import { toyManifest } from '../fixtures/toy.ts'
import { openWriter } from '../fixtures/writer.ts'
import { createFuelSchedule } from './fuel-schedule.ts'
import type { Fuel } from '../contracts/fuel.ts'
import { createRegistry } from '../contracts/registry.ts'
import { strategyParts } from '../../strategies/index.ts'

const growing = (options: { readonly start: number; readonly share: number }): Fuel =>
  createRegistry(strategyParts).create('fuel', { use: 'growing', ...options })

const burning = (verdict: 'scored' | 'fuel', fuel: number): Evaluation => ({
  set: 'train',
  verdict,
  cases: [verdict === 'scored' ? { verdict, fuel, score: 1, metrics: {} } : { verdict, fuel, reason: 'spent' }],
  metrics: {},
  fuel,
})

test('an offspring may burn a multiple of the dearest case of the initial programs, then a share of what the run has burned', () => {
  const schedule = createFuelSchedule(growing({ start: 4, share: 0.01 }))
  schedule.note('a', burning('scored', 50), true)
  schedule.note('b', burning('scored', 30), true)
  schedule.note('c', burning('scored', 500), false)
  expect([0, 10_000, 20_000, 50_050].map((burned) => schedule.limit(burned))).toEqual([200, 200, 200, 500])
})

test('whoever ran out of fuel comes in as new when it no longer does, and only then', () => {
  const schedule = createFuelSchedule(growing({ start: 4, share: 0.01 }))
  schedule.note('a', burning('fuel', 50), false)
  schedule.note('b', burning('scored', 50), false)
  expect(schedule.readmits('a', burning('fuel', 100))).toBe(false)
  expect(schedule.readmits('a', burning('scored', 100))).toBe(true)
  expect(schedule.readmits('b', burning('scored', 100))).toBe(false)
  const again = createFuelSchedule(growing({ start: 4, share: 0.01 }), schedule.snapshot())
  expect(again.readmits('a', burning('scored', 100))).toBe(true)
  again.note('a', burning('scored', 100), false)
  expect(again.readmits('a', burning('scored', 100))).toBe(false)
})

test('without schedule nothing limits what offspring burn, and nothing is kept', () => {
  const schedule = createFuelSchedule(undefined)
  schedule.note('a', burning('fuel', 50), false)
  expect(schedule.limit(1e9)).toBeUndefined()
  expect(schedule.readmits('a', burning('scored', 100))).toBe(false)
  expect(schedule.snapshot()).toBeUndefined()
})

/** The commits of offspring of a toy run whose offspring are rationed, or not. */
function offspringOf(fuel?: { readonly start: number; readonly share: number }): Extract<JournalRecord, { type: 'commit' }>[] {
  const toy = toyManifest()
  const run = openWriter({
    ...toy,
    strategy: { ...toy.strategy, ...(fuel === undefined ? {} : { fuel: { use: 'growing', ...fuel } }) },
  })
  while (run.step(0));
  return [...run.archive.entries()].flatMap(({ record }) =>
    record.type === 'commit' && record.ticket.kind === 'offspring' ? [record] : [],
  )
}

test('in a run schedule rise from ticket to ticket, and a form whose fuel ran out is placed under a number of its own later', () => {
  const commits = offspringOf({ start: 2, share: 1 / 300 })
  const drawn = commits
    .map(({ ticket }) => ticket)
    .sort((a, b) => a.number - b.number)
    .map((ticket) => (ticket.kind === 'offspring' ? ticket.fuelLimit : undefined))
  expect(drawn[0]).toBe(100)
  expect(drawn.every((fuelLimit, k) => fuelLimit !== undefined && fuelLimit >= (drawn[k - 1] ?? 0))).toBe(true)
  const evaluated = commits.flatMap(({ outcome }) => (outcome.kind === 'evaluated' ? [outcome] : []))
  const starved = new Map(
    evaluated.flatMap(({ program, evaluation }) =>
      evaluation.verdict === 'fuel' ? [[program.canonicalHash, program.number] as const] : [],
    ),
  )
  const readmitted = evaluated.filter(({ program, evaluation }) => evaluation.verdict === 'scored' && starved.has(program.canonicalHash))
  expect(starved.size).toBeGreaterThan(5)
  expect(readmitted.length).toBeGreaterThan(0)
  for (const { program } of readmitted) expect(program.number).not.toBe(starved.get(program.canonicalHash))
})

test('a run without schedule says nothing of them', () => {
  for (const { ticket } of offspringOf()) expect(ticket).not.toHaveProperty('fuelLimit')
})
