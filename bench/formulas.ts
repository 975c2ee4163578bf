/**
 * Makes a problem of each formula, copies of problems/symbolic-regression with another formula.json, and runs them, one after another.
 *
 *     node bench/formulas.ts FOLDER [--noise 0.01] [NAME ...]
 *     node bench/formulas.ts FOLDER --run [--seconds 120] [--seeds 3] [--workers 2] [--evaluations N] [--strategies default,random] [--results FILE] [NAME ...]
 *
 * A NAME is that of a formula, `nguyen` (twelve), `sample` (25 of Feynman's, drawn once) or `feynman` (a hundred); all of them unless some
 * are named. What each run comes to is a line of bench/search/formulas.jsonl, or of the file that --results names; what stands there already is not run again unless
 * the problem, the budget or the strategy is another, so that a killed bench goes on.
 */
import { basename } from 'node:path'
import { defined } from '../engine/contracts/defined.ts'
import type { Budget } from '../engine/contracts/manifest.ts'
import { strategies } from '../strategies/presets/index.ts'
import { evolve } from '../run/evolve.ts'
import { version } from '../run/version.ts'
import { machine, median } from './machine.ts'
import { countOf, namesOf, readOptions, refuse } from './options.ts'
import { makeFormulaFolder } from './search/formula-folder.ts'
import { commitHere, identify, type Identity, isOf } from './search/identity.ts'
import { countsOf, groups, keepRecovery, readRecoveries, RECOVERIES, type Recovery } from './search/recoveries.ts'

/** A train score at which a formula is as good as found: values met to about 1e-10 of their spread. */
const TARGET = 1e-12

/** The body of a program of one expression. */
const bodyOf = (text: string): string => /return ([^]*?);?\n}/.exec(text)?.[1]?.replace(/\s+/g, ' ') ?? text

async function recover(folder: string, strategy: string, seed: number, identity: Identity): Promise<Recovery> {
  const formula = basename(folder)
  const chosen = strategy === 'default' ? {} : { strategy }
  const run = await evolve(folder, { seed, target: TARGET, ...chosen, ...identity.budget, workers })
  const finished = await run.finished
  if (finished.type !== 'finished') throw new Error(`${formula} was paused`)
  const { champion, heldOut } = finished
  const [sameRange, widerRange] = ['same range', 'wider range'].map((name) => heldOut.find(({ set }) => set === name)?.score)
  return {
    formula,
    noise,
    strategy,
    seed,
    ...identity,
    engine: version,
    commit,
    machine: machine(),
    digest: finished.digest,
    recovered: widerRange === 0,
    seconds: finished.seconds,
    evaluations: finished.evaluations,
    ...defined({ processor: finished.processor, programsTried: finished.programsTried }),
    reason: finished.reason,
    train: champion.score,
    ...(champion.validation === undefined ? {} : { validation: champion.validation }),
    ...(sameRange === undefined ? {} : { sameRange }),
    ...(widerRange === undefined ? {} : { widerRange }),
    size: champion.program.size,
    program: bodyOf(Object.values(champion.program.files)[0] ?? ''),
  }
}

const { values, positionals } = readOptions({
  options: {
    noise: { type: 'string', default: '0' },
    run: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '120' },
    seeds: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    evaluations: { type: 'string' },
    strategies: { type: 'string', default: 'default' },
    results: { type: 'string', default: RECOVERIES },
  },
  allowPositionals: true,
})
const [out, ...named] = positionals
const noise = values.noise.trim() === '' ? Number.NaN : Number(values.noise)
const workers = countOf('--workers', values.workers)
const budget: Budget = {
  seconds: countOf('--seconds', values.seconds),
  ...(values.evaluations === undefined ? {} : { evaluations: countOf('--evaluations', values.evaluations) }),
}
const chosen = namesOf('--strategies', values.strategies, Object.keys(strategies))
const commit = commitHere()
const seeds = countOf('--seeds', values.seeds)
const listed: Readonly<Record<string, readonly string[]>> = groups
const formulas = [...groups.nguyen, ...groups.feynman]
const unknown = named.find((name) => listed[name] === undefined && !formulas.includes(name))
const wanted = [...new Set((named.length === 0 ? ['nguyen', 'feynman'] : named).flatMap((name) => listed[name] ?? [name]))]

if (unknown !== undefined) refuse(`unknown: ${unknown}; there are ${[...Object.keys(groups), ...formulas].join(' ')}`)
if (out === undefined || !(noise >= 0)) refuse('node bench/formulas.ts FOLDER [--noise 0.01] [--run] [NAME ...]')
else {
  const folders = wanted.map((formula) => makeFormulaFolder(out, formula, { formula, noise }))
  if (values.run) await runAll(folders)
  else console.log(`${folders.length} problems in ${out}`)
}

async function runAll(folders: readonly string[]): Promise<void> {
  const { results: file } = values
  const rows = readRecoveries(file)
  for (let seed = 1; seed <= seeds; seed++) {
    for (const folder of folders) {
      for (const strategy of chosen) {
        const formula = basename(folder)
        const identity = await identify(folder, strategy, budget)
        const isSame = (row: Recovery): boolean =>
          row.formula === formula && row.noise === noise && row.seed === seed && row.strategy === strategy && isOf(identity, row)
        if (rows.some(isSame)) continue
        const row = await recover(folder, strategy, seed, identity)
        rows.push(row)
        keepRecovery(file, row)
        console.log(
          `${formula.padEnd(10)} ${strategy} seed ${seed} ${row.recovered ? 'recovered' : 'no       '} ${row.seconds.toFixed(0).padStart(4)} s ${Math.round(row.evaluations)} evaluations, train ${row.train.toPrecision(3)}: ${row.program}`,
        )
      }
    }
  }
  for (const strategy of chosen) {
    for (const [group, names] of Object.entries(groups)) {
      const counts = countsOf(
        rows.filter((row) => row.strategy === strategy && row.noise === noise),
        names,
      )
      if (counts.length > 0) console.log(`${group}, ${strategy}: ${median(counts)} of ${names.length} (${counts.join(', ')})`)
    }
  }
}
