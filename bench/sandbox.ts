/**
 * What the sandbox costs: tiny programs a second, from the bare compiler to the whole way through piscina, thread and sandbox
 * process; a fresh process per candidate beside it; and what metering adds to programs that compute.
 *
 *     node bench/sandbox.ts [programs] [rounds]
 *
 * Rates are of processor time (engine and sandbox together), so that they hold for one core and on a busy machine; the wall rate is
 * printed beside them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { serialize } from 'node:v8'
import type Ivm from 'isolated-vm'
import { Piscina } from 'piscina'
import { meter } from '../evaluators/isolate/metering/meter.ts'
import { code } from '../evaluators/isolate/sandbox/boot.ts'
import { type ProgramIsolate, createIsolate } from '../evaluators/isolate/sandbox/isolate.ts'
import { makeDriverRealm, type Turn } from '../evaluators/isolate/sandbox/driver-realm.ts'
import { fences } from '../evaluators/isolate/sandbox/process.ts'
import { heapOf, type Run } from '../evaluators/isolate/sandbox/protocol.ts'
import { FUEL_COUNTER_WORDS } from '../evaluators/isolate/sandbox/realm/fuel-counter.ts'
import { furnisher } from '../evaluators/isolate/sandbox/realm/library.ts'
import { openRealm, openTracingRealm } from '../evaluators/isolate/sandbox/realm/realm.ts'
import { makeProgram } from '../languages/index.ts'
import { machine, median, spread } from './machine.ts'
import { readCounts } from './options.ts'
import type { Delivery, Order } from './sandbox-worker.ts'

// isolates need a flag of the process
if (!process.execArgv.includes('--no-node-snapshot')) {
  const again = spawnSync(
    process.execPath,
    [...fences.filter((flag) => !flag.includes('permission') && !flag.includes('allow-')), ...process.argv.slice(1)],
    { stdio: 'inherit' },
  )
  process.exit(again.status ?? 1)
}

const { programs, rounds } = readCounts({ programs: 4000, rounds: 5 })
const ivm = createRequire(import.meta.url)('isolated-vm') as typeof Ivm
const entry = { name: 'solve', parameters: [{ name: 'x', type: 'number' }], returns: 'number' }

/** Processor seconds of a process and of those that it started and that live: behind a wall, the sandbox is one of these. */
function processorSeconds(pid: number): number {
  if (!existsSync(`/proc/${pid}/stat`)) return Number.NaN
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean)
  return children.reduce((sum, child) => sum + processorSeconds(Number(child)), (Number(fields[11]) + Number(fields[12])) / 100)
}
const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

let serial = 0
/** Programs that differ, as candidates do; a share of them never ends, or throws. */
const tiny = (count: number, endless = 0, throwing = 0): string[] =>
  Array.from({ length: count }, (_, k) => {
    serial++
    if (k < throwing * count) return `export function solve(x) { const list = [${serial}]; return list[x].size }`
    if (k < endless * count) return `export function solve(x) { for (let i = 0; ; i++) x += ${serial}; }`
    return `export function solve(x) { let s = ${serial}; for (let i = 0; i < x; i++) s += (i * ${serial % 97}) % 7; return s }`
  })
const shuffled = (list: string[]): string[] =>
  list
    .map((item, k) => [(k * 7919) % list.length, item] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, item]) => item)

const snapshot = ivm.Isolate.createSnapshot([{ code: code.realm }])

/** A cell as the sandbox makes it, that holds one case. */
function makeCell(realm: 'fresh' | 'frozen'): ProgramIsolate {
  const cell = createIsolate(
    { ivm, serialize, makeDriverRealm, furnisher, heapOf, openRealm, openTracingRealm },
    { kind: 'setup', entry, driver: undefined, memory: 256, answer: 2 ** 20, realm },
    snapshot,
    new Int32Array(new SharedArrayBuffer(4 * FUEL_COUNTER_WORDS)),
  )
  cell.load('train', [30])
  return cell
}
const runOf = (script: string, fuel: number): Run => ({
  script,
  set: 'train',
  turns: [{ input: 0, fuel, draws: [1, 2, 3, 4, 5, 6, 7, 8] }],
})

/** Programs a processor second of some stage. */
function stage(count: number, work: (source: string) => void): number {
  const sources = tiny(count)
  const before = ownSeconds()
  for (const source of sources) work(source)
  return count / (ownSeconds() - before)
}

const results = new Map<string, number[]>()
const note = (name: string, rate: number): void => void results.set(name, [...(results.get(name) ?? []), rate])
const script = (source: string): string => {
  const metered = meter({ 'program.js': source }, entry)
  if (!metered.ok) throw new Error(metered.reason)
  return metered.script
}

