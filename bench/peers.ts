/**
 * Another engine beside ours: DEAP, as Debian packs it, on the same cases, at equal evaluations, equal programs tried and equal processor
 * seconds, in turns, each run in a process of its own. Before anything runs fixed programs are scored on both sides; where they differ
 * nothing is compared, and the exit code is 1. Without DEAP, which it installs where it may, it says so and ends.
 *
 *     node bench/peers.ts [--out bench/peers/results] [--seeds 5] [--only NAME,...] [--quick]
 *     node bench/peers.ts --agree [--only NAME,...]     looks whether the sides agree, and runs nothing
 *     node bench/peers.ts --write [--out FOLDER]        makes docs/peers.md from what is there
 *
 * What is planned stands in plan.json of the folder, and seeds are drawn from its hash; runs are kept in results.jsonl. The same command
 * again goes on where a killed one was. `--quick`: two seeds, small budgets and three of the formulas.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machine } from './machine.ts'
import { countOf, namesOf, readOptions, refuse } from './options.ts'
import { agreementOf } from './peers/agreement.ts'
import { OURS, PEERS, runOurs, runPeer } from './peers/arms.ts'
import type { Planned } from './peers/arms.ts'
import { prepare } from './peers/cases.ts'
import type { Prepared } from './peers/cases.ts'
import { compileKernel, findPeer } from './peers/debian.ts'
import { pageOf } from './peers/page.ts'
import { budgetOf, readPlan, rowsFile, settlePlan } from './peers/plan.ts'
import type { Plan } from './peers/plan.ts'
import { keepRows, readRows } from './peers/rows.ts'
import type { Row } from './peers/rows.ts'
import { QUICK, subjects } from './peers/subjects.ts'
import { carryOut } from './peers/task.ts'
import type { Task } from './peers/task.ts'
import { verdictLines } from './peers/verdicts.ts'

const { values } = readOptions({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('peers/results', import.meta.url)) },
    seeds: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    agree: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    task: { type: 'string' },
  },
})

/** Scores fixed programs on both sides, and says how they compare; whether all agree. */
async function agree(prepared: readonly Prepared[], kernel: string): Promise<boolean> {
  let differing = 0
  let compared = 0
  for (const one of prepared) {
    for (const { program, set, ours, peers, agrees } of await agreementOf(one, kernel)) {
      compared += 1
      if (agrees) continue
      differing += 1
      console.error(`${one.subject.name}: ${program} on ${set} scores ${ours} here and ${peers} there`)
    }
    console.log(`${one.subject.name}: ${one.subject.twins.map(({ name }) => name).join(', ')} judged on both sides`)
  }
  console.log(`${compared - differing} of ${compared} scores agree`)
  return differing === 0
}

/** Runs of a plan: seed by seed, subject by subject, ours of equal evaluations first, since it says how many programs the peer may try; the others in turns. */
function* runsOf({ seeds }: Plan, prepared: readonly Prepared[]): Generator<Planned> {
  for (const [k, seed] of seeds.entries()) {
    for (const one of prepared) {
      const isFormula = one.subject.kind === 'formulas'
      const rest: Planned[] = [
        ...(isFormula ? [] : [{ prepared: one, seed, arm: OURS, by: 'processor' } as const]),
        ...PEERS.map((arm): Planned => ({ prepared: one, seed, arm, by: 'both' })),
      ]
      yield { prepared: one, seed, arm: OURS, by: isFormula ? 'both' : 'evaluations' }
      for (const turn of rest.keys()) yield rest[(turn + k) % rest.length] as Planned
    }
  }
}

/** The rows of a run that has been made. */
const rowsOf = (rows: readonly Row[], { prepared, seed, arm, by }: Planned): Row[] =>
  rows.filter(
    (row) =>
      row.subject === prepared.subject.name && row.seed === seed && row.arm === arm && (arm !== OURS || by === 'both' || row.at === by),
  )

async function runAll(plan: Plan, prepared: readonly Prepared[], out: string, kernel: string): Promise<void> {
  const file = rowsFile(out)
  const rows = readRows(file)
  const runs = [...runsOf(plan, prepared)]
  for (const [k, planned] of runs.entries()) {
    if (rowsOf(rows, planned).length > 0) continue
    const budget = budgetOf(planned.prepared, plan.quick)
    const { subject } = planned.prepared
    const [own] = rowsOf(rows, { ...planned, arm: OURS, by: subject.kind === 'formulas' ? 'both' : 'evaluations' })
    const programs = own?.programs ?? budget.evaluations
    const made =
      planned.arm === OURS ? await runOurs(planned, budget, import.meta.filename) : await runPeer(planned, budget, kernel, programs)
    keepRows(file, made)
    rows.push(...made)
    for (const { at, evaluations, programs: tried, processor, train, recovered } of made)
      console.log(
        `${k + 1}/${runs.length} ${subject.name}, ${planned.arm}, seed ${planned.seed}, ${at}: ${Math.round(evaluations)} evaluations, ${tried} programs, ${processor.toFixed(1)} processor s, train ${train.toPrecision(5)}${recovered === undefined ? '' : recovered ? ', recovered' : ', not recovered'}`,
      )
  }
}

async function main(): Promise<void> {
  const out = resolve(values.out)
  if (values.write) {
    const plan = readPlan(out) ?? refuse(`there is no plan in ${out}: run the bench first`)
    writeFileSync(fileURLToPath(new URL('../docs/peers.md', import.meta.url)), pageOf(plan, readRows(rowsFile(out))))
    return
  }
  const known = subjects.map(({ name }) => name)
  const { quick } = values
  const wanted = values.only === undefined ? (quick ? QUICK : known) : namesOf('--only', values.only, known)
  const seeds = values.seeds === undefined ? (quick ? 2 : 5) : countOf('--seeds', values.seeds)
  const peer = findPeer()
  if (typeof peer === 'string') return console.error(peer)
  console.log(`${machine()}; DEAP ${peer.deap}, numpy ${peer.numpy}, Python ${peer.python}`)
  const scratch = mkdtempSync(join(tmpdir(), 'ternate-peers-'))
  try {
    const kernel = compileKernel(scratch)
    const prepared: Prepared[] = []
    for (const subject of subjects) if (wanted.includes(subject.name)) prepared.push(await prepare(subject, scratch))
    const plan = values.agree ? undefined : settlePlan(out, prepared, { quick, seeds }, peer)
    if (!(await agree(prepared, kernel))) {
      console.error('the sides do not score alike, so that nothing is compared')
      process.exitCode = 1
    } else if (plan !== undefined) {
      await runAll(plan, prepared, out, kernel)
      console.log(['', ...verdictLines(plan, readRows(rowsFile(out)))].join('\n'))
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

if (values.task === undefined) await main()
else {
  console.log(JSON.stringify(await carryOut(JSON.parse(values.task) as Task)))
  process.exit()
}
