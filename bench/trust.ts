/**
 * What proof before promotion rests on, in numbers: `node bench/trust.ts PART`.
 *
 * - `power`: what the exact one-sided McNemar test finds, in a world of equal cases and in one of unequal ones
 * - `inflation`: what the best of 160 children looks like that are exactly as good as their ancestor
 * - `ledger`: 80 changes that do nothing against one hold-out, with the ledger and without
 * - `nulls [RUNS]`: searches among changes that do nothing, through the whole loop and the gate's test
 * - `prompts [RUNS]`: evolved programs of `language-id` through the gate's test, each with its own p-value worked out again
 */
import { completeProblem } from '../authoring/load.ts'
import { loadProblem } from '../authoring/load.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Random } from '../engine/contracts/random.ts'
import { binomialTail } from '../experiments/statistics/binomial.ts'
import { LEVEL } from '../experiments/statistics/attempts.ts'
import { discordanceAt, mcnemarPower } from '../experiments/statistics/mcnemar.ts'
import { calibrate } from '../proof/calibrate.ts'
import { openJudge } from '../proof/judging.ts'
import { ownParts } from '../run/parts.ts'
import { ownLanguages } from '../languages/index.ts'
import { evolve } from '../run/evolve.ts'
import type { JudgedCase, LedgerEntry } from '../trust/contracts.ts'
import { gate } from '../trust/gate/gate.ts'
import type { GateOptions } from '../trust/gate/gate.ts'
import { paired } from '../trust/gate/pairs.ts'
import { superiorityRow } from '../trust/gate/superiority.ts'
import { looksAt, sealed } from '../trust/ledger/chain.ts'
import { freshCases } from '../trust/sets/fresh.ts'
import { hashOfSet } from '../trust/sets/hash.ts'

const parts = { registry: ownParts, languages: ownLanguages, plugins: [] }

/** Chances of the cases of a world in which the ancestor passes 30 % of them. */
const WORLDS = {
  equal: () => 0.3,
  /** Beta(.3, .7), by Jöhnk's rejection (Metrika 8, 1964). */
  heterogeneous(random: Random): number {
    for (;;) {
      const x = random.next() ** (1 / 0.3)
      const y = random.next() ** (1 / 0.7)
      if (x + y > 0 && x + y <= 1) return x / (x + y)
    }
  },
} as const

const print = (...cells: readonly (string | number)[]): void => void process.stdout.write(`${cells.join('  ')}\n`)
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function power(): void {
  print('lift', 'world', '60', '120', '200', '400')
  for (const lift of [0.1, 0.2])
    for (const [world, noise] of [
      ['equal', 0.42],
      ['heterogeneous', 0.21],
    ] as const)
      print(lift, world, ...[60, 120, 200, 400].map((n) => mcnemarPower(n, discordanceAt({ base: 0.3, noise, lift }), LEVEL).toFixed(2)))
}

function inflation(): void {
  const [children, cases, times] = [160, 60, 400]
  for (const [world, chance] of Object.entries(WORLDS)) {
    const random = stream(`inflation/${world}`)
    let sum = 0
    for (let time = 0; time < times; time++) {
      const chances = Array.from({ length: cases }, () => chance(random))
      let best = 0
      for (let child = 0; child < children; child++) best = Math.max(best, chances.filter((p) => random.next() < p).length / cases)
      sum += best
    }
    print(
      `${world}: the best of ${children} equal children on ${cases} cases looks like ${Math.round((100 * sum) / times)} %, and the truth is 30 %`,
    )
  }
}

/** Whether one of 80 changes that do nothing is promoted on one hold-out, and whether a mere comparison would promote one. */
async function eighty(repeat: number, withLedger: boolean): Promise<{ readonly promoted: boolean; readonly ahead: boolean }> {
  const random = stream(`ledger/${repeat}`)
  const cases: readonly Case[] = Array.from({ length: 200 }, (_, k) => ({ name: `${k}`, input: k, weight: 1 }))
  const draw = (): readonly JudgedCase[] =>
    cases.map(({ name }) => ({
      case: name,
      result: { verdict: 'scored', fuel: 1, score: random.next() < 0.3 ? 1 : 0, metrics: {} },
      cost: { fuel: 1, seconds: 0, money: 0 },
    }))
  const stored = draw()
  const hash = hashOfSet(cases)
  const entries: LedgerEntry[] = []
  let ahead = false
  const options: Omit<GateOptions, 'attempt'> = {
    problem: { name: 'null', content: '', direction: 'maximize' } as unknown as Problem,
    champion: { files: { p: 'champion' }, rights: [] },
    candidate: { files: { p: 'candidate' }, rights: [] },
    ids: { champion: 'champion', candidate: 'candidate' },
    identity: { engine: '', verifier: '', driver: '', sandbox: '' },
    changes: [],
    locks: [],
    sets: [{ name: 'held out', role: 'heldOut', version: 1, hash, cases }],
    kind: 'passes',
    // without a ledger every test is the first one on cases that nobody has seen
    ...(withLedger ? {} : { seed: 'none' }),
    async look() {
      const attempt = 1 + (withLedger ? looksAt(entries, hash) : 0)
      const entry = sealed({ cases: hash, problem: 'null', set: 'held out', by: 'gate', programs: [], attempt: true }, entries.at(-1), '')
      entries.push(entry)
      return { entry, entries, attempt }
    },
    policy: { caps: {}, approvedRights: [], underpowered: false, early: false },
    judge: async (files) => (files['p'] === 'champion' ? stored : draw()),
    sizeOf: () => 1,
    detectors: [],
    random,
  }
  for (let change = 0; change < 80; change++) {
    const { report } = await gate({ ...options, attempt: 1 + (withLedger ? looksAt(entries, hash) : 0) })
    const [row] = report.rows
    if (row !== undefined && row.candidate > row.champion) ahead = true
    if (report.verdict === 'promote') return { promoted: true, ahead }
  }
  return { promoted: false, ahead }
}

