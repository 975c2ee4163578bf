/**
 * The proposer of texts against random draws on a problem of texts, by pairs of runs with the same seed and equal evaluations: `default`, whose
 * proposer is `text` there, and `random`. Seeds are drawn from the hash of the plan, which names problem, strategies, budget and engine. A run that has
 * ended is kept in a file, so that the same command goes on where it was stopped; with fewer pairs than planned it says so.
 *
 *     nice -n 10 node bench/texts.ts [--problem language-id] [--seeds 20] [--evaluations 2000] [--pairs 20] [--file runs/texts.jsonl]
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadProblem } from '../authoring/load.ts'
import { armOf } from '../experiments/arm.ts'
import { extendPlan, shortHash } from '../experiments/plan.ts'
import { signedRank } from '../experiments/statistics/wilcoxon.ts'
import { evolve } from '../run/evolve.ts'
import { version } from '../run/version.ts'
import { keepLines, readLines } from './lines.ts'
import { machine, median } from './machine.ts'
import { countOf, readOptions } from './options.ts'

/** What a run came to, in the unit of the score. */
interface Ended {
  readonly plan: string
  readonly seed: string
  readonly arm: string
  readonly train: number
  readonly heldOut: number
  /** The initial program, on the same sets. */
  readonly initial: { readonly train: number; readonly heldOut: number }
  /** Processor seconds of this process while the run went on. */
  readonly processor: number
}

const { values } = readOptions({
  options: {
    problem: { type: 'string', default: 'language-id' },
    seeds: { type: 'string', default: '20' },
    evaluations: { type: 'string', default: '2000' },
    pairs: { type: 'string' },
    file: { type: 'string', default: 'runs/texts.jsonl' },
  },
})
const seeds = countOf('seeds', values.seeds)
const evaluations = countOf('evaluations', values.evaluations)
const pairs = Math.min(seeds, values.pairs === undefined ? seeds : countOf('pairs', values.pairs))
const { problem: name } = values
const { content, unit, heldOut: sets } = await loadProblem(name)
const heldOutSet = `heldOut/${sets[0]?.set ?? ''}`
const arms = ['default', 'random'].map((name) => armOf(name))
const plan = extendPlan(undefined, { engine: version, problems: [{ name, reference: name, content }], arms, seeds, evaluations })
const hash = shortHash(plan.hash ?? '')

const ended = (readLines(values.file) as Ended[]).filter((run) => run.plan === hash)
const find = (seed: string, arm: string): Ended | undefined => ended.find((run) => run.seed === seed && run.arm === arm)

/** Carries out one run; it lives in memory. */
async function carryOut(seed: string, { name: arm, strategy }: (typeof arms)[number]): Promise<Ended> {
  const before = process.cpuUsage()
  const result = await (await evolve(name, { seed, evaluations, strategy, workers: 1 })).finished
  if (result.type !== 'finished') throw new Error('the run was stopped')
  const scoresOf = (set: string): number =>
    result.baselines?.judged.find((one) => one.name === 'initial program')?.scores.find((one) => one.set === set)?.score ?? Number.NaN
  const { user, system } = process.cpuUsage(before)
  return {
    plan: hash,
    seed,
    arm,
    train: result.champion.score,
    heldOut: result.heldOut[0]?.score ?? Number.NaN,
    initial: { train: scoresOf('train'), heldOut: scoresOf(heldOutSet) },
    processor: (user + system) / 1e6,
  }
}

const figure = (list: readonly number[]): string =>
  `${median(list).toFixed(1)} (${Math.min(...list).toFixed(1)} to ${Math.max(...list).toFixed(1)})`

/** What the pairs say that have ended. */
function report(): void {
  const whole = plan.seeds.flatMap((seed) => {
    const [text, random] = arms.map(({ name }) => find(seed, name))
    return text === undefined || random === undefined ? [] : [{ text, random }]
  })
  const [first] = whole
  if (first === undefined) return
  const { initial } = first.text
  const rows = [
    ['text (default)', whole.map(({ text }) => text)],
    ['random draws', whole.map(({ random }) => random)],
  ] as const
  const p = (of: 'train' | 'heldOut'): string => signedRank(whole.map(({ text, random }) => text[of] - random[of])).p.toPrecision(2)
  console.log(`\n${whole.length} of ${seeds} pairs, ${evaluations} evaluations each, plan ${hash}; medians and ranges, ${unit}\n`)
  console.log('| arm | train | held out | processor seconds a run |\n|---|---|---|---|')
  console.log(`| initial program | ${initial.train.toFixed(1)} | ${initial.heldOut.toFixed(1)} | |`)
  for (const [name, runs] of rows)
    console.log(
      `| ${name} | ${figure(runs.map(({ train }) => train))} | ${figure(runs.map(({ heldOut }) => heldOut))} | ${figure(runs.map(({ processor }) => processor))} |`,
    )
  const gain = median(whole.map(({ text }) => text.heldOut)) - initial.heldOut
  console.log(`\ntext above random draws, exact paired Wilcoxon, two-sided: train p = ${p('train')}, held out p = ${p('heldOut')}`)
  console.log(`text above the initial program, median held out: ${gain.toFixed(1)} points`)
  if (whole.length < seeds) console.log(`not all pairs have ended: the same command goes on`)
}

console.log(machine())
mkdirSync(dirname(values.file), { recursive: true })
for (const seed of plan.seeds.slice(0, pairs)) {
  for (const arm of arms) {
    if (find(seed, arm.name) !== undefined) continue
    const run = await carryOut(seed, arm)
    ended.push(run)
    keepLines(values.file, [run])
    console.error(`${seed} ${arm.name}: train ${run.train.toFixed(1)}, held out ${run.heldOut.toFixed(1)}, ${run.processor.toFixed(0)} s`)
  }
}
report()
