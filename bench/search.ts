/**
 * What runs without any model find, beside what was published, row by row; results are kept in bench/search/results.jsonl, and what is
 * there is not run again unless the problem, its budget or its strategy is another. Each run's champion is chosen by validation; held-out sets are looked at for it alone.
 *
 *     node bench/search.ts [ROW ...] [--strategies default,tune-only,random,sequential] [--seeds 3] [--workers 2]
 *     node bench/search.ts --write        makes docs/results.md from what is there
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defined } from '../engine/contracts/defined.ts'
import type { Finished } from '../engine/contracts/event.ts'
import { evolve } from '../run/evolve.ts'
import { varietyOf } from '../run/variety.ts'
import { openRun } from '../run/folder.ts'
import { strategies } from '../strategies/presets/index.ts'
import { version } from '../run/version.ts'
import { bestSeen } from './constructions.ts'
import { machine } from './machine.ts'
import { countOf, namesOf, readOptions, refuse } from './options.ts'
import { commitHere, identify, isOf } from './search/identity.ts'
import { ARMS, pageOf } from './search/page.ts'
import { withPeers } from './search/peers.ts'
import { withReferences } from './search/references.ts'
import { readRecoveries, RECOVERIES } from './search/recoveries.ts'
import { keepResult, readResults } from './search/results.ts'
import type { Result } from './search/results.ts'
import { rows } from './search/rows.ts'
import type { Outcome, Row } from './search/rows.ts'

const { values: options, positionals } = readOptions({
  options: {
    strategies: { type: 'string', default: ARMS.join(',') },
    seeds: { type: 'string', default: '3' },
    workers: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const workers = countOf('--workers', options.workers)
const seeds = countOf('--seeds', options.seeds)
const wanted = namesOf('--strategies', options.strategies, Object.keys(strategies))
const commit = commitHere()

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

/** What was new in a finished run. */
type Fresh = Pick<Result, 'forms' | 'reintroduced'>

async function freshIn(folder: string, { evaluations }: Finished): Promise<Fresh> {
  const { archive } = openRun(folder)
  try {
    const { forms, added, reintroduced } = varietyOf(archive)
    return { forms: (1000 * forms.size) / evaluations, ...(added === 0 ? {} : { reintroduced: reintroduced / added }) }
  } finally {
    await archive.close()
  }
}

/** One run; `default` leaves the choice of the strategy to the problem, as a user would. */
async function runOnce(
  { budget, constructions }: Row,
  problem: string,
  strategy: string,
  seed: number,
): Promise<Pick<Outcome, 'seen' | 'steps'> & { readonly run: Finished; readonly fresh: Fresh }> {
  const folder = mkdtempSync(join(tmpdir(), 'ternate-'))
  try {
    const out = join(folder, 'run')
    const chosen = strategy === 'default' ? {} : { strategy }
    const going = await evolve(problem, { seed, ...chosen, ...budget, out, workers })
    const steps: { readonly score: number; readonly seconds: number }[] = []
    for await (const event of going.events) if (event.type === 'improved') steps.push({ score: event.score, seconds: event.seconds })
    const run = await going.finished
    if (run.type !== 'finished') throw new Error('the run was paused')
    return { run, steps, fresh: await freshIn(out, run), seen: constructions === undefined ? [] : await bestSeen(out) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Makes the runs of a row that are not there yet. */
const complete = (row: Row, strategies: readonly string[]): Promise<void> =>
  withProblem(row, async (problem) => {
    for (let seed = 1; seed <= seeds; seed++) {
      for (const strategy of strategies) {
        const identity = await identify(problem, strategy, row.budget)
        const isThere = readResults().some(
          (result) => result.row === row.name && result.strategy === strategy && result.seed === seed && isOf(identity, result),
        )
        if (isThere) continue
        const { run, fresh, ...told } = await runOnce(row, problem, strategy, seed)
        const values = Object.fromEntries(row.measures.map(({ name, of }) => [name, of({ ...run, ...told })]))
        const { score, validation, program } = run.champion
        keepResult({
          row: row.name,
          strategy,
          seed,
          ...identity,
          engine: version,
          commit,
          workers,
          evaluations: Math.round(run.evaluations),
          seconds: Math.round(run.seconds),
          ...defined({ programsTried: run.programsTried, processor: run.processor }),
          machine: machine(),
          digest: run.digest,
          train: score,
          ...(validation === undefined ? {} : { validation }),
          ...fresh,
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
if (unknown !== undefined) refuse(`there is no row ${JSON.stringify(unknown)}; there are ${rows.map(({ name }) => name).join(', ')}`)
if (options.write && positionals.length > 0) refuse('--write makes the whole page, and takes no row')
if (options.write) {
  const sections = rows.map((row) =>
    withProblem(row, async (problem) => ({
      row: await withPeers(await withReferences(row, problem)),
      now: new Map(await Promise.all(ARMS.map(async (name) => [name, await identify(problem, name, row.budget)] as const))),
    })),
  )
  writeFileSync(
    fileURLToPath(new URL('../docs/results.md', import.meta.url)),
    pageOf(await Promise.all(sections), readResults(), readRecoveries(RECOVERIES)),
  )
} else {
  console.log(machine())
  for (const row of rows) if (positionals.length === 0 || positionals.includes(row.name)) await complete(row, wanted)
}