async function ledger(): Promise<void> {
  const repeats = Number(process.argv[3] ?? 1000)
  for (const withLedger of [false, true]) {
    let promoted = 0
    for (let repeat = 0; repeat < repeats; repeat++) if ((await eighty(repeat, withLedger)).promoted) promoted++
    print(
      `80 changes that do nothing on one hold-out of 200 cases, ${repeats} times: one is promoted in ${percent(promoted / repeats)} ${withLedger ? 'with' : 'without'} the ledger`,
    )
  }
}

/** Questions that a model answers right with a chance of 30 %, whatever it is asked in: it is a sampled one, drawn by every word. */
const sampled = (): Problem =>
  completeProblem({
    name: 'sampled',
    statement: 'Let a model that guesses answer.',
    runner: { use: 'model' },
    model: ({ messages }) => (stream(JSON.stringify(messages)).next() < 0.3 ? 'yes' : 'no'),
    initialPrograms: [{ 'prompt.md': 'Say yes or no to what you are asked, in one word, and think about it well before you say it.\n' }],
    cases: {
      train: ({ random }) => Array.from({ length: 20 }, () => ({ input: `${random.next()}` })),
      validation: ({ random }) => Array.from({ length: 50 }, () => ({ input: `${random.next()}` })),
      heldOut: { asked: ({ random }) => Array.from({ length: 100 }, () => ({ input: `${random.next()}` })) },
    },
    verify: (_subject, answer) => (answer === 'yes' ? 1 : 0),
    strategy: 'lean',
  })

async function nulls(runs: number): Promise<void> {
  const problem = sampled()
  const made = ownLanguages.makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok) throw new Error(made.reason)
  const found = await calibrate({
    problem,
    initial: made.program,
    parts,
    judge: openJudge({ problem, parts }),
    runs,
    evaluations: 160,
    seed: 'nulls',
  })
  print(
    `a sampled model, ${runs} searches of 160 changes that do nothing: ${found.promoted} promoted by the gate, ${found.ahead} by a mere comparison`,
  )
  print(
    `true share ${percent(found.truth)}, champions look ${percent(found.inflation)} better where they were chosen, ${percent(found.gain)} elsewhere`,
  )
  print(
    `${percent(found.discordant)} of the pairs differ; ${percent(found.power ?? 0)} power for ${percent(found.lift)} with ${found.cases} cases, ${found.needs} needed`,
  )
}

/** The exact p-value as a sum of binomial coefficients, worked out apart from the gate. */
const again = (wins: number, losses: number): number => binomialTail(wins + losses, wins, 0.5)

async function prompts(runs: number): Promise<void> {
  const problem = await loadProblem('language-id')
  const judge = openJudge({ problem, parts })
  const generate = problem.generators?.get('articles')
  if (generate === undefined) throw new Error('language-id has no generator')
  const initial = problem.initialPrograms[0] ?? {}
  print('evaluations', 'cases', 'champion', 'candidate', 'won', 'lost', 'p', 'again', 'verdict')
  for (let run = 1; run <= runs; run++) {
    const evaluations = 20 * (1 + ((run - 1) % 5))
    const count = run % 2 === 0 ? 300 : 30
    const started = await evolve('language-id', { seed: `prompts/${run}`, evaluations, baselines: false, workers: 1 })
    const end = await started.finished
    if (end.type !== 'finished') throw new Error('stopped')
    const cases = freshCases(generate, { set: 'articles', seed: `prompts/${run}`, count, known: new Set() })
    const pairs = paired(cases, await judge(initial, cases), await judge(end.champion.program.files, cases))
    const set = { name: 'articles', version: 0, cases }
    const { row } = superiorityRow(set, pairs, { direction: problem.direction, level: LEVEL, random: stream('prompts') })
    const verdict = row.verdict === 'needs-cases' ? `needs ${row.needs} cases` : row.verdict
    print(
      evaluations,
      count,
      percent(row.champion),
      percent(row.candidate),
      row.wins,
      row.losses,
      (row.p ?? 1).toFixed(4),
      again(row.wins, row.losses).toFixed(4),
      verdict,
    )
  }
}

const [part = '', number = ''] = process.argv.slice(2)
const PARTS: Readonly<Record<string, () => void | Promise<void>>> = {
  power,
  inflation,
  ledger,
  nulls: () => nulls(Number(number || 200)),
  prompts: () => prompts(Number(number || 20)),
}
const act = PARTS[part]
if (act === undefined) throw new Error(`name one of: ${Object.keys(PARTS).join(', ')}`)
await act()
