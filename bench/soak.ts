/**
 * Whether many programs leave anything behind: memory of the engine and of a sandbox that is never replaced, processes, descriptors,
 * timers. Programs are a mix of what a search meets: most answer, many throw or run out of fuel, few bomb the memory or are stuck.
 *
 *     node bench/soak.ts [programs]
 */
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createMeteredEvaluator } from '../evaluators/workers/evaluator.ts'
import { programOf, smallProblem } from '../evaluators/isolate/fixtures/problems.ts'
import { readCounts } from './options.ts'

/** What is left after many programs; growth in bytes a program, between a fifth of them and all. */
export interface Leftovers {
  readonly engineGrowth: number
  readonly sandboxGrowth: number
  /** Children, descriptors and active resources (timers, sockets) of the engine more than at the beginning; two spare sandboxes stay. */
  readonly processes: number
  readonly descriptors: number
  readonly resources: number
}

/** Programs that travel together. */
const BATCH = 20
/** Beside so many programs one is run that bombs the memory, or is stuck in a built-in; either kills its sandbox. */
const RARE = 2500

const solve = (body: string): string => `export function solve(x) { ${body} }`

const lethal: readonly string[] = [
  solve('const a = []; for (let i = 0; ; i++) a.push([i, i, i, i, i, i, i, i])'),
  solve('const s = "a".repeat(2 ** 20); let n = 0; let i = 0; while (i++ < 3e5) n += s + i < s + "b" ? 1 : 0; return n'),
]

/** The k-th program: no two are equal. */
function sourceOf(k: number): string {
  switch (k % 10) {
    case 0:
      return solve(`throw new RangeError("${k}")`)
    case 1:
      return solve(`let i = ${k}; for (;;) i++`)
    case 2:
      return solve(`const m = new Map(); for (let i = 0; i < 40; i++) m.set("k" + i, [i, ${k}]); return [...m.values()].flat()`)
    case 3:
      return solve(`return "${k}".repeat(50).split("").sort().join("").replace(/(.)\\1+/g, "$1") + /(\\d+)x?$/.exec("a${k}")[1]`)
    case 4:
      return solve(
        `class A { v = ${k}; get w() { return this.v } } function* g() { for (let i = 0; i < 9; i++) yield new A().w + i } return [...g()]`,
      )
    case 5:
      return solve(`const f = (n) => n < 2 ? n + ${k} : f(n - 1) + f(n - 2); return f(9)`)
    case 6:
      return solve(`return new Float64Array(${(k % 500) + 1}).map((_, i) => Math.sin(i + ${k}))`)
    case 7:
      return solve(`return { a: ${k}, b: { c: [1, 2, { d: "${k}" }] } }`)
    default:
      return solve(`let s = ${k}; for (let i = 0; i < 100; i++) s = (s * 31 + i) % ${1009 + k}; return s`)
  }
}

/** Bytes that are a process's own, in RAM. */
const residentMemory = (pid: number | 'self'): number => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
  return [...text.matchAll(/^Private_(?:Clean|Dirty|Hugetlb):\s+(\d+)/gm)].reduce((sum, [, kilobytes]) => sum + 1024 * Number(kilobytes), 0)
}
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes of the engine that are in use: what V8 keeps beside them for its young generation grows in steps up to a bound. */
function used(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
const childrenOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const text = readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim()
    return sum + (text === '' ? 0 : text.split(' ').length)
  }, 0)
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`
const descriptorsOf = (): number => readdirSync('/proc/self/fd').length

/**
 * Runs so many programs through one evaluator whose sandbox is never replaced, and beside it the few that kill their sandbox through
 * another; `tell` gets a line for each tenth. Linux only.
 */
export async function soak(programs: number, tell: (line: string) => void): Promise<Leftovers> {
  const before = { processes: childrenOf(process.pid), descriptors: descriptorsOf(), resources: process.getActiveResourcesInfo().length }
  const problem = smallProblem({ limits: { fuel: 20_000, memory: 64 } })
  const evaluator = await createMeteredEvaluator(problem, { recycle: Infinity })
  const doomed = await createMeteredEvaluator(smallProblem({ limits: { fuel: 1_000_000, memory: 16 } }))
  const pid = await evaluator.pid()
  const verdicts: Record<string, number> = {}
  const note = (verdict: string): number => (verdicts[verdict] = (verdicts[verdict] ?? 0) + 1)
  const sizes = (): { readonly engine: number; readonly sandbox: number } => ({ engine: used(), sandbox: residentMemory(pid) })
  let early = sizes()
  const begun = performance.now()

  for (let k = 0; k < programs; k += BATCH) {
    const jobs = Array.from({ length: BATCH }, (_, n) => ({ program: programOf(sourceOf(k + n)), set: 'train' as const }))
    for (const { verdict } of await evaluator.evaluateAll(jobs)) note(verdict)
    if (k % RARE === 0) {
      const bad = lethal[(k / RARE) % lethal.length] as string
      note((await doomed.evaluate({ program: programOf(bad), set: 'train' })).verdict)
    }
    const done = k + BATCH
    if (done === Math.floor(programs / 5 / BATCH) * BATCH) early = sizes()
    if (done % Math.ceil(programs / 10) >= BATCH) continue
    const rate = String(Math.round((1000 * done) / (performance.now() - begun)))
    const { engine, sandbox } = sizes()
    const children = childrenOf(process.pid)
    tell(
      `${String(done).padStart(7)} programs ${rate.padStart(6)}/s  engine ${megabytes(engine)} used, ${megabytes(residentMemory('self'))} resident  sandbox ${megabytes(sandbox)}  descriptors ${descriptorsOf()}  children ${children}`,
    )
  }
  const late = sizes()
  if ((await evaluator.pid()) !== pid) throw new Error('the sandbox was replaced: its growth is not known')
  await evaluator.close()
  await doomed.close()
  tell(
    Object.entries(verdicts)
      .map(([verdict, count]) => `${verdict} ${count}`)
      .join(', '),
  )
  // handles are closed in turns of their own
  await new Promise((resolve) => setTimeout(resolve, 500))
  return {
    engineGrowth: (late.engine - early.engine) / (0.8 * programs),
    sandboxGrowth: (late.sandbox - early.sandbox) / (0.8 * programs),
    processes: childrenOf(process.pid) - before.processes,
    descriptors: descriptorsOf() - before.descriptors,
    resources: process.getActiveResourcesInfo().length - before.resources,
  }
}

if (process.argv[1] === import.meta.filename) {
  const { programs } = readCounts({ programs: 50_000 })
  const { engineGrowth, sandboxGrowth, processes, descriptors, resources } = await soak(programs, (line) => console.log(line))
  console.log(`engine ${engineGrowth.toFixed(0)} bytes a program, sandbox ${sandboxGrowth.toFixed(0)} bytes a program`)
  console.log(`left behind: ${processes} processes, ${descriptors} descriptors, ${resources} resources`)
}
