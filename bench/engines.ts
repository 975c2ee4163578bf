/**
 * Compares the engine of another checkout with this one: runs of each shipped problem by its own strategy on equal seeds and budgets,
 * taken in turns, each in a process of its own. Prints a markdown table: the best on train and the champion's validation, as median and
 * range over seeds, and the exact p of the rank sum test, two-sided; what each run came to goes to stderr, a line each.
 *
 *     node bench/engines.ts OLD_CHECKOUT [SEED-SEED] [most evaluations] [problems, or all] [--change JSON]
 *
 * `--change` adds an engine: this one with fields of the strategy replaced, or removed by null, as in `{"adaptive":null}`.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import type { Strategy } from '../engine/contracts/manifest.ts'
import { midranks } from '../experiments/statistics/ranks.ts'
import type * as Engine from '../index.ts'
import { machine, median } from './machine.ts'
import { countOf, namesOf, readOptions, refuse } from './options.ts'

/** Evaluations, by what one of them costs: a run takes a minute at most. A formula is the shipped one unless the name says another. */
const BUDGETS: Readonly<Record<string, number>> = {
  template: 400,
  'bin-packing': 400,
  'symbolic-regression': 400,
  'symbolic-regression/Nguyen-7': 400,
  'cap-set': 400,
  'bin-packing-uniform': 400,
  'cluster-scheduling': 400,
  'bin-packing-any': 400,
  'tsp-construct': 400,
  'tensor-rank': 150,
  'circle-packing': 30,
}

/** Longest that a run may take. */
const MINUTES = 10

type Change = Readonly<Record<string, unknown>>

/** One run, as it is handed to a process of its own. */
interface Task {
  readonly checkout: string
  readonly problem: string
  readonly seed: number
  readonly evaluations: number
  readonly change?: Change
}

interface Result {
  readonly train: number
  readonly validation: number
  readonly direction: 'minimize' | 'maximize'
  /** Processor seconds of the process and of its sandboxes that have ended. */
  readonly seconds: number
  readonly digest: string
}

interface Arm {
  readonly name: string
  readonly checkout: string
  readonly change?: Change
}

/** A strategy with fields replaced, or removed. */
const changed = (strategy: Strategy, change: Change): Strategy =>
  Object.fromEntries(Object.entries({ ...strategy, ...change }).filter(([, value]) => value !== null)) as unknown as Strategy

/** Where a problem is: shipped ones go by their names; another formula is a copy of a folder. */
function placeOf({ checkout, problem }: Task, scratch: string): string {
  const [name = '', formula] = problem.split('/')
  if (formula === undefined) return name
  const folder = join(scratch, name)
  cpSync(join(checkout, 'problems', name), folder, { recursive: true })
  writeFileSync(join(folder, 'formula.json'), JSON.stringify({ formula, noise: 0 }))
  return folder
}

