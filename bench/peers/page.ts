import { median } from '../machine.ts'
import { OURS, PEERS } from './arms.ts'
import type { Plan } from './plan.ts'
import type { Row } from './rows.ts'
import { EQUALS, isWithin, measuresOf, rowsAt, versusOf } from './versus.ts'
import type { Equal } from './versus.ts'
import { subjects } from './subjects.ts'
import type { Subject } from './subjects.ts'
import { range, verdictLines } from './verdicts.ts'

const HEAD = `# Beside another engine

Made by \`node bench/peers.ts --write\`; nothing here is written by hand. The peer is DEAP (Fortin et al.,
JMLR 13, 2012), genetic programming on trees in Python, as Debian packs it, with our problems' terminals,
functions and constants, with numpy over whole arrays and a kernel in C for what a score spends its time
on. Both sides have the same cases, written down from our problems, and fixed programs score alike on
both before anything runs. Neither runs any model.

Three things are made equal, one after the other, since no one of them is fair alone:

- *evaluations*: ours count parts of the train set in proportion, so that one may be several programs
- *programs tried*: the peer has as many evaluations as our run of equal evaluations tried programs
- *processor seconds*, user and system, from the start of a process to the end of its search, its threads
  and the processes below it included: ours by one worker. *Evaluations a second* are of the search
  alone, without what a process takes to start. Judging finalists and held-out sets comes
  after it on both sides, and is not counted

Ours is the strategy that a user gets who chooses none. The peer has four configurations: \`docs\`, that
of its own example of symbolic regression; \`tuned\`; \`lex\`, epsilon lexicase; and \`mupl\`, (mu + lambda)
(bench/peers/deap/evolve.py says what they are). All figures are to be low. They are the median over
seeds, with the least and the greatest in parentheses: *train* is the best on train, and on held-out sets
it is the champion, chosen on both sides by validation. The peer is "ahead" or "behind" where no seed of
one side is as good as any of the other, and "level" otherwise; it is read by the configuration with the
best median on that very measure, which favours it.
`

const TITLES: Readonly<Record<Equal, string>> = {
  evaluations: 'equal evaluations',
  programs: 'equal programs tried',
  processor: 'equal processor seconds',
}

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const whole = (values: readonly number[]): string => Math.round(median(values)).toLocaleString('en')
const mebibytes = (rows: readonly Row[]): string => whole(rows.map(({ bytes }) => bytes / 2 ** 20))

function lineOf(rows: readonly Row[], subject: Subject, arm: string): string[][] {
  if (rows.length === 0) return []
  const spent = [
    whole(rows.map(({ evaluations }) => evaluations)),
    whole(rows.map(({ programs }) => programs)),
    median(rows.map(({ processor }) => processor)).toFixed(1),
    whole(rows.map(({ evaluations, processor, starting }) => evaluations / (processor - starting))),
    mebibytes(rows),
  ]
  return [[arm, String(rows.length), ...spent, ...measuresOf(subject).map(({ of }) => range(rows.map(of)))]]
}

function sectionOf(subject: Subject, rows: readonly Row[]): string {
  const head = [
    '',
    'seeds',
    'evaluations',
    'programs tried',
    'processor seconds',
    'evaluations a second',
    'MiB',
    ...measuresOf(subject).map(({ name }) => name),
  ]
  const blocks = EQUALS.flatMap((equal) => {
    const lines = [OURS, ...PEERS].flatMap((arm) => lineOf(rowsAt(rows, subject.name, arm, equal), subject, arm))
    return lines.length === 0 ? [] : [`At ${TITLES[equal]}:`, '', table(head, lines), '']
  })
  return [`## ${subject.title}`, '', ...(blocks.length === 0 ? ['Not run.', ''] : blocks)].join('\n')
}

/** How many formulas were recovered within the budget, of all that were run. */
function recoveries(plan: Plan, rows: readonly Row[], names: readonly string[]): string {
  const budget = plan.subjects.find(({ name }) => name === names[0])?.budget ?? { evaluations: 0, processor: 0 }
  const most = { evaluations: budget.evaluations, programs: budget.evaluations, processor: budget.processor }
  const lines = [OURS, ...PEERS].flatMap((arm) => {
    const own = rows.filter((row) => row.arm === arm && names.includes(row.subject))
    if (own.length === 0) return []
    return [[arm, String(own.length), ...EQUALS.map((equal) => String(own.filter((row) => isWithin(row, equal, most[equal])).length))]]
  })
  return table(
    [
      'recovered within',
      'runs',
      `${most.evaluations.toLocaleString('en')} evaluations`,
      `${most.programs.toLocaleString('en')} programs tried`,
      `${most.processor} processor seconds`,
    ],
    lines,
  )
}

