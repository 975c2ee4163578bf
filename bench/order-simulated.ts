/**
 * What strict order costs on machines that nobody here has: real sequencers on simulated workers, beside commits in arrival order, a
 * fixed window and generations. A message takes 0.1 ms and a ticket 0.1 ms; evaluations are lognormal (s = 1), 3 % never end and
 * burn 20 medians. `utilisation` is the share of the workers' time in which they work.
 *
 *     node bench/order-simulated.ts [evaluations] [seeds] ['VIRTUAL-WORKERS/BATCH/LOOKAHEAD ...']
 *     node bench/order-simulated.ts large
 *
 * `large`: strict order beside arrival on 16, 64 and 256 workers, with twice as many virtual workers, as the default has them for budgets of
 * 16,000, 64,000 and 256,000 evaluations; 100 evaluations a worker, of programs of 600 bits, so that no search comes to its end.
 */
import type { OrderConstants } from '../engine/contracts/manifest.ts'
import { fuelOf } from '../engine/contracts/ticket.ts'
import { simulate } from '../engine/fixtures/simulation.ts'
import type { Simulated } from '../engine/fixtures/simulation.ts'
import { byArrival, byVirtualTime } from '../engine/order/virtual-time.ts'
import type { OpenBatch, CommitOrder } from '../engine/order/virtual-time.ts'
import { machine, median } from './machine.ts'
import { createModelCraft, FUEL, modelFacts, modelManifest } from './model.ts'
import { countOf, readWords } from './options.ts'

const [evaluationsWord = '6000', seedsWord = '21', given = '16/1/1 16/2/0.5 16/2/1 16/4/1 24/2/1 32/1/1 32/2/1 32/4/1'] = readWords(3)
const isLarge = evaluationsWord === 'large'
const evaluations = isLarge ? 0 : countOf('evaluations', evaluationsWord)
const seeds = countOf('seeds', seedsWord)

/** Batches commit in the order in which they were drawn. */
const window: CommitOrder = (open) => {
  for (const batch of open) return batch.arrival === undefined ? undefined : batch
  return undefined
}

/** All virtual workers are drawn together, and none commits before all are finished. */
function createGenerations(): CommitOrder {
  let last = 0
  return (open) => {
    const all: OpenBatch[] = [...open]
    const generation = all.filter(({ number }) => number <= last)
    if (generation.length === 0) {
      last = Math.max(...all.map(({ number }) => number))
      return all.every((batch) => batch.arrival !== undefined) ? all[0] : undefined
    }
    return generation.every((batch) => batch.arrival !== undefined) ? generation[0] : undefined
  }
}

interface Setting {
  readonly order: OrderConstants
  readonly workers: number
  /** Milliseconds of a mean evaluation. */
  readonly mean: number
  readonly commitOrder?: CommitOrder
  /** Milliseconds between two words of progress inside a ticket. */
  readonly interval?: number
  /** Evaluations of the run, and bits of its programs. */
  readonly most?: number
  readonly bits?: number
}

function run(
  { order, workers, mean, commitOrder = byVirtualTime, interval = 1, most = evaluations, bits }: Setting,
  seed: string,
  target?: number,
): Simulated {
  return simulate(
    {
      manifest: modelManifest(seed, order),
      facts: modelFacts,
      budget: target === undefined ? { evaluations: most } : { evaluations: 50_000, target },
      commitOrder,
      reached: (best) => target !== undefined && best !== undefined && best <= target,
    },
    createModelCraft(modelManifest(seed, order), { mean, ...(bits === undefined ? {} : { bits }) }),
    { workers, duration: (outcome) => 0.1 + fuelOf(outcome) / FUEL, delay: () => 0.1, interval },
  )
}

const utilisation = (setting: Setting): number => {
  const { busy, time } = run(setting, '1')
  return busy / (time * setting.workers)
}

const candidates = given.split(' ').map((text) => {
  const [virtualWorkers = 16, batch = 1, lookahead = 1] = text.split('/').map(Number)
  return { text, order: { virtualWorkers, batch, lookahead: lookahead * FUEL } }
})
const rules: readonly (readonly [string, () => CommitOrder])[] = [
  ['strict', () => byVirtualTime],
  ['arrival', () => byArrival],
  ['window', () => window],
  ['generation', createGenerations],
]
const means = [0.1, 1, 10]
const crews = [8, 16]

/** How runs of one commit order come to the target, median of the seeds. */
function race(setting: Setting, make: () => CommitOrder): { readonly tickets: number; readonly milliseconds: number } {
  const runs = Array.from({ length: seeds }, (_, seed) => run({ ...setting, commitOrder: make() }, String(seed + 1), 0))
  const tickets = runs.map(({ records }) => records.filter(({ type }) => type === 'commit').length)
  return { tickets: median(tickets), milliseconds: median(runs.map(({ reachedAt }) => reachedAt ?? Number.NaN)) }
}

const line = (first: string, second: string, cells: readonly string[]): void =>
  console.log(first.padEnd(22) + second.padEnd(12) + cells.map((text) => text.padStart(12)).join(''))

console.log(machine())
if (isLarge) {
  console.log('\nUtilisation, strict / arrival')
  for (const workers of [16, 64, 256]) {
    for (const mean of [1, 10]) {
      const order = { virtualWorkers: 2 * workers, batch: 1, lookahead: FUEL }
      const setting = { order, workers, mean, most: 100 * workers, bits: 600 }
      const [strict, arrival] = [byVirtualTime, byArrival].map((commitOrder) => utilisation({ ...setting, commitOrder })) as [
        number,
        number,
      ]
      console.log(`${workers} workers, ${mean} ms: ${strict.toFixed(3)} / ${arrival.toFixed(3)} = ${(strict / arrival).toFixed(3)}`)
    }
  }
  process.exit()
}
console.log(`\nUtilisation by workers and mean evaluation, ${evaluations} evaluations a run`)
line(
  'virtualWorkers/batch/lookahead ms',
  'rule',
  crews.flatMap((workers) => means.map((mean) => `${workers}w ${mean} ms`)),
)
for (const { text, order } of candidates) {
  for (const [name, make] of rules) {
    const cells = crews.flatMap((workers) => means.map((mean) => utilisation({ order, workers, mean, commitOrder: make() }).toFixed(2)))
    line(text, name, cells)
  }
}

console.log(`\nTo the target of the model, evaluations of 1 ms, median of ${seeds} seeds`)
line('virtualWorkers/batch/lookahead ms', 'rule', ['tickets', 'ms by 8w', 'tickets', 'ms by 16w'])
for (const { text, order } of candidates) {
  for (const [name, make] of rules) {
    const races = crews.map((workers) => race({ order, workers, mean: 1 }, make))
    line(
      text,
      name,
      races.flatMap(({ tickets, milliseconds }) => [tickets.toFixed(0), milliseconds.toFixed(0)]),
    )
  }
}
