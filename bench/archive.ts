/**
 * The archive by its size: programs of bin packing, evaluations of five cases, groups of 500; a run is filled, then opened in
 * another process and drawn from: `select us` is choosing a parent and five inspirations, `drawn ms` choosing and reading them with
 * sources and evaluations, `six ms` reading any six.
 *
 *     node bench/archive.ts [programs ..., default 10000 100000; 1000000 takes minutes]
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chain, GENESIS } from '../archive/digest.ts'
import { openArchive } from '../archive/lmdb.ts'
import type { Archive } from '../engine/contracts/archive.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { individualsOf } from '../engine/population/columns.ts'
import { indexed } from '../engine/population/indexed.ts'
import { RunLineage } from '../engine/population/lineage.ts'
import { viewOf } from '../engine/population/views.ts'
import { restore } from '../engine/journal/snapshot.ts'
import { createProgramCache } from '../engine/journal/program-cache.ts'
import { byRank } from '../engine/population/ranking.ts'
import type { Individual } from '../engine/contracts/individual.ts'
import { startRun } from '../engine/run.ts'
import { select } from '../engine/population/select.ts'
import { createSequencer } from '../engine/order/sequencer.ts'
import { createParts } from '../engine/contracts/strategy.ts'
import { ownParts } from '../run/parts.ts'
import { machine } from './machine.ts'
import { clock, createMakeUp, madeUpFacts, madeUpManifest } from './made-up.ts'
import { readSizes } from './options.ts'

const manifest = madeUpManifest({ virtualWorkers: 8, batch: 25 })

/** Records a second made durable (encoded, chained, compressed, flushed), by the wall's clock and by this thread's processor time. */
interface Inserts {
  readonly wall: number
  readonly processor: number
}

/** Microseconds of processor time that this thread has used: other processes on the machine do not count. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** Fills an archive by a run. */
async function fill(folder: string, programs: number): Promise<Inserts> {
  const archive = openArchive(folder)
  let wall = 0
  let processor = 0
  const timed: Archive = {
    ...archive,
    async append(group) {
      const start = performance.now()
      const used = processorTime()
      await archive.append(group)
      wall += performance.now() - start
      processor += processorTime() - used
    },
  }
  const timedChain = {
    genesis: GENESIS,
    extend(...link: Parameters<typeof chain>) {
      const start = performance.now()
      const digest = chain(...link)
      wall += performance.now() - start
      processor += 1000 * (performance.now() - start)
      return digest
    },
  }
  const makeUp = await createMakeUp()
  const workers: Workers = { size: 2, run: async (assignments) => assignments.map(makeUp), close: async () => {} }
  const parts = { manifest, facts: madeUpFacts, budget: { evaluations: programs }, chain: timedChain, workers, clock }
  const { head } = await startRun({ ...parts, archive: timed, emit: () => {} }).ended
  await archive.close()
  return { wall: head.index / (wall / 1000), processor: head.index / (processor / 1e6) }
}

/** Memory of this process that no file stands behind, in megabytes. */
const anonymous = (): number => Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024

/** Microseconds a call: the median, and what 99 of 100 calls stay below. On a busy machine the second is the scheduler's. */
function timesOf(calls: number, call: () => void): { readonly median: number; readonly p99: number } {
  const times = Array.from({ length: calls }, () => {
    const start = process.hrtime.bigint()
    call()
    return Number(process.hrtime.bigint() - start) / 1000
  }).sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(calls * share)] ?? Number.NaN
  return { median: at(0.5), p99: at(0.99) }
}

/** What opening a run and drawing from it cost, measured in a process of its own. */
interface Opened {
  readonly seconds: number
  readonly megabytes: number
  readonly selection: ReturnType<typeof timesOf>
  /** Choosing six and reading them as a run does, which keeps those at hand that it read lately. */
  readonly drawn: ReturnType<typeof timesOf>
  /** Reading six of all programs, none of them at hand. */
  readonly recall: ReturnType<typeof timesOf>
}

