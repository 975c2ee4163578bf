/**
 * The dashboard by the size of a run: how long the first view of a run takes from a server that has just been started (`first view s`,
 * median and worst of five, and in processor time of server and page, which other processes on the machine leave alone), how long the server takes to answer each view while it reads the journal and afterwards (the worst of all, in
 * milliseconds), and the memory of page and server. Then what an open page costs the engine: its processor time a commit with the page open
 * and closed by turns.
 *
 *     node bench/dashboard.ts [programs ..., default 10000 100000; 1000000 takes minutes]
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { chain, GENESIS } from '../archive/digest.ts'
import { archiveFolder, createRunFolder } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import { openBrowser } from '../dashboard/fixtures/browser.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { startRun } from '../engine/run.ts'
import { readStatus } from '../run/control/status.ts'
import { machine } from './machine.ts'
import { clock, createMakeUp, madeUpFacts, madeUpManifest } from './made-up.ts'
import { readSizes } from './options.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-bench-'))
const command = join(import.meta.dirname, '../cli/ternate.ts')

/** Makes the folder of a run of made-up programs. */
async function fill(folder: string, programs: number): Promise<void> {
  const manifest = madeUpManifest({ virtualWorkers: 8, batch: 25 })
  const budget = { evaluations: programs }
  createRunFolder(folder, { manifest, problem: 'made up', budget })
  const archive = openArchive(archiveFolder(folder))
  const makeUp = await createMakeUp()
  const workers: Workers = { size: 2, run: async (assignments) => assignments.map(makeUp), close: async () => {} }
  const parts = { manifest, facts: madeUpFacts, budget, chain: { genesis: GENESIS, extend: chain }, workers, clock, archive }
  await startRun({ ...parts, emit: () => {} }).ended
  await archive.close()
}

interface Server {
  readonly child: ChildProcess
  readonly url: string
}

