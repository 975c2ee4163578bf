import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Placement } from '../contracts/archive.ts'
import type { Outcome, Ticket } from '../contracts/ticket.ts'
import { createCredit } from './credit.ts'
import type { Credit } from './credit.ts'
import { openWriter } from '../fixtures/writer.ts'
import { toyManifest } from '../fixtures/toy.ts'

const strategy = { adaptive: { floor: 0.1 } }

const ticket = (proposer = 'genetic'): Ticket => ({ kind: 'offspring', number: 1, island: 0, proposer, parents: [1], inspirations: [] })

const outcome = (operator: string, verdict: 'scored' | 'invalid'): Extract<Outcome, { kind: 'evaluated' }> => ({
  kind: 'evaluated',
  operator,
  program: { id: '', canonicalHash: '', size: 1, files: {} },
  evaluation: { set: 'train', verdict, cases: [], metrics: {}, fuel: 1 },
  inner: [],
})

const placed = (elite: boolean): Placement => ({ kind: 'placed', cell: '', elite, removed: [] })

/** One offspring of an operator: it fails, does what another does, lives, or is the best. */
type Event = readonly [operator: string, end: 'failed' | 'duplicate-behaviour' | 'lives' | 'best']

function credited(events: readonly Event[], credit: Credit = createCredit(strategy)): Credit {
  for (const [operator, end] of events) {
    const placement: Placement =
      end === 'failed'
        ? { kind: 'no-score' }
        : end === 'duplicate-behaviour'
          ? { kind: 'duplicate-behaviour', of: 1, cell: '' }
          : placed(end === 'best')
    credit.note(ticket(), outcome(operator, end === 'failed' ? 'invalid' : 'scored'), placement)
  }
  return credit
}

const many = (count: number, event: Event): Event[] => Array.from({ length: count }, () => event)

describe('shares of operators', () => {
  test('are as listed while nothing is known, and where the strategy does not adapt them', () => {
    expect(createCredit(strategy).shares()).toBeUndefined()
    expect(credited(many(50, ['a', 'failed']), createCredit({})).shares()).toBeUndefined()
  })

  test.each([
    ['fails', 'failed'],
    ['does nothing new', 'duplicate-behaviour'],
  ] as const)('fall where an operator %s and others do not, the more the surer it is', (_, end) => {
    const after = (count: number): number | undefined => {
      const events = Array.from({ length: count }, (): Event[] => [
        ['good', 'lives'],
        ['bad', end],
      ]).flat()
      return credited(events).shares()?.['genetic']?.['bad']
    }
    const shares = [1, 5, 20, 100, 1000].map(after)
    expect(shares).toEqual(shares.toSorted((a, b) => Number(b) - Number(a)))
    expect(shares[0]).toBeGreaterThan(80)
    expect(shares.at(-1)).toBe(10)
  })

  test('rise where an operator gains, and fall where it does not although it was used much', () => {
    const shares = credited([...many(30, ['rich', 'lives']), ...many(10, ['rich', 'best']), ...many(40, ['poor', 'lives'])]).shares()
    expect(shares?.['genetic']?.['rich']).toBeGreaterThan(130)
    expect(shares?.['genetic']?.['poor']).toBeLessThan(60)
  })

  test('are of the proposer alone, and every operator of a name has its part', () => {
    const credit = createCredit(strategy)
    credit.note(ticket('other'), outcome('a+b+a', 'invalid'), { kind: 'no-score' })
    credit.note(ticket(), outcome('a', 'scored'), placed(false))
    expect(credit.counts).toEqual([
      { proposer: 'other', operator: 'a', tries: 1, failed: 1, idle: 0, gains: 0 },
      { proposer: 'other', operator: 'b', tries: 1, failed: 1, idle: 0, gains: 0 },
      { proposer: 'genetic', operator: 'a', tries: 1, failed: 0, idle: 0, gains: 0 },
    ])
    expect(credit.shares()?.['genetic']).toEqual({ a: 100 })
  })

  const events = fc.array(
    fc.tuple(
      fc.constantFrom('a', 'b', 'c', 'a+b'),
      fc.constantFrom('failed', 'duplicate-behaviour', 'lives', 'best') satisfies fc.Arbitrary<Event[1]>,
    ),
    { maxLength: 200 },
  )

  test('stay within a tenth and four times what is listed, and come from the counts alone', () => {
    fc.assert(
      fc.property(events, (list) => {
        const credit = credited(list)
        const again = createCredit(strategy, JSON.parse(JSON.stringify(credit.counts)) as typeof credit.counts)
        expect(again.shares()).toEqual(credit.shares())
        for (const share of Object.values(credit.shares()?.['genetic'] ?? {})) {
          expect(Number.isInteger(share)).toBe(true)
          expect(share).toBeGreaterThanOrEqual(10)
          expect(share).toBeLessThanOrEqual(400)
        }
      }),
    )
  })
})

test('a batch is told what the commits before it come to', () => {
  const manifest = toyManifest()
  const run = openWriter(manifest, { evaluations: 200 })
  const credit = createCredit(manifest.strategy)
  const told = new Set<number>()
  let read = 0
  let different = 0
  do {
    // a step may commit several batches, and one is drawn after each
    const since: unknown[] = [credit.shares()]
    for (const { record, index } of run.archive.entries(read + 1)) {
      read = index
      if (record.type !== 'commit') continue
      credit.note(record.ticket, record.outcome as Outcome, record.placement)
      since.push(credit.shares())
    }
    for (const { number, shares } of run.sequencer.pending()) {
      if (told.has(number)) continue
      told.add(number)
      expect(since).toContainEqual(shares)
      const { step = 100, leap = 100 } = shares?.['toy'] ?? {}
      if (step !== leap) different += 1
    }
  } while (run.step(0))
  expect(told.size).toBeGreaterThan(200)
  expect(different).toBeGreaterThan(100)
})

test('a ticket says whether it was drawn before something has gained', () => {
  const toy = toyManifest()
  const run = openWriter({ ...toy, strategy: { ...toy.strategy, islands: toy.strategy.islands.slice(0, 1) } })
  let gained = false
  const seen: boolean[] = []
  const best = (): number => run.sequencer.status().best?.score ?? Infinity
  while (!gained && run.step(0)) {
    gained = best() < 520
    for (const { tickets } of run.sequencer.pending())
      for (const one of tickets) if (one.kind === 'offspring') seen[one.number] = one.beforeGain === true
  }
  const before = [...seen].filter((flag) => flag !== undefined)
  while (run.step(0));
  const last = [...run.archive.entries()].findLast(({ record }) => record.type === 'commit' && record.ticket.kind === 'offspring')
  expect(before.slice(0, 6)).toEqual([true, true, true, true, true, true])
  expect(last?.record).toMatchObject({ ticket: { kind: 'offspring' } })
  expect(last?.record).not.toHaveProperty('ticket.beforeGain')
})
