/**
 * Compares all selectors of the registry, each with its default options: on a smooth, a deceptive and a noisy landscape in this process, and
 * some of them on three shipped problems. Pairs have seeds that are made of the hash of the plan. What a run comes to is a file of its own, so
 * that a killed bench goes on; a plan that is another has other seeds and begins anew.
 *
 *     node bench/selection.ts [--part landscapes|problems] [--out runs/selection] [--minutes 60]
 *     node bench/selection.ts --write        makes docs/selection.md from what is there
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadProblem } from '../authoring/load.ts'
import { writeWhole } from '../experiments/plan-file.ts'
import { evolve } from '../run/evolve.ts'
import { count } from '../cli/view/text.ts'
import { machine } from './machine.ts'
import { countOf, namesOf, readOptions } from './options.ts'
import { evaluationsTo } from './selection/landscapes.ts'
import { pageOf, sectionOf } from './selection/page.ts'
import type { Ground, Result } from './selection/page.ts'
import { hashOfPlan, PARTS, planOf, runsOf } from './selection/plan.ts'
import type { PartName, Plan, Planned } from './selection/plan.ts'

const { values: options } = readOptions({
  options: {
    part: { type: 'string', default: PARTS.join(',') },
    out: { type: 'string', default: 'runs/selection' },
    minutes: { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
  },
})
const parts = namesOf('--part', options.part, PARTS) as readonly PartName[]
const limit = 60 * countOf('--minutes', options.minutes)

const TITLES: Readonly<Record<PartName, string>> = { landscapes: 'Landscapes', problems: 'Shipped problems' }

/** What a run is measured by: evaluations to a landscape's target, its champion's score on a problem's first held-out set. */
async function scoreOf({ part, arms, evaluations, order }: Plan, { ground, arm, seed }: Planned): Promise<number> {
  if (part === 'landscapes') return evaluationsTo(ground, arm, seed, evaluations)
  const strategy = arms.find(({ name }) => name === arm)
  const run = await evolve(ground, {
    seed,
    evaluations,
    order,
    workers: 1,
    baselines: false,
    optimum: false,
    ...(strategy && { strategy }),
  })
  const finished = await run.finished
  if (finished.type !== 'finished') throw new Error(`${ground} was stopped`)
  return finished.heldOut[0]?.score ?? (await worstOf(ground))
}

/** The score of a champion that has none on a held-out set. */
const worstOf = async (problem: string): Promise<number> =>
  (await loadProblem(problem)).direction === 'minimize' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY

const fileOf = (plan: Plan, { ground, arm, pair }: Planned): string =>
  join(options.out, `${plan.part}-${hashOfPlan(plan)}`, `${ground}-${arm}-${pair}.json`)

/** JSON has no infinity. */
const readResult = (file: string): Result => {
  const read = JSON.parse(readFileSync(file, 'utf8')) as Omit<Result, 'score'> & { readonly score: number | string }
  return { ...read, score: Number(read.score) }
}

const doneOf = (plan: Plan): Result[] =>
  runsOf(plan)
    .map((run) => fileOf(plan, run))
    .filter((file) => existsSync(file))
    .map(readResult)

async function groundsOf({ part, grounds, evaluations }: Plan): Promise<Ground[]> {
  if (part === 'landscapes')
    return grounds.map(({ name }) => ({
      name,
      direction: 'minimize',
      measure: `Evaluations until a program was seen whose true score is the target's, ${count(evaluations)} where none was`,
    }))
  return Promise.all(
    grounds.map(async ({ name }) => {
      const { direction, unit, heldOut } = await loadProblem(name)
      return { name, direction, measure: `The champion on the held-out set \`${heldOut[0]?.set ?? ''}\`, ${unit}` }
    }),
  )
}

/** Makes the runs of a part that are not there yet, as long as there is time; returns the seconds that are left. */
async function complete(plan: Plan, left: number): Promise<number> {
  const folder = join(options.out, `${plan.part}-${hashOfPlan(plan)}`)
  mkdirSync(folder, { recursive: true })
  writeWhole(join(folder, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`)
  let seconds = left
  for (const run of runsOf(plan)) {
    const file = fileOf(plan, run)
    if (existsSync(file)) continue
    if (seconds <= 0) {
      console.log(`the ${options.minutes} minutes are over; the same command with more --minutes goes on`)
      return 0
    }
    const began = performance.now()
    const score = await scoreOf(plan, run)
    const took = (performance.now() - began) / 1000
    seconds -= took
    writeWhole(file, `${JSON.stringify({ ...run, score: Number.isFinite(score) ? score : String(score), seconds: took })}\n`)
    console.log(`pair ${run.pair} of ${plan.pairs}, ${run.ground}, ${run.arm}: ${score.toPrecision(4)} (${took.toFixed(1)} s)`)
  }
  return seconds
}

const plans = await Promise.all(parts.map(planOf))
const spent = plans.flatMap(doneOf).reduce((sum, { seconds }) => sum + seconds, 0)
if (!options.write) {
  console.log(machine())
  let left = limit - spent
  for (const plan of plans) left = await complete(plan, left)
}
const sections: string[] = []
for (const plan of plans) sections.push(...sectionOf(TITLES[plan.part], plan, await groundsOf(plan), doneOf(plan)))
const page = pageOf(sections)
if (options.write) writeFileSync(fileURLToPath(new URL('../docs/selection.md', import.meta.url)), page)
else console.log(`\n${page}`)
