import { expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import type { Strategy } from '../../engine/contracts/manifest.ts'
import { frozenView } from '../fixtures/archives.ts'
import { runBinary } from '../fixtures/binary.ts'
import { parts } from '../fixtures/populations.ts'

const scheduler = parts.create('scheduler', { use: 'opening', every: 100 })
const islands = Array.from({ length: 4 }, () => frozenView('main'))

/** The islands that have offspring in 40 tickets after so many commits. */
function proposed(commits: number, shares?: readonly number[]): Set<number> {
  const given = { islands, commits, trainCases: 2, taken: () => [], ...(shares === undefined ? {} : { shares }) }
  return new Set(
    Array.from({ length: 40 }, (_, ticket) => {
      const scheduled = scheduler.next({ ticket, ...given }, stream(`${ticket}`))
      return 'propose' in scheduled ? scheduled.propose : -1
    }),
  )
}

test('one island is open at first, the next ones after one, two and four times as many commits', () => {
  for (const [commits, open] of [
    [0, [0]],
    [99, [0]],
    [100, [0, 1]],
    [199, [0, 1]],
    [200, [0, 1, 2]],
    [399, [0, 1, 2]],
    [400, [0, 1, 2, 3]],
    [1e9, [0, 1, 2, 3]],
  ] as const)
    expect(proposed(commits), `${commits}`).toEqual(new Set(open))
})

test('shares hold among open islands, and one that is closed has a ticket only where no open one has a share', () => {
  expect(proposed(100, [1, 3, 5, 7])).toEqual(new Set([0, 1]))
  expect(proposed(100, [0, 3, 5, 7])).toEqual(new Set([1]))
  expect(proposed(100, [0, 0, 5, 0])).toEqual(new Set([2]))
})

test('in a run a small budget goes to one island', () => {
  const island = { parents: { use: 'random' }, proposers: { use: 'toy' }, survival: { use: 'keep-all' } }
  const strategy: Strategy = { name: 'opening', islands: [island, island, island], scheduler: { use: 'opening', every: 60 }, finalists: 1 }
  const homes: number[] = []
  for (const record of runBinary(strategy, { trainCases: 2, judged: 300, virtualWorkers: 3, batch: 2 }))
    if (record.type === 'commit' && record.ticket.kind === 'offspring') homes.push(record.ticket.island)
  expect(new Set(homes.slice(0, 55))).toEqual(new Set([0]))
  expect(new Set(homes.slice(70, 110))).toEqual(new Set([0, 1]))
  expect(new Set(homes.slice(130))).toEqual(new Set([0, 1, 2]))
})
