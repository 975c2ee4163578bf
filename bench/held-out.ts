/**
 * What runs of a strategy reach on a problem's held-out sets, over budgets and seeds; the champion chosen by validation, as in every
 * run. With the strategy `random` it is the null model that problems show among their references.
 *
 *     node bench/held-out.ts [problem] [strategy] [budgets] [seeds]
 */
import { evolve } from '../run/evolve.ts'
import { machine, median, spread } from './machine.ts'
import { countOf, readWords } from './options.ts'

const [problem = 'bin-packing', strategy = 'default', budgetsWord = '16000', seedsWord = '6'] = readWords(4)
const budgets = budgetsWord.split(',').map((budget) => countOf('budgets', budget))
const seeds = countOf('seeds', seedsWord)

console.log(machine())
for (const evaluations of budgets) {
  const scores = new Map<string, number[]>()
  const seconds: number[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const result = await (await evolve(problem, { seed, evaluations, strategy })).finished
    if (result.type !== 'finished') throw new Error('the run was paused')
    seconds.push(result.seconds)
    for (const { set, score } of result.heldOut) scores.set(set, [...(scores.get(set) ?? []), score ?? Number.NaN])
  }
  for (const [set, list] of scores) {
    console.log(`${problem}, ${strategy}, ${evaluations} evaluations, ${set}: ${list.map((score) => score.toFixed(3)).join(' ')}`)
    console.log(
      `  median ${median(list).toFixed(3)}, median of seeds 2 and on ${median(list.slice(1)).toFixed(3)}, seconds ${spread(seconds)}`,
    )
  }
}
