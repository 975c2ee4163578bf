/**
 * What runs without any model find, beside what was published, row by row; results are kept in bench/search/results.jsonl, and what is
 * there is not run again. Each run's champion is chosen by validation; held-out sets are looked at for it alone.
 *
 *     node bench/search.ts [ROW ...] [--strategies default,random] [--seeds 3] [--workers 2]
 *     node bench/search.ts --write        makes docs/results.md from what is there
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { loadProblem } from '../evaluators/problem/load.ts'
import type { Finished } from '../engine/contracts/event.ts'
import { evolve } from '../library/evolve.ts'
import { version } from '../library/version.ts'
import { bestSeen } from './constructions.ts'
import { machine } from './machine.ts'
import { countOf, readOptions } from './options.ts'
import { pageOf } from './search/page.ts'
import { withPeers } from './search/peers.ts'
import { withReferences } from './search/references.ts'
import { readRecoveries, RECOVERIES } from './search/recoveries.ts'
import { keepResult, readResults } from './search/results.ts'
import { rows } from './search/rows.ts'
import type { Outcome, Row } from './search/rows.ts'

const { values: options, positionals } = readOptions({
  options: {
    strategies: { type: 'string', default: 'default,random' },
    seeds: { type: 'string', default: '3' },
    workers: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const workers = countOf('--workers', options.workers)
const seeds = countOf('--seeds', options.seeds)

/** The problem of a row: a shipped one, or the path of a changed copy, which is gone after `use`. */
async function withProblem<T>({ problem, change }: Row, use: (problem: string) => Promise<T>): Promise<T> {
  if (change === undefined) return use(problem)
  const folder = mkdtempSync(join(tmpdir(), 'ternate-'))
  try {
    const copy = join(folder, problem)
    cpSync(fileURLToPath(new URL(`../problems/${problem}`, import.meta.url)), copy, { recursive: true })
    writeFileSync(join(copy, change.file), change.text)
    return await use(copy)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** One run; `default` leaves the choice of the strategy to the problem, as a user would. */
async function runOnce(
  { budget, constructions }: Row,
  problem: string,
  strategy: string,
  seed: number,
): Promise<{ readonly run: Finished; readonly seen: Outcome['seen'] }> {
  const folder = mkdtempSync(join(tmpdir(), 'ternate-'))
  try {
    const out = constructions === undefined ? {} : { out: join(folder, 'run') }
    const chosen = strategy === 'default' ? {} : { strategy }
    const run = await (await evolve(problem, { seed, ...chosen, ...budget, ...out, workers })).finished
    if (run.type !== 'finished') throw new Error('the run was paused')
    return { run, seen: out.out === undefined ? [] : await bestSeen(out.out) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Makes the runs of a row that are not there yet. */
const complete = (row: Row, strategies: readonly string[]): Promise<void> =>
  withProblem(row, async (problem) => {
    const { content } = await loadProblem(problem)
    for (let seed = 1; seed <= seeds; seed++) {
      for (const strategy of strategies) {
        const isThere = readResults().some(
          (result) => result.row === row.name && result.strategy === strategy && result.seed === seed && result.content === content,
        )
        if (isThere) continue
        const { run, seen } = await runOnce(row, problem, strategy, seed)
        const values = Object.fromEntries(row.measures.map(({ name, of }) => [name, of({ ...run, seen })]))
        const { score, validation, program } = run.champion
        keepResult({
          row: row.name,
          strategy,
          seed,
          content,
          engine: version,
          workers,
          evaluations: Math.round(run.evaluations),
          seconds: Math.round(run.seconds),
          machine: machine(),
          digest: run.digest,
          train: score,
          ...(validation === undefined ? {} : { validation }),
          values,
          program: Object.values(program.files).join('\n'),
        })
        const said = row.measures.map(({ name, digits }) => `${name} ${values[name]?.toFixed(digits)}`).join(', ')
        console.log(
          `${row.name}, ${strategy}, seed ${seed}: ${said} (${Math.round(run.evaluations)} evaluations, ${Math.round(run.seconds)} s)`,
        )
      }
    }
  })

const unknown = positionals.find((name) => !rows.some((row) => row.name === name))
if (unknown !== undefined) {
  console.error(`there is no row ${JSON.stringify(unknown)}; there are ${rows.map(({ name }) => name).join(', ')}`)
  process.exitCode = 1
} else if (options.write) {
  writeFileSync(
    fileURLToPath(new URL('../docs/results.md', import.meta.url)),
    pageOf(
      await Promise.all(rows.map((row) => withProblem(row, (problem) => withReferences(row, problem)).then(withPeers))),
      readResults(),
      readRecoveries(RECOVERIES),
    ),
  )
} else {
  console.log(machine())
  for (const row of rows) {
    if (positionals.length === 0 || positionals.includes(row.name)) await complete(row, options.strategies.split(','))
  }
}
