/**
 * Evaluations per second of whole bin-packing runs, one worker against two, interleaved. bench/cascade.ts says where the time goes.
 *
 *     node bench/throughput.ts [evaluations] [pairs]
 */
import { evolve } from '../run/evolve.ts'
import { machine, median, spread } from './machine.ts'
import { readCounts } from './options.ts'

const { evaluations, pairs } = readCounts({ evaluations: 3000, pairs: 3 })

/** Rate of one run's search in evaluations a second, from its first commit to its last; judging the finalists comes after that. */
async function rate(workers: number): Promise<{ readonly rate: number; readonly digest: string }> {
  const run = await evolve('bin-packing', { seed: 1, evaluations, workers })
  let first: number | undefined
  let last = 0
  const watch = setInterval(() => {
    const { phase } = run.status()
    if (phase === 'searching') first ??= performance.now()
    else if (first !== undefined && last === 0) last = performance.now()
  }, 10)
  const result = await run.finished
  clearInterval(watch)
  return { rate: result.evaluations / ((last - (first ?? 0)) / 1000), digest: result.digest }
}

console.log(machine())
const rates: { one: number[]; two: number[] } = { one: [], two: [] }
const digests = new Set<string>()
for (let pair = 0; pair < pairs; pair++) {
  for (const [workers, list] of [
    [1, rates.one],
    [2, rates.two],
  ] as const) {
    const measured = await rate(workers)
    list.push(measured.rate)
    digests.add(measured.digest)
  }
}
console.log(`bin-packing, ${evaluations} evaluations a run, ${pairs} interleaved pairs, digests equal: ${digests.size === 1}`)
console.log(`1 worker   ${spread(rates.one)} evaluations/s`)
console.log(`2 workers  ${spread(rates.two)} evaluations/s, ${(median(rates.two) / 2).toFixed(0)} per core`)
console.log(
  `two against one, pair by pair  ${spread(
    rates.two.map((two, pair) => two / (rates.one[pair] ?? Number.NaN)),
    2,
  )}`,
)
