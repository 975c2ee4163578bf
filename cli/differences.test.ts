import { describe, expect, test } from 'vitest'
import { samples } from '../archive/fixtures/samples.ts'
import { compareJournals, differencesOf, recordDifferences } from './differences.ts'

const { entries } = samples.group(undefined, 5)
const other = [...entries.slice(0, 3), ...samples.entries(entries[2], [{ type: 'stop', reason: 'stopped' }])]

describe('two journals', () => {
  test('are compared up to their first difference', () => {
    expect(compareJournals(entries, other)).toEqual({ manifests: [], commits: 3, a: entries[3], b: other[3] })
  })
  test('may be equal, or one the beginning of the other', () => {
    expect(compareJournals(entries, entries)).toEqual({ manifests: [], commits: 5, a: undefined, b: undefined })
    expect(compareJournals(entries, entries.slice(0, 2))).toEqual({ manifests: [], commits: 2, a: entries[2], b: undefined })
    expect(compareJournals([], entries)).toEqual({ manifests: [], commits: 0, a: undefined, b: entries[0] })
  })
})

describe('two records', () => {
  test('differ where their values do, -0 and NaN included', () => {
    expect(differencesOf({ a: [1, Number.NaN, -0], b: 1 }, { a: [1, Number.NaN, 0], c: 2 })).toEqual([
      { path: 'a.2', a: -0, b: 0 },
      { path: 'b', a: 1, b: undefined },
      { path: 'c', a: undefined, b: 2 },
    ])
  })
  test('of different tickets are told apart by these alone', () => {
    const [first, second] = entries
    if (first === undefined || second === undefined) throw new Error('samples')
    const paths = recordDifferences(first.record, second.record).map(({ path }) => path)
    expect(paths).toContain('ticket.number')
    expect(paths.every((path) => path.startsWith('ticket.'))).toBe(true)
  })
})
