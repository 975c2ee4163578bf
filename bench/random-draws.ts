/**
 * What independent random draws reach at several budgets, the champion chosen by validation as in every run: the null model that a
 * problem shows among its references. Medians over the seeds.
 *
 *     node bench/random-draws.ts [problem] [budgets] [seeds]
 */
import process from 'node:process'
import { evolve } from '../library/evolve.ts'
import { machine, median, spread } from './machine.ts'

const problem = process.argv[2] ?? 'bin-packing'
const budgets = (process.argv[3] ?? '1000,5000,20000').split(',').map(Number)
const seeds = Number(process.argv[4] ?? 5)

console.log(machine())
console.log(`${problem}, random draws, champion by validation, ${seeds} seeds: median (least-greatest)`)
for (const evaluations of budgets) {
  const scores = new Map<string, number[]>()
  for (let seed = 1; seed <= seeds; seed++) {
    const run = await evolve(problem, { seed, evaluations, strategy: 'random' })
    const result = await run.finished
    if (result.type !== 'finished') throw new Error('the run was paused')
    for (const { set, score } of result.heldOut) scores.set(set, [...(scores.get(set) ?? []), score ?? Number.NaN])
  }
  for (const [set, list] of scores) console.log(`${evaluations} evaluations  ${set}  ${spread(list, 3)}  median ${median(list).toFixed(3)}`)
}