function stages(): void {
  const isolate = new ivm.Isolate({ memoryLimit: 256 })
  const plain = isolate.createContextSync()
  note(
    'raw V8: compile and run (the limit)',
    stage(programs, (source) => {
      const compiled = isolate.compileScriptSync(`${source.replace('export ', '')}; solve(30)`)
      compiled.runSync(plain)
      compiled.release()
    }),
  )
  note(
    'parse, name and size the program',
    stage(programs, (source) => void makeProgram({ 'program.js': source })),
  )
  note(
    'parse again and meter',
    stage(programs, (source) => void script(source)),
  )
  const cells = { frozen: makeCell('frozen'), fresh: makeCell('fresh') }
  for (const [realm, share] of [
    ['frozen', 1],
    ['fresh', 10],
  ] as const) {
    const texts = tiny(programs / share).map(script)
    let k = 0
    note(
      `compile and run metered, ${realm} realm`,
      stage(programs / share, () => void cells[realm].run(runOf(texts[k++] as string, 10_000), 60, 0)),
    )
    cells[realm].dispose()
  }
  const hardened = new ivm.Isolate({ memoryLimit: 256, snapshot })
  const opening = hardened.compileScriptSync(openRealm)
  note(
    'open a fresh realm',
    stage(programs / 10, () => {
      const context = hardened.createContextSync()
      opening.runSync(context, { reference: true }).release()
      context.release()
    }),
  )
  hardened.dispose()
  isolate.dispose()
}

async function endToEnd(pool: Piscina, name: string, order: Order): Promise<void> {
  const { sandbox } = (await pool.run({ ...order, sources: tiny(50) } satisfies Order)) as Delivery
  const before = [ownSeconds(), processorSeconds(sandbox), performance.now()] as const
  const delivery = (await pool.run(order)) as Delivery
  const seconds = ownSeconds() - before[0] + processorSeconds(sandbox) - before[1]
  if (delivery.sandbox !== sandbox) throw new Error('the sandbox died')
  note(name, order.sources.length / seconds)
  note(`${name} (wall)`, order.sources.length / ((performance.now() - before[2]) / 1000))
}

function freshProcess(name: string, command: string, args: readonly string[]): void {
  const times = Array.from({ length: 3 }, () => {
    const before = performance.now()
    if (spawnSync(command, args).status !== 0) return Number.NaN
    return 1000 / (performance.now() - before)
  })
  if (times.every(Number.isFinite)) note(name, median(times))
}

/** Programs that compute for some tens of milliseconds. */
const heavy: Readonly<Record<string, string>> = {
  'bin packing': `export function solve(x) {
    const items = Array.from({ length: 1500 }, (_, k) => 20 + (k * 7919) % 80), bins = []
    for (const item of items) {
      let best = -1, score = -Infinity
      for (let b = 0; b < bins.length; b++) { const left = bins[b]; if (left >= item) { const s = priority(item, left); if (s > score) { score = s; best = b } } }
      if (best < 0) bins.push(100 - item); else bins[best] -= item
    }
    return bins.length
  }
  function priority(item, left) { const d = left - item; return d < 3 ? 100 - d : -d * item / 100 }`,
  'matrix product': `export function solve(x) {
    const n = 120, a = new Float64Array(n * n).map((_, k) => k % 7), b = new Float64Array(n * n).map((_, k) => k % 5), c = new Float64Array(n * n)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) { let s = 0; for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j]; c[i * n + j] = s }
    return c[77]
  }`,
  'calls of Math': `export function solve(x) {
    let s = 0; for (let k = 1; k < 400000; k++) s += Math.max(0, Math.sqrt(k) - Math.min(k, 5)) / Math.abs(k - 7.5)
    return s
  }`,
  recursion: 'const fib = (n) => n < 2 ? n : fib(n - 1) + fib(n - 2); export function solve(x) { return fib(27) }',
  sieve: `export function solve(x) {
    const n = 1000000, sieve = new Uint8Array(n + 1); let count = 0
    for (let i = 2; i <= n; i++) { if (sieve[i] === 0) { count++; for (let j = i * 2; j <= n; j += i) sieve[j] = 1 } }
    return count
  }`,
  'views of a list': `export function solve(x) {
    const list = new Float64Array(64).map((_, k) => k % 7); let s = 0
    for (let k = 0; k < 40000; k++) s += list.subarray(k % 50, k % 50 + 4)[k % 4]
    return s
  }`,
  'slices of a list': `export function solve(x) {
    const list = new Float64Array(4096).map((_, k) => k % 7); let s = 0
    for (let k = 0; k < 4000; k++) s += list.slice(k % 50, 512)[k % 4]
    return s
  }`,
  'buffers of 8 KB': `export function solve(x) {
    let s = 0; for (let k = 0; k < 3000; k++) { const list = new Float64Array(1024); list[k % 1024] = k; s += list[k % 7] }
    return s
  }`,
  'buffers of 1 MB': `export function solve(x) {
    let s = 0; for (let k = 0; k < 40; k++) { const list = new Float64Array(131072); for (let i = 0; i < 131072; i += 16) list[i] = k; s += list[k] }
    return s
  }`,
  objects: `export function solve(x) {
    let s = 0; for (let k = 0; k < 100; k++) { const list = []; for (let i = 0; i < 500; i++) list.push({ i, k }); s += list[k].i }
    return s
  }`,
  sets: `export function solve(x) {
    let s = 0; for (let k = 0; k < 300; k++) { const set = new Set(); for (let i = 0; i < 100; i++) set.add((i * k) % 97); s += set.size }
    return s
  }`,
  'map, filter, reduce': `export function solve(x) {
    const list = Array.from({ length: 2000 }, (_, k) => k); let s = 0
    for (let r = 0; r < 60; r++) s += list.map((v) => v * r).filter((v) => v % 3 === 0).reduce((p, v) => p + v, 0)
    return s
  }`,
}

