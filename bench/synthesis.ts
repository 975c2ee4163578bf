/**
 * Runs the tasks of problems/synthesis with the strategy `synthesis`, three seeds each, and with independent typed draws, one seed, at 20,000
 * evaluations or until all train cases are right. A line for each run is kept in bench/synthesis/results.jsonl, and a run that has one is not done
 * again.
 *
 *     node bench/synthesis.ts [TASK ...] [--print]
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { problemsOf } from '../authoring/load.ts'
import { stream } from '../engine/contracts/random.ts'
import { evolve } from '../index.ts'
import { rowsOf, tableOf } from './synthesis/page.ts'
import type { Row } from './synthesis/page.ts'

const file = new URL('synthesis/results.jsonl', import.meta.url)
const EVALUATIONS = 20_000

/** The plan: seeds are drawn from its name, before anything is run. */
const plan = 'synthesis, 25 tasks, 20,000 evaluations'
const seeds = [1, 2, 3].map((k) => String(stream(`${plan}/${k}`).integer(1e9)))

const drawing = {
  name: 'typed-draws',
  islands: [
    {
      parents: { use: 'greedy' },
      proposers: { use: 'synthesis', method: 'grow' },
      survival: { use: 'elitist', capacity: 100 },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 30,
} as const

const arms = [
  ...seeds.map((seed) => ({ strategy: 'synthesis' as const, seed })),
  ...seeds.slice(0, 1).map((seed) => ({ strategy: drawing, seed })),
]

const named = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const known = existsSync(file) ? rowsOf(readFileSync(file, 'utf8')) : []

async function one(problem: string, { strategy, seed }: (typeof arms)[number]): Promise<Row> {
  const run = await evolve(problem, { strategy, seed, evaluations: EVALUATIONS, workers: 1, baselines: false })
  const result = await run.finished
  if (result.type !== 'finished') throw new Error(`the run of ${problem} has stopped`)
  const { evaluations, seconds, processor = 0, heldOut, champion } = result
  return {
    task: problem.split('/')[1] ?? problem,
    strategy: typeof strategy === 'string' ? strategy : strategy.name,
    seed,
    evaluations: Math.round(evaluations),
    seconds: Math.round(seconds),
    processor: Math.round(processor),
    train: champion.score,
    heldOut: heldOut[0]?.score ?? 0,
  }
}

if (!process.argv.includes('--print')) {
  const problems = (await problemsOf('synthesis')).filter((name) => named.length === 0 || named.includes(name.split('/')[1] ?? ''))
  for (const arm of arms) {
    for (const problem of problems) {
      const name = typeof arm.strategy === 'string' ? arm.strategy : arm.strategy.name
      if (known.some((row) => problem.endsWith(`/${row.task}`) && row.strategy === name && row.seed === arm.seed)) continue
      const row = await one(problem, arm)
      appendFileSync(file, `${JSON.stringify(row)}\n`)
      console.log(JSON.stringify(row))
    }
  }
}
console.log(tableOf(existsSync(file) ? rowsOf(readFileSync(file, 'utf8')) : []).join('\n'))