/** Of a formula and an arm: how many seeds recovered it, and what that took them in the middle. */
function cellOf(rows: readonly Row[]): string {
  const found = rows.filter(({ recovered }) => recovered === true)
  if (rows.length === 0) return '–'
  if (found.length === 0) return `0 of ${rows.length}`
  return `${found.length} of ${rows.length}: ${whole(found.map(({ evaluations }) => evaluations))}, ${median(found.map(({ processor }) => processor)).toFixed(1)} s`
}

function formulasSection(plan: Plan, rows: readonly Row[]): string {
  const names = subjects.filter(({ kind }) => kind === 'formulas').map(({ name }) => name)
  const ran = names.filter((name) => plan.subjects.some((subject) => subject.name === name))
  if (ran.length === 0) return ''
  const arms = [OURS, ...PEERS]
  return [
    "## Nguyen's formulas, recovered on an unseen wider range",
    '',
    "The peer is told what our verifier tells: the best linear combination of a program's values, the best product of powers and the polynomial that is exact count for it, and it has recovered a formula when one of them, its coefficients as fractions, meets every value of the wider range to 1e-9. What one kind of limit allows and another does not is in one run: each goes on until both its evaluations and its processor seconds are spent.",
    '',
    recoveries(plan, rows, ran),
    '',
    'Of the seeds that recovered a formula, medians of evaluations and processor seconds until then:',
    '',
    table(
      ['', ...arms],
      ran.map((name) => [name, ...arms.map((arm) => cellOf(rows.filter((row) => row.subject === name && row.arm === arm)))]),
    ),
    '',
  ].join('\n')
}

/** Where the peer's best median is better than ours. */
function losses(plan: Plan, rows: readonly Row[]): string {
  const lines = plan.subjects.flatMap(({ name }) => {
    const subject = subjects.find((one) => one.name === name)
    if (subject === undefined || subject.kind === 'formulas') return []
    return EQUALS.flatMap((equal) =>
      measuresOf(subject).flatMap((measure) => {
        const versus = versusOf(rows, subject, measure, equal)
        if (versus === undefined || versus.better) return []
        const { ours, theirs, peer, verdict } = versus
        return [
          `- ${name}, ${TITLES[equal]}, ${measure.name}: ${peer} ${range(theirs)}, ours ${range(ours)}${verdict === 'behind' ? ', no seed of ours as good' : ''}`,
        ]
      }),
    )
  })
  return ['## Where the peer is better', '', ...(lines.length === 0 ? ['On no measure above, by median.'] : lines), ''].join('\n')
}

function planText(plan: Plan, rows: readonly Row[]): string {
  const machines = [...new Set(rows.map(({ machine }) => machine.replace(/, load.*/, '')))]
  const loads = rows.flatMap(({ machine }) => Number(/load ([\d.]+)/.exec(machine)?.[1] ?? Number.NaN))
  const runs = new Set(rows.map(({ subject, arm, seed, at }) => JSON.stringify([subject, arm, seed, arm === OURS ? at : '']))).size
  return [
    `Plan ${plan.hash.slice(0, 12)}, from which seeds are drawn (${plan.seeds.length}); engine ${plan.engine}, sources ${plan.commit}; DEAP ${plan.peer.deap}, numpy ${plan.peer.numpy}, Python ${plan.peer.python}. ${runs} runs so far, one at a time, arms taken in turns; ${machines.join('; ')}${loads.length === 0 ? '' : `, load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}, so that others used the machine too: processor seconds bear that, wall time would not`}.`,
    ...(plan.quick
      ? ['', '**A quick look: small budgets and few seeds. It shows that the bench works, and nothing about who wins.**']
      : []),
    '',
  ].join('\n')
}

/** The page of a plan and its rows. */
export const pageOf = (plan: Plan, rows: readonly Row[]): string =>
  [
    HEAD,
    planText(plan, rows),
    '## What was asked\n',
    `${verdictLines(plan, rows)
      .map((line) => (line.startsWith('  ') ? `  - ${line.trim()}` : `- ${line}`))
      .join('\n')}\n`,
    losses(plan, rows),
    ...subjects
      .filter(({ name, kind }) => kind !== 'formulas' && plan.subjects.some((one) => one.name === name))
      .map((subject) => sectionOf(subject, rows)),
    formulasSection(plan, rows),
  ].join('\n')
