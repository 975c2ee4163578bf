/**
 * Memory of whole runs: the proportional set size (PSS) of every process of a run, looked at ten times a second, at the moment when they have
 * the most together; and the processor seconds of all of them. Linux only.
 *
 *     node bench/footprint.ts [--start] [--runs N] [--evaluations N] [--workers N] [problem ..., default bin-packing tsp-construct]
 *
 * `--start` measures `npm start` instead, with npm and the shell that it starts.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { machine, median, spread } from './machine.ts'
import { countOf, readOptions } from './options.ts'

/** Milliseconds between two looks. */
const PACE = 100

/** What a process has at one moment. */
interface Look {
  readonly name: string
  readonly mebibytes: number
}

/** What a run came to. */
interface Footprint {
  readonly most: number
  /** The processes at the moment when they had the most. */
  readonly moments: readonly Look[]
  /** By name, the most that any process of that name had at any time. */
  readonly peaks: ReadonlyMap<string, number>
  readonly seconds: number
  readonly digest: string
}

/** The text of a file of a process; undefined when the process is gone. */
function textOf(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return undefined
  }
}

/** A process, its children, and theirs. */
function* treeOf(pid: number): Generator<number> {
  yield pid
  let tasks: readonly string[] = []
  try {
    tasks = readdirSync(`/proc/${pid}/task`)
  } catch {}
  for (const task of tasks)
    for (const child of (textOf(pid, `task/${task}/children`) ?? '').split(' ')) if (child.trim() !== '') yield* treeOf(Number(child))
}

/** What a process is in a run, by its command line. */
function nameOf(pid: number): string {
  const words = (textOf(pid, 'cmdline') ?? '').split('\0')
  const [program = ''] = words
  if (/\bnpm\b/.test(program) || /npm(?:-cli\.js)?$/.test(words[1] ?? '')) return 'npm'
  if (program.endsWith('bwrap')) return 'bwrap'
  if (words.includes('--no-node-snapshot')) return 'sandbox'
  return program.endsWith('sh') ? 'shell' : 'run'
}

/** Processor seconds of a process alone. */
function secondsOf(pid: number): number {
  const text = textOf(pid, 'stat')
  if (text === undefined) return 0
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Proportional set size of a process in MiB. */
const mebibytesOf = (pid: number): number => Number(/^Pss:\s+(\d+)/m.exec(textOf(pid, 'smaps_rollup') ?? '')?.[1] ?? 0) / 1024

/** starts a command and looks at its processes until it ends. */
async function watch(command: readonly string[]): Promise<Footprint> {
  const [file = '', ...args] = command
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: join(import.meta.dirname, '..') })
  const { pid = 0 } = child
  const peaks = new Map<string, number>()
  const seconds = new Map<number, number>()
  let [most, moments]: [number, readonly Look[]] = [0, []]
  const look = (): void => {
    const pids = [...treeOf(pid)]
    for (const one of pids) seconds.set(one, Math.max(seconds.get(one) ?? 0, secondsOf(one)))
    const now = pids.map((one): Look => ({ name: nameOf(one), mebibytes: mebibytesOf(one) }))
    for (const { name, mebibytes } of now) peaks.set(name, Math.max(peaks.get(name) ?? 0, mebibytes))
    const sum = now.reduce((all, { mebibytes }) => all + mebibytes, 0)
    if (sum > most) [most, moments] = [sum, now]
  }
  const timer = setInterval(look, PACE)
  let output = ''
  for await (const chunk of child.stdout) output += String(chunk)
  clearInterval(timer)
  const digest = /"digest":"(\w+)"/.exec(output)
  const burned = [...seconds.values()].reduce((sum, value) => sum + value, 0)
  return { most, moments, peaks, seconds: burned, digest: digest?.[1] ?? 'none' }
}

const { values, positionals } = readOptions({
  options: {
    start: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1' },
    evaluations: { type: 'string', default: '3000' },
    workers: { type: 'string', default: '2' },
  },
  allowPositionals: true,
})
const problems = values.start ? ['npm start'] : positionals.length === 0 ? ['bin-packing', 'tsp-construct'] : positionals
const folder = mkdtempSync(join(tmpdir(), 'ternate-footprint-'))
const settings = ['--evaluations', String(countOf('--evaluations', values.evaluations))]
settings.push('--workers', String(countOf('--workers', values.workers)), '--json')

/** The command of the k-th run of a problem. */
const commandOf = (problem: string, k: number): readonly string[] =>
  values.start
    ? ['npm', 'start', '--', '--out', join(folder, `start-${k}`), '--json']
    : [process.execPath, 'cli/ternate.js', 'run', problem, ...settings, '--out', join(folder, `${problem}-${k}`)]

const round = (mebibytes: number): string => mebibytes.toFixed(0)

console.log(machine())
try {
  for (const problem of problems) {
    const prints: Footprint[] = []
    for (let k = 0; k < countOf('--runs', values.runs); k++) {
      const print = await watch(commandOf(problem, k))
      prints.push(print)
      const { most, moments, peaks, seconds, digest } = print
      const parts = moments.toSorted((a, b) => b.mebibytes - a.mebibytes).map(({ name, mebibytes }) => `${name} ${round(mebibytes)}`)
      const alone = [...peaks].map(([name, mebibytes]) => `${name} ${round(mebibytes)}`)
      console.log(
        `${problem}: ${round(most)} MiB (${parts.join(', ')}); each at most ${alone.join(', ')}; ${seconds.toFixed(1)} s; ${digest.slice(0, 12)}`,
      )
    }
    if (prints.length > 1) {
      const [most, seconds] = [prints.map((print) => print.most), prints.map((print) => print.seconds)]
      console.log(`${problem}: ${spread(most)} MiB, ${spread(seconds, 1)} processor seconds; median ${median(most).toFixed(0)} MiB`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