async function serve(folder: string): Promise<Server> {
  const child = spawn(process.execPath, [command, 'dashboard', folder, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, url: (JSON.parse(line.toString()) as { url: string }).url }
}

async function end({ child }: Server): Promise<void> {
  child.kill('SIGINT')
  await once(child, 'exit')
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const worst = (values: readonly number[]): number => Math.max(...values)

/** Memory of a process that no file stands behind, in megabytes. */
const anonymous = (pid: number | undefined): number =>
  Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** Seconds from asking for a run's course to seeing it, from a server that has just been started. */
async function firstView(
  browser: Browser,
  folder: string,
): Promise<{ readonly seconds: number; readonly processor: number; readonly heap: number }> {
  const server = await serve(folder)
  const page = await browser.newPage()
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = processorSeconds(server.child.pid)
  const start = performance.now()
  await page.goto(`${server.url}#/run/run/progress`)
  await page.locator('.chart canvas').first().waitFor()
  const seconds = (performance.now() - start) / 1000
  const { metrics } = await session.send('Performance.getMetrics')
  const processor = processorSeconds(server.child.pid) - before + (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  for (const view of ['lineage', 'cells', 'program', 'work', 'progress']) {
    await page.goto(`${server.url}#/run/run/${view}`)
    await page.locator('h1').waitFor()
  }
  await page.waitForTimeout(1000)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await page.close()
  await end(server)
  return { seconds, processor, heap: usedSize / 2 ** 20 }
}

const VIEWS = ['summary', 'progress', 'lineage', 'cells?x=0&y=1', 'program?number=NUMBER', 'source?number=NUMBER', 'calls', 'work']

/** Milliseconds that answers take, while the journal is read and when it has been. */
async function answers(
  folder: string,
  programs: number,
): Promise<{ readonly reading: number[]; readonly read: number[]; readonly memory: number; readonly whole: number }> {
  const server = await serve(folder)
  const reading: number[] = []
  const read: number[] = []
  const start = performance.now()
  let whole = 0
  for (let round = 0; round < 30 || whole === 0; round++) {
    for (const view of VIEWS) {
      const number = 1 + ((round * 7919) % Math.max(1, Math.floor(programs / 2)))
      const asked = performance.now()
      const answer = await fetch(`${server.url}api/runs/run/${view.replace('NUMBER', String(number))}`)
      const text = await answer.text()
      const list = whole === 0 ? reading : read
      list.push(performance.now() - asked)
      if (view === 'summary' && whole === 0 && (JSON.parse(text) as { read: number }).read === 1) whole = performance.now() - start
    }
    if (whole === 0) await sleep(100)
  }
  const memory = anonymous(server.child.pid)
  await end(server)
  return { reading, read, memory, whole: whole / 1000 }
}

/** Processor seconds of a process so far, its threads included. */
function processorSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Processor milliseconds a commit of a run's process, with a page open and without, by turns. */
async function cost(browser: Browser, turns: number, seconds: number): Promise<{ readonly open: number[]; readonly closed: number[] }> {
  const folder = join(root, 'live', 'run')
  const run = spawn(
    process.execPath,
    [command, 'run', 'bin-packing', '--evaluations', '1000000', '--workers', '1', '--out', folder, '--json'],
    { stdio: 'ignore' },
  )
  while ((readStatus(folder)?.status.commits ?? 0) < 500) await sleep(100)
  const server = await serve(join(root, 'live'))
  const measured: Record<'open' | 'closed', number[]> = { open: [], closed: [] }
  for (let turn = 0; turn < 2 * turns; turn++) {
    const page = await browser.newPage()
    const kind = turn % 2 === 0 ? 'closed' : 'open'
    if (kind === 'open') await page.goto(`${server.url}#/run/run/progress`)
    await sleep(2000)
    const before = { commits: readStatus(folder)?.status.commits ?? 0, used: processorSeconds(run.pid) }
    await sleep(1000 * seconds)
    const commits = (readStatus(folder)?.status.commits ?? 0) - before.commits
    measured[kind].push((1000 * (processorSeconds(run.pid) - before.used)) / commits)
    await page.close()
  }
  await end(server)
  run.kill('SIGKILL')
  await once(run, 'exit')
  return measured
}

const line = (...cells: readonly string[]): string => cells.map((cell) => cell.padStart(18)).join('')

const sizes = readSizes([10_000, 100_000])
console.log(machine())
console.log(line('programs', 'first view s', 'processor s', 'page MB', 'server MB', 'read after s', 'while reading ms', 'when read ms'))
console.log(line('', 'median / worst', 'median / worst', '', '', '', 'median / worst', 'median / worst'))
const browser = await openBrowser()
try {
  for (const size of sizes) {
    const folder = join(root, String(size))
    await fill(join(folder, 'run'), size)
    const views: Awaited<ReturnType<typeof firstView>>[] = []
    for (let k = 0; k < 5; k++) views.push(await firstView(browser, folder))
    const seconds = views.map((each) => each.seconds)
    const processor = views.map((each) => each.processor)
    const { reading, read, memory, whole } = await answers(folder, size)
    const pair = (list: readonly number[]): string => `${median(list).toFixed(0)} / ${worst(list).toFixed(0)}`
    console.log(
      line(
        String(size),
        `${median(seconds).toFixed(2)} / ${worst(seconds).toFixed(2)}`,
        `${median(processor).toFixed(2)} / ${worst(processor).toFixed(2)}`,
        worst(views.map(({ heap }) => heap)).toFixed(0),
        memory.toFixed(0),
        whole.toFixed(1),
        pair(reading),
        pair(read),
      ),
    )
  }
  const { open, closed } = await cost(browser, 12, 6)
  const spread = (list: readonly number[]): string =>
    `${median(list).toFixed(2)} (${Math.min(...list).toFixed(2)} to ${worst(list).toFixed(2)})`
  const rise = open.map((each, k) => 100 * (each / (closed[k] ?? Number.NaN) - 1))
  console.log(
    `the engine's processor milliseconds a commit: page closed ${spread(closed)}, open ${spread(open)}; pair by pair ${spread(rise)} % more`,
  )
} finally {
  await browser.close()
  rmSync(root, { recursive: true, force: true })
}