/** How often a program is called in one run, as it is on the cases of a problem. */
const CALLS = 10

function overhead(): void {
  for (const [name, source] of Object.entries(heavy)) {
    const isolate = new ivm.Isolate({ memoryLimit: 256 })
    const plain = isolate.createContextSync()
    const unmetered = `(() => { ${source.replaceAll('export ', '')}; for (let k = 0; k < ${CALLS}; k++) solve(30) })()`
    const cell = makeCell('frozen')
    const single = runOf(script(source), 2 ** 40)
    const metered = { ...single, turns: Array.from({ length: CALLS }, () => single.turns[0] as Turn) }
    const timed = (work: () => unknown): number => {
      const before = ownSeconds()
      work()
      return ownSeconds() - before
    }
    const pairs = Array.from({ length: 9 }, () => [
      timed(() => {
        const compiled = isolate.compileScriptSync(unmetered)
        compiled.runSync(plain)
        compiled.release()
      }),
      timed(() => cell.run(metered, 60, 0)),
    ])
    const [raw, ours] = [0, 1].map((side) => median(pairs.map((pair) => pair[side] as number)))
    note(`metering: ${name}`, (ours ?? 0) / (raw ?? 1))
    cell.dispose()
    isolate.dispose()
  }
}

console.log(machine())
const jails: readonly Order['jail'][] = spawnSync('bwrap', ['--version']).status === 0 ? ['none', 'bwrap'] : ['none']
const pool = new Piscina({
  filename: fileURLToPath(new URL('./sandbox-worker.ts', import.meta.url)),
  minThreads: 1,
  maxThreads: 1,
  execArgv: [],
})
for (let round = 0; round < rounds; round++) {
  stages()
  for (const [name, batch] of [
    ['batches of 32', 32],
    ['one by one', 1],
  ] as const) {
    for (const jail of jails) {
      const place = jail === 'none' ? '' : ', behind bubblewrap'
      await endToEnd(pool, `end to end, frozen realm, ${name}${place}`, { realm: 'frozen', jail, batch, sources: tiny(programs) })
    }
  }
  await endToEnd(pool, 'end to end, frozen realm, 20 % exhaust 1e4 fuel', {
    realm: 'frozen',
    jail: 'none',
    batch: 32,
    sources: shuffled(tiny(programs, 0.2)),
  })
  await endToEnd(pool, 'end to end, frozen realm, 20 % throw', {
    realm: 'frozen',
    jail: 'none',
    batch: 32,
    sources: shuffled(tiny(programs, 0, 0.2)),
  })
  await endToEnd(pool, 'end to end, fresh realm', { realm: 'fresh', jail: 'none', batch: 32, sources: tiny(Math.round(programs / 5)) })
  overhead()
}
await pool.destroy()
freshProcess('a fresh node per candidate (wall)', process.execPath, [
  '-e',
  'let s = 0; for (let i = 0; i < 30; i++) s += i; console.log(s)',
])
freshProcess('a fresh python3 per candidate (wall)', 'python3', ['-c', 'print(sum(range(30)))'])

const limit = median(results.get('raw V8: compile and run (the limit)') ?? [])
console.log(
  `${programs} tiny programs a round, ${rounds} rounds; programs per processor second, median (least to most), and as a share of the limit`,
)
for (const [name, rates] of results) {
  if (!name.startsWith('metering')) console.log(`${name.padEnd(60)} ${spread(rates).padStart(24)}   ${(median(rates) / limit).toFixed(4)}`)
}
const overheads = [...results].filter(([name]) => name.startsWith('metering'))
console.log('processor time of metered programs over that of the same programs unmetered')
for (const [name, ratios] of overheads) console.log(`${name.slice(10).padEnd(60)} ${spread(ratios, 2).padStart(24)}`)
console.log(
  `${'median of the programs'.padEnd(60)} ${median(overheads.map(([, ratios]) => median(ratios)))
    .toFixed(2)
    .padStart(24)}`,
)
