/**
 * Makes a problem of each formula, copies of problems/symbolic-regression with another formula.json, and runs them, one after another.
 *
 *     node bench/formulas.ts FOLDER [--noise 0.01] [NAME ...]
 *     node bench/formulas.ts FOLDER --run [--seconds 120] [--seeds 3] [--workers 2] [--evaluations N] [--order slots,bundle,base] [NAME ...]
 *
 * A NAME is that of a formula, `nguyen` (twelve), `sample` (25 of Feynman's, drawn once) or `feynman` (a hundred); all of them unless some
 * are named. What each run comes to is a line of FOLDER/results.jsonl; what stands there already is not run again, so that a killed bench goes on.
 */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stream } from '../engine/contracts/random.ts'
import { evolve } from '../library/evolve.ts'
import { feynman } from '../problems/symbolic-regression/feynman.ts'
import { nguyen } from '../problems/symbolic-regression/nguyen.ts'
import { median } from './machine.ts'

/** What one run of a formula came to: a line of results.jsonl. */
export interface Recovery {
  readonly formula: string
  readonly noise: number
  readonly seed: number
  /** Whether every value of the wider range is met to 1e-9 of itself. */
  readonly recovered: boolean
  readonly seconds: number
  readonly evaluations: number
  readonly reason: string
  readonly train: number
  readonly validation?: number
  readonly sameRange?: number
  readonly widerRange?: number
  readonly size: number
  readonly program: string
}

/** The sample of Feynman's formulas: drawn once, before any of them was run. */
function sampled(): string[] {
  const random = stream('Feynman sample')
  const left = feynman.map(({ name }) => name)
  return Array.from({ length: 25 }, () => left.splice(random.integer(left.length), 1)[0] as string)
}

const nguyens = nguyen.map(({ name }) => name)
const feynmans = feynman.map(({ name }) => name)
const groups: Readonly<Record<string, readonly string[]>> = { nguyen: nguyens, sample: sampled(), feynman: feynmans }

/** A train score at which a formula is as good as found: values met to about 1e-10 of their spread. */
const TARGET = 1e-12

function makeFolder(out: string, formula: string, noise: number): string {
  const source = fileURLToPath(new URL('../problems/symbolic-regression', import.meta.url))
  const folder = join(out, formula)
  mkdirSync(folder, { recursive: true })
  for (const file of readdirSync(source)) if (file !== 'formula.json') copyFileSync(join(source, file), join(folder, file))
  writeFileSync(join(folder, 'formula.json'), `${JSON.stringify({ formula, noise })}\n`)
  return folder
}

/** The body of a program of one expression. */
const bodyOf = (text: string): string => /return ([^]*?);?\n}/.exec(text)?.[1]?.replace(/\s+/g, ' ') ?? text

async function recover(folder: string, formula: string, noise: number, seed: number, limits: object): Promise<Recovery> {
  const run = await evolve(folder, { seed, target: TARGET, ...limits })
  const finished = await run.finished
  if (finished.type !== 'finished') throw new Error(`${formula} was paused`)
  const { champion, heldOut, seconds, evaluations, reason } = finished
  const [sameRange, widerRange] = ['same range', 'wider range'].map((name) => heldOut.find(({ set }) => set === name)?.score)
  return {
    formula,
    noise,
    seed,
    recovered: widerRange === 0,
    seconds,
    evaluations,
    reason,
    train: champion.score,
    ...(champion.validation === undefined ? {} : { validation: champion.validation }),
    ...(sameRange === undefined ? {} : { sameRange }),
    ...(widerRange === undefined ? {} : { widerRange }),
    size: champion.program.size,
    program: bodyOf(Object.values(champion.program.files)[0] ?? ''),
  }
}

const { values, positionals } = parseArgs({
  options: {
    noise: { type: 'string', default: '0' },
    run: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '120' },
    seeds: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    evaluations: { type: 'string' },
    order: { type: 'string' },
  },
  allowPositionals: true,
})
const [out, ...named] = positionals
const noise = Number(values.noise)
const unknown = named.find((name) => groups[name] === undefined && ![...nguyens, ...feynmans].includes(name))
const wanted = [...new Set((named.length === 0 ? ['nguyen', 'feynman'] : named).flatMap((name) => groups[name] ?? [name]))]

if (out === undefined || unknown !== undefined || !(noise >= 0)) {
  console.error(
    unknown === undefined
      ? 'node bench/formulas.ts FOLDER [--noise 0.01] [--run] [NAME ...]'
      : `unknown: ${unknown}; there are ${[...Object.keys(groups), ...nguyens, ...feynmans].join(' ')}`,
  )
  process.exitCode = 1
} else {
  const folders = wanted.map((formula) => makeFolder(out, formula, noise))
  if (values.run) await runAll(out, folders)
  else console.log(`${folders.length} problems in ${out}`)
}

async function runAll(into: string, folders: readonly string[]): Promise<void> {
  const file = join(into, 'results.jsonl')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  const rows = lines.map((line) => JSON.parse(line) as Recovery)
  const [slots, bundle, base] = (values.order ?? '').split(',').map(Number)
  const limits = {
    workers: Number(values.workers),
    seconds: Number(values.seconds),
    ...(values.evaluations === undefined ? {} : { evaluations: Number(values.evaluations) }),
    ...(slots === undefined || bundle === undefined || base === undefined ? {} : { order: { slots, bundle, base } }),
  }
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    for (const [k, formula] of wanted.entries()) {
      if (rows.some((row) => row.formula === formula && row.noise === noise && row.seed === seed)) continue
      const row = await recover(folders[k] as string, formula, noise, seed, limits)
      rows.push(row)
      appendFileSync(file, `${JSON.stringify(row)}\n`)
      console.log(
        `${formula.padEnd(10)} seed ${seed} ${row.recovered ? 'recovered' : 'no       '} ${row.seconds.toFixed(0).padStart(4)} s ${Math.round(row.evaluations)} evaluations, train ${row.train.toPrecision(3)}: ${row.program}`,
      )
    }
  }
  for (const [group, names] of Object.entries(groups)) {
    const counts = Array.from(
      { length: Number(values.seeds) },
      (_, k) => rows.filter((row) => row.seed === k + 1 && row.noise === noise && row.recovered && names.includes(row.formula)).length,
    )
    if (names.every((name) => rows.some((row) => row.formula === name)))
      console.log(`${group}: ${median(counts)} of ${names.length} (${counts.join(', ')})`)
  }
}
