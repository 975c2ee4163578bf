import { expect, test } from 'vitest'
import type { Strategy } from '../../engine/contracts/manifest.ts'
import { isFurther } from '../../engine/contracts/ticket.ts'
import { runBinary } from '../fixtures/binary.ts'

/** A run with brackets of 8 programs: for each program how many cases it was judged on, and its scores on them by position. */
function judgedIn(scheduler: object, virtualWorkers: number): Map<number, number[]> {
  const strategy: Strategy = {
    name: 'halving',
    islands: [
      {
        parents: { use: 'random' },
        proposers: { use: 'toy' },
        survival: { use: 'keep-all' },
        acceptance: { use: 'sample', of: 'first' },
      },
    ],
    scheduler: { use: 'successive-halving', bracket: 8, ...scheduler },
    finalists: 1,
  }
  const scores = new Map<number, number[]>()
  for (const record of runBinary(strategy, { trainCases: 30, judged: 400, virtualWorkers, batch: 2 })) {
    if (record.type !== 'commit' || record.outcome.kind !== 'evaluated' || record.ticket.kind === 'initial') continue
    const { program, evaluation } = record.outcome
    const own = scores.get(program.number) ?? []
    const positions = isFurther(record.ticket) ? record.ticket.cases : (evaluation.positions ?? [])
    positions.forEach((at, k) => {
      const result = evaluation.cases[k]
      own[at] = result?.verdict === 'scored' ? result.score : Number.NaN
    })
    scores.set(program.number, own)
  }
  return scores
}

test.each([1, 6])('in each round the better half is judged on twice as many further cases, with %d virtual workers', (virtualWorkers) => {
  const scores = judgedIn({}, virtualWorkers)
  for (const bracket of [2, 3, 4, 5]) {
    let round = Array.from({ length: 8 }, (_, k) => 8 * (bracket - 1) + 1 + k)
    expect(round.map((number) => scores.get(number)?.length).sort((a, b) => a! - b!)).toEqual([1, 1, 1, 1, 3, 3, 7, 7])
    for (const count of [1, 3]) {
      const sumOf = (number: number): number =>
        scores
          .get(number)!
          .slice(0, count)
          .reduce((sum, score) => sum + score, 0)
      const better = round.toSorted((a, b) => sumOf(b) - sumOf(a) || a - b).slice(0, round.length / 2)
      const further = round.filter((number) => scores.get(number)!.length > count)
      expect(further.toSorted((a, b) => a - b)).toEqual(better.toSorted((a, b) => a - b))
      round = better
    }
  }
})

test('one in eta goes on, and a round ends with the train set', () => {
  const scores = judgedIn({ eta: 4, cases: 3 }, 2)
  for (const bracket of [2, 3, 4])
    expect(Array.from({ length: 8 }, (_, k) => scores.get(8 * (bracket - 1) + 1 + k)?.length).sort((a, b) => a! - b!)).toEqual([
      3, 3, 3, 3, 3, 3, 15, 15,
    ])
})
