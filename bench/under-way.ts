/**
 * What it costs that tickets are drawn before those under way have committed: tickets until a model (bench/model.ts) is at its optimum, by the
 * bits of its programs and the tickets under way. Median of the seeds, and how many times that of one ticket at a time.
 *
 *     node bench/under-way.ts [seeds, default 11] ['BITS ...'] ['VIRTUAL-WORKERS/BATCH ...']
 */
import { fuelOf } from '../engine/contracts/ticket.ts'
import { simulate } from '../engine/fixtures/simulation.ts'
import { machine, median } from './machine.ts'
import { createModelCraft, FUEL, modelFacts, modelManifest } from './model.ts'
import { countOf, readWords } from './options.ts'

const [seedsWord = '11', sizes = '20 40 80 160', given = '1/1 4/1 8/1 16/1 32/1 64/1 16/4 128/1'] = readWords(3)
const seeds = countOf('seeds', seedsWord)

/** Tickets until the optimum is found. */
function ticketsOf(virtualWorkers: number, batch: number, bits: number, seed: string): number {
  const manifest = modelManifest(seed, { virtualWorkers, batch, lookahead: FUEL })
  const { records } = simulate(
    { manifest, facts: modelFacts, budget: { evaluations: 200_000, target: 0 } },
    createModelCraft(manifest, { mean: 1, bits }),
    { workers: 8, duration: (outcome) => 0.1 + fuelOf(outcome) / FUEL, delay: () => 0.1, interval: 1 },
  )
  return records.filter(({ type }) => type === 'commit').length
}

console.log(machine())
for (const bits of sizes.split(' ').map(Number)) {
  let first: number | undefined
  for (const text of given.split(' ')) {
    const [virtualWorkers = 1, batch = 1] = text.split('/').map(Number)
    const tickets = median(Array.from({ length: seeds }, (_, seed) => ticketsOf(virtualWorkers, batch, bits, `s${seed}`)))
    first ??= tickets
    console.log(`${bits} bits, ${text.padEnd(6)} ${tickets.toFixed(0).padStart(7)} tickets, ${(tickets / first).toFixed(2)} times`)
  }
}
