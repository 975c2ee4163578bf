/**
 * Commits a second at which a recorded run is gone through again: its journal verified, and its calls repeated from the cassette with
 * every program judged again. The stand-in answers; no model is asked.
 *
 *     node bench/recorded.ts [calls] [rounds]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { evolve, openRun, verify } from '../index.ts'
import { machine, spread } from './machine.ts'
import { readCounts } from './options.ts'

const { calls, rounds } = readCounts({ calls: 10_000, rounds: 3 })

const root = mkdtempSync(join(tmpdir(), 'ternate-recorded-'))
const problem = fileURLToPath(new URL('../examples/stand-in/climb', import.meta.url))

/** Commits in a run's journal. */
async function commitsOf(folder: string): Promise<number> {
  const { archive } = openRun(folder)
  let commits = 0
  for (const { record } of archive.entries()) if (record.type === 'commit') commits += 1
  await archive.close()
  return commits
}

/** How many of `count` come to pass in a second, by the wall and by the processor time of this process. */
async function rateOf(count: number, work: () => Promise<unknown>): Promise<{ readonly wall: number; readonly processor: number }> {
  const used = process.cpuUsage()
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(used)
  return { wall: count / seconds, processor: count / ((user + system) / 1e6) }
}

console.log(machine())
const recorded = join(root, 'recorded')
const standIn = await createStandIn()
const options = {
  models: ['good', 'poor'],
  baseUrl: standIn.url,
  strategy: 'asking-only',
  evaluations: 20 * calls,
  inFlight: 64,
  calls,
} as const
const making = await rateOf(calls, async () => (await evolve(problem, { ...options, out: recorded })).finished)
await standIn.close()
const commits = await commitsOf(recorded)
console.log(`${calls} calls recorded, ${commits} commits; ${Math.round(making.wall)} calls/s, the stand-in in the same process`)

const journal: Awaited<ReturnType<typeof rateOf>>[] = []
const cassette: typeof journal = []
for (let round = 0; round < rounds; round++) {
  journal.push(await rateOf(commits, () => verify(recorded, { kind: 'journal' })))
  cassette.push(
    await rateOf(
      commits,
      async () => (await evolve(problem, { ...options, cassette: recorded, out: join(root, `again-${round}`) })).finished,
    ),
  )
}
for (const [name, rates] of [
  ['verify --journal', journal],
  ['--cassette', cassette],
] as const) {
  const wall = spread(rates.map((rate) => rate.wall))
  console.log(`${name.padEnd(17)} ${wall} commits/s; ${spread(rates.map(({ processor }) => processor))} by processor time of this process`)
}
rmSync(root, { recursive: true })
