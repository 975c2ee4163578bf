import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../engine/contracts/index.ts'
import { chain, GENESIS, verifyChain } from './digest.ts'
import { samples } from './fixtures/samples.ts'

const entries = samples.entries(undefined, [
  { type: 'migration', from: 0, to: 1, programs: [3, 4], removed: [] },
  { type: 'stop', reason: 'evaluations' },
  { type: 'champion', program: 3, score: -0 },
])

describe('the digest', () => {
  test('is a fixed function of the records', () => {
    expect(chain(GENESIS, { type: 'stop', reason: 'stopped' })).toBe('972c86bee9c7dde0803ef69f14893d5ff8bdb4c31a88e6bca1cb5f3e9941d6bb')
  })
  test('says nothing of time', () => {
    expect(verifyChain(entries.map((entry) => ({ ...entry, at: 5 })))).toBe(entries[2]?.digest)
  })
  test('of an empty journal is the beginning', () => {
    expect(verifyChain([])).toBe(GENESIS)
  })
  test.each<[string, readonly JournalEntry[], string]>([
    ['an entry left out', entries.toSpliced(1, 1), 'entry 2 is missing'],
    ['entries that changed places', [entries[1], entries[0], entries[2]] as JournalEntry[], 'entry 1 is missing'],
    [
      'a zero that lost its sign',
      entries.with(2, { ...(entries[2] as JournalEntry), record: { type: 'champion', program: 3, score: 0 } }),
      'entry 3 does not follow',
    ],
  ])('does not hold for %s', (_, broken, message) => {
    expect(() => verifyChain(broken)).toThrow(message)
  })
})