async function measure(folder: string): Promise<Opened> {
  globalThis.gc?.()
  const before = anonymous()
  const start = performance.now()
  const archive = openArchive(folder)
  const past = restore(archive, manifest, { genesis: GENESIS, extend: chain })
  const sequencer = createSequencer({ manifest, facts: madeUpFacts, budget: { evaluations: 1e9 }, past })
  const seconds = (performance.now() - start) / 1000
  const megabytes = anonymous() - before
  if (past === undefined || sequencer.status().commits === 0) throw new Error('the archive has no snapshot')

  const known = individualsOf(past.snapshot.search.individuals)
  const individualOf = (number: number): Individual => known.get(number) as Individual
  const [recipe] = createParts(manifest.strategy, {}, ownParts).islands
  const random = stream('bench/archive')
  if (recipe === undefined) throw new Error('the strategy has no island')
  const ranking = { rank: byRank('minimize'), keeps: () => false, rejects: () => false }
  const population = indexed(recipe.survival.create(ranking, { snapshot: past.snapshot.search.islands[0], find: individualOf }))
  const lineage = new RunLineage({ direction: 'minimize', origin: () => undefined })
  const island = viewOf({ populations: [population] }, 0, { commits: () => 0, trainCases: 5, lineage, direction: 'minimize' })
  const shown = { ...recipe, inspirations: recipe.inspirations.map((each) => ({ ...each, count: 5 })) }
  for (let k = 0; k < 20_000; k++) select([island], 0, shown, random)
  const selection = timesOf(100_000, () => select([island], 0, shown, random))
  const cache = createProgramCache(archive)
  const drawn = timesOf(20_000, () => {
    const { parents, inspirations } = select([island], 0, shown, random)
    for (const { number } of [...parents, ...inspirations.keys()]) cache.recall(number)
  })
  const { programs } = past.snapshot.search
  const six = (): void => {
    for (let k = 0; k < 6; k++) archive.recall(1 + random.integer(programs))
  }
  for (let k = 0; k < 100; k++) six()
  const recall = timesOf(2000, six)
  await archive.close()
  return { seconds, megabytes, selection, drawn, recall }
}

/** A table's line. */
const line = (...cells: readonly string[]): string => cells.map((cell) => cell.padStart(16)).join('')

if (process.argv[2] === '--open') {
  process.stdout.write(JSON.stringify(await measure(process.argv[3] as string)))
} else {
  const sizes = readSizes([10_000, 100_000])
  console.log(machine())
  console.log(line('programs', 'inserts/s', 'a cpu second', 'bytes each', 'open s', 'opened MB', 'select us', 'drawn ms', 'six ms'))
  console.log(line('', '>= 8000', '', '<= 800', '<= 0.5', '<= 100', '.5 / .99 <= 5', '.5 / .99 <= 2', '.5 / .99'))
  for (const size of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'ternate-bench-'))
    try {
      const inserts = await fill(folder, size)
      const bytes = statSync(join(folder, 'data.mdb')).size / size
      const text = execFileSync(process.execPath, ['--expose-gc', import.meta.filename, '--open', folder], { encoding: 'utf8' })
      const { seconds, megabytes, selection, drawn, recall } = JSON.parse(text) as Opened
      const numbers = [
        inserts.wall.toFixed(0),
        inserts.processor.toFixed(0),
        bytes.toFixed(0),
        seconds.toFixed(3),
        megabytes.toFixed(0),
        `${selection.median.toFixed(1)} / ${selection.p99.toFixed(1)}`,
        `${(drawn.median / 1000).toFixed(3)} / ${(drawn.p99 / 1000).toFixed(3)}`,
        `${(recall.median / 1000).toFixed(2)} / ${(recall.p99 / 1000).toFixed(2)}`,
      ]
      console.log(line(String(size), ...numbers))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
