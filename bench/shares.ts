/**
 * What shares of operators that follow what comes of them are worth: runs of each shipped problem, and of a sorting network written as a list,
 * by the problem's own strategy with `adaptive` shares (on) and without (off), and, when the folder of another checkout is given, by its
 * engine as it is (before). Prints the best on train as median and range over seeds, how many of all offspring did not score, and how
 * many of those that operators on constants alone made.
 *
 *     node bench/shares.ts [seeds] [most evaluations] [problems, or all] [folder of a checkout]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type * as Engine from '../index.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import { machine, median } from './machine.ts'
import { countOf, readWords } from './options.ts'

const NETWORK = resolve(import.meta.dirname, '../tests/fixtures/network')

/** Evaluations, by what one of them costs. */
const BUDGETS: Readonly<Record<string, number>> = {
  [NETWORK]: 400,
  'bin-packing': 400,
  template: 400,
  'symbolic-regression': 200,
  'cap-set': 100,
  'bin-packing-uniform': 60,
  'cluster-scheduling': 60,
  'bin-packing-any': 30,
  'tsp-construct': 30,
  'tensor-rank': 30,
  'circle-packing': 30,
}

const ARMS = ['on', 'off', 'before'] as const
type Arm = (typeof ARMS)[number]

/** Runs, as they are handed to a process of their own. */
interface Task {
  readonly engine: string
  readonly arm: Arm
  readonly problem: string
  readonly seeds: number
  readonly evaluations: number
}

interface Result {
  readonly best: number
  readonly failed: number
  readonly tries: number
  readonly constants: { readonly failed: number; readonly tries: number }
}

const CONSTANTS = new Set(['constant-mutation', 'replace-constant', 'tune-constants'])

/** The strategy of an arm; validation, which is no part of what is compared, looks at one program. */
function strategyOf(base: Strategy, arm: Arm): Strategy {
  const { adaptive: _adaptive, ...fixed } = { ...base, finalists: 1 }
  return arm === 'on' ? { ...fixed, adaptive: { floor: 0.1 } } : fixed
}

async function carryOut({ engine, arm, problem: name, seeds, evaluations }: Task): Promise<Result[]> {
  const { evolve, loadProblem, openRun, strategies } = (await import(join(engine, 'index.ts'))) as typeof Engine
  const { strategy: own = 'default' } = await loadProblem(name)
  const base = typeof own === 'string' ? strategies[own] : own
  if (base === undefined) throw new RangeError(`${name} has no strategy`)
  const results: Result[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const out = mkdtempSync(join(tmpdir(), 'ternate-shares-'))
    const run = await evolve(name, { seed, evaluations, workers: 1, strategy: strategyOf(base, arm), out: join(out, 'run') })
    await run.finished
    const counts = { failed: 0, tries: 0, constants: { failed: 0, tries: 0 } }
    const { archive } = openRun(join(out, 'run'))
    for (const { record } of archive.entries()) {
      if (record.type !== 'commit' || record.ticket.kind !== 'offspring' || record.outcome.kind !== 'evaluated') continue
      const { operator, evaluation } = record.outcome
      const failed = Number(evaluation.verdict !== 'scored')
      counts.tries += 1
      counts.failed += failed
      if (!CONSTANTS.has(operator)) continue
      counts.constants.tries += 1
      counts.constants.failed += failed
    }
    await archive.close()
    results.push({ best: run.status().best?.score ?? Number.NaN, ...counts })
    rmSync(out, { recursive: true, force: true })
  }
  return results
}

/** The results of runs in a process of their own, so that engines do not meet. */
function runApart(task: Task): Result[] {
  const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, '--task', JSON.stringify(task)], { encoding: 'utf8' })
  const last = stdout.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('[')) throw new Error(stderr.slice(-2000))
  return JSON.parse(last) as Result[]
}

const percent = (part: number, whole: number): string => `${whole === 0 ? '–' : Math.round((100 * part) / whole)} %`

function row(name: string, arm: Arm, results: readonly Result[]): string {
  const scores = results.map(({ best }) => best).sort((a, b) => a - b)
  const sum = (of: (result: Result) => number): number => results.reduce((total, result) => total + of(result), 0)
  const cells = [
    name,
    arm,
    median(scores).toPrecision(5),
    `${scores[0]?.toPrecision(5)} to ${scores.at(-1)?.toPrecision(5)}`,
    percent(
      sum(({ failed }) => failed),
      sum(({ tries }) => tries),
    ),
    percent(
      sum(({ constants }) => constants.failed),
      sum(({ constants }) => constants.tries),
    ),
  ]
  return `| ${cells.join(' | ')} |`
}

function compareAll(): void {
  const [seedsWord = '5', mostWord = '400', problemsWord = 'all', before] = readWords(4)
  const [seeds, most] = [countOf('seeds', seedsWord), countOf('evaluations', mostWord)]
  const wanted = problemsWord.split(',')
  console.log(machine())
  console.log(
    '| problem, evaluations | shares | best on train, median | least to most | failed | of constants |\n|---|---|---|---|---|---|',
  )
  for (const [problem, budget] of Object.entries(BUDGETS)) {
    const name = problem === NETWORK ? 'network' : problem
    if (problemsWord !== 'all' && !wanted.includes(name)) continue
    const evaluations = Math.min(most, budget)
    for (const arm of ARMS) {
      const engine = arm === 'before' ? before : resolve(import.meta.dirname, '..')
      if (engine === undefined) continue
      console.log(row(`${name}, ${evaluations}`, arm, runApart({ engine: resolve(engine), arm, problem, seeds, evaluations })))
    }
  }
}

const [flag, task] = process.argv.slice(2)
if (flag === '--task' && task !== undefined) console.log(JSON.stringify(await carryOut(JSON.parse(task) as Task)))
else compareAll()