async function carryOut(task: Task): Promise<Result> {
  const { evolve, loadProblem, strategies } = (await import(join(task.checkout, 'index.ts'))) as typeof Engine
  const scratch = mkdtempSync(join(tmpdir(), 'ternate-engines-'))
  try {
    const place = placeOf(task, scratch)
    const { strategy: own = 'default', direction } = await loadProblem(place)
    const base = typeof own === 'string' ? strategies[own] : own
    if (base === undefined) throw new RangeError(`${task.problem} has no strategy`)
    const { seed, evaluations, change = {} } = task
    const run = await evolve(place, { seed, evaluations, workers: 1, strategy: changed(base, change) })
    const finished = await run.finished
    if (finished.type !== 'finished') throw new Error('the run was stopped')
    const train = run.status().best?.score ?? Number.NaN
    const usage = process.resourceUsage()
    const seconds = (usage.userCPUTime + usage.systemCPUTime) / 1e6
    return { train, validation: finished.champion.validation ?? Number.NaN, direction, seconds, digest: finished.digest }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** What a run in a process of its own comes to, so that engines do not meet; nothing when it takes too long. */
function runApart(task: Task): Result | undefined {
  const { stdout, stderr, signal } = spawnSync(process.execPath, [import.meta.filename, '--task', JSON.stringify(task)], {
    encoding: 'utf8',
    timeout: MINUTES * 60_000,
  })
  if (signal === 'SIGTERM') return undefined
  const last = stdout.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) throw new Error(stderr.slice(-2000))
  return JSON.parse(last) as Result
}

/** How probable it is that as many of all ranks, dealt at random, lie as far from their mean as those of the first. */
function rankSumP(first: readonly number[], second: readonly number[]): number {
  const ranks = midranks([...first, ...second])
  const mean = (first.length * (ranks.length + 1)) / 2
  const found = Math.abs(ranks.slice(0, first.length).reduce((sum, rank) => sum + rank, 0) - mean)
  let [far, all] = [0, 0]
  const deal = (at: number, left: number, sum: number): void => {
    if (left === 0) {
      all += 1
      far += Number(Math.abs(sum - mean) >= found - 1e-9)
    } else if (ranks.length - at >= left) {
      deal(at + 1, left - 1, sum + (ranks[at] as number))
      deal(at + 1, left, sum)
    }
  }
  deal(0, first.length, 0)
  return far / all
}

const number = (value: number): string => String(Number(value.toPrecision(5)))
const range = (values: readonly number[]): string =>
  `${number(median(values))} (${number(Math.min(...values))} to ${number(Math.max(...values))})`

/** How values stand to those of the other checkout: better or worse by median, and how probable that is by chance. */
function versus(values: readonly number[], before: readonly number[], direction: Result['direction']): string {
  const gap = (median(values) - median(before)) * (direction === 'minimize' ? -1 : 1)
  const word = gap === 0 ? 'equal' : gap > 0 ? 'better' : 'worse'
  return `${word}, p ${rankSumP(values, before).toFixed(3)}`
}

/** A row for each engine, the first of which the others are compared with. */
function rows(label: string, arms: readonly Arm[], results: readonly (readonly Result[])[]): string[] {
  const column = (k: number, of: 'train' | 'validation' | 'seconds'): number[] => results[k]?.map((result) => result[of]) ?? []
  return arms.map(({ name }, k) => {
    const direction = results[k]?.[0]?.direction ?? 'minimize'
    const against = (of: 'train' | 'validation'): string => (k === 0 ? '' : versus(column(k, of), column(0, of), direction))
    const cells = [label, name, results[k]?.length, range(column(k, 'train')), against('train')]
    return `| ${[...cells, range(column(k, 'validation')), against('validation'), median(column(k, 'seconds')).toFixed(1)].join(' | ')} |`
  })
}

function compareAll(): void {
  const { values, positionals } = readOptions({ options: { change: { type: 'string' } }, allowPositionals: true })
  const [old, seedsWord = '301-305', mostWord = '400', problemsWord = 'all'] = positionals
  if (old === undefined) return refuse('node bench/engines.ts OLD_CHECKOUT [SEED-SEED] [most evaluations] [problems, or all]')
  const [first = 1, last = first] = seedsWord.split('-').map((word) => countOf('seeds', word))
  const most = countOf('evaluations', mostWord)
  const problems = problemsWord === 'all' ? Object.keys(BUDGETS) : namesOf('problems', problemsWord, Object.keys(BUDGETS))
  const here = resolve(import.meta.dirname, '..')
  const arms: readonly Arm[] = [
    { name: 'old', checkout: resolve(old) },
    { name: 'new', checkout: here },
    ...(values.change === undefined
      ? []
      : [{ name: `new, ${values.change}`, checkout: here, change: JSON.parse(values.change) as Change }]),
  ]
  console.log(`${machine()}; seeds ${first} to ${last}, workers 1`)
  console.log('| problem, evaluations | engine | runs | train | against old | validation | against old | processor s of the engine |')
  console.log('|---|---|---|---|---|---|---|---|')
  for (const problem of problems) {
    const evaluations = Math.min(most, BUDGETS[problem] ?? most)
    const results: Result[][] = arms.map(() => [])
    for (let seed = first; seed <= last; seed++) {
      for (const [k, { name, checkout, change }] of arms.entries()) {
        const result = runApart({ checkout, problem, seed, evaluations, ...(change === undefined ? {} : { change }) })
        console.error(JSON.stringify({ problem, engine: name, seed, evaluations, ...result }))
        if (result !== undefined) results[k]?.push(result)
      }
    }
    console.log(rows(`${problem}, ${evaluations}`, arms, results).join('\n'))
  }
}

const [flag, task] = process.argv.slice(2)
if (flag === '--task' && task !== undefined) console.log(JSON.stringify(await carryOut(JSON.parse(task) as Task)))
else compareAll()
