import { styleText } from 'node:util'
import { archiveFolder } from '../../archive/folder.ts'
import { isBeingWritten } from '../../archive/lock.ts'
import type { Evaluation, SetName } from '../../engine/contracts/evaluation.ts'
import type { Baselines } from '../../engine/contracts/event.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { openRun } from '../../run/folder.ts'
import { frontOf } from '../../run/front.ts'
import { baselinesFile, readBaselines } from '../../run/baselines.ts'
import { scoresOf, worseThan } from '../../run/report.ts'
import { tracesOf } from '../../engine/journal/traces.ts'
import { ledgerOf } from '../../run/models.ts'
import { repliesOf } from '../../run/uses.ts'
import type { RunFolder } from '../../run/folder.ts'
import { historyOf, originOf } from '../history.ts'
import type { History, Origin } from '../history.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { readLog, wallsIn } from '../../run/log.ts'
import { readStatus } from '../../run/control/status.ts'
import { learnFacts } from '../../dashboard/server/facts.ts'
import { scoreTable, worseLines } from '../view/baselines.ts'
import { frontLines } from '../view/front.ts'
import { highlightFiles } from '../view/highlight.ts'
import { sourceOf, wallText } from '../view/report.ts'
import { ledgerLines, replyLines } from '../view/ledger.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, printable, score, table } from '../view/text.ts'

/** What `ternate show` takes. */
export interface Arguments {
  readonly run: string
  readonly program: string | undefined
  readonly source: boolean
  readonly json: boolean
}

const dim = (text: string): string => styleText('dim', text)
const bold = (text: string): string => styleText('bold', text)

/** The files of a program as they may be shown. */
const printableFiles = ({ files }: Program): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [printable(name), printable(text)]))

function indented(program: Program): string[] {
  const lines = highlightFiles(printableFiles(program))
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1).map((line) => `  ${line}`)
}

/** Gains, interventions and faults that are shown, the last ones. */
const LAST = 12

/** What a heading says of a list of which only the last are shown. */
const left = (length: number): string => (length <= LAST ? '' : dim(` (the last ${LAST} of ${count(length)}; --json has all)`))

/** A verdict, in the colour of what one makes of it. */
const verdictOf = (verdict: string): string => styleText(verdict === 'scored' ? 'green' : 'yellow', verdict)

/** The first column of a table as what it is: the names of what stands beside. */
const named = (rows: readonly (readonly string[])[]): string[] => table(rows.map(([name = '', ...rest]) => [dim(name), ...rest]))

/** The number that `champion` or a numeral stands for. */
function numberOf(name: string, run: RunFolder): number {
  if (/^[1-9]\d{0,8}$/.test(name)) return Number(name)
  if (name !== 'champion') {
    throw new TernateError('PROGRAM_UNKNOWN', `${oneLine(name, 40)} is no program of a run`, 'Write `champion` or the number of a program.')
  }
  const { champion, best } = historyOf(run)
  const number = champion?.program ?? best?.number
  if (number === undefined)
    throw new TernateError('PROGRAM_UNKNOWN', 'no program of the run has a score yet', 'Go on with it by `ternate resume`.')
  if (champion === undefined) process.stderr.write('the run has not finished: this is its best on train so far\n')
  return number
}

function programOf({ archive, folder }: RunFolder, number: number): Program {
  const program = archive.program(number)
  if (program !== undefined) return program
  throw new TernateError(
    'PROGRAM_UNKNOWN',
    `${toCaller(folder)} has no program ${number}`,
    'Programs are numbered from 1 in the order in which they came.',
  )
}

/** Names of the cases of each set, as far as the problem can still be asked. */
type Names = Readonly<Record<string, readonly string[]>>

const nameOf = (names: Names, set: SetName, k: number): string => names[set]?.[k] ?? `case ${k + 1}`

function caseLines({ set, verdict, score: total, cases, fuel, pruned }: Evaluation, names: Names): string[] {
  const end = pruned === undefined ? verdictOf(verdict) : `left in stage ${pruned.stage} (${pruned.why})`
  const sum = total === undefined ? end : bold(score(total))
  const rows = cases.map((result, k) => {
    const said =
      result.verdict === 'scored'
        ? [score(result.score), oneLine(result.feedback ?? '', 60)]
        : [verdictOf(result.verdict), oneLine(result.reason, 220)]
    return ['', dim(oneLine(nameOf(names, set, k), 40)), ...said, dim(count(result.fuel))]
  })
  return [
    `${dim(oneLine(set, 80))}  ${sum}${dim(`, fuel ${count(fuel)}`)}`,
    ...table(
      rows.map(([indent = '', name = '', value = '', text = '', burned = '']) => [indent, name, value, burned, text]),
      [2, 3],
    ),
  ]
}

function programLines(number: number, program: Program, origin: Origin | undefined, names: Names): string[] {
  const ticket = origin?.commit.ticket
  const parents =
    ticket?.kind === 'offspring'
      ? `, from ${ticket.parents.join(', ')} on island ${ticket.island + 1}`
      : ticket?.kind === 'injection' && ticket.of !== undefined
        ? `, from ${ticket.of}`
        : ''
  return [
    `${bold(`program ${number}`)}  ${dim(program.id)}`,
    `size ${program.size}, made by ${oneLine(origin?.outcome.operator ?? 'nobody knows whom', 60)}${parents}`,
    '',
    ...indented(program),
    '',
    ...(origin === undefined ? [] : [origin.outcome.evaluation, ...origin.further].flatMap((evaluation) => caseLines(evaluation, names))),
  ]
}

/** What an intervention is about, and what it says. */
function interventionOf(record: History['interventions'][number]['record']): [about: string, said: string] {
  switch (record.type) {
    case 'note':
      return [record.scope.parent === undefined ? 'the run' : `program ${record.scope.parent}`, oneLine(record.text, 200)]
    case 'override': {
      const verdict = record.verdict === 'prefer' ? `better than ${record.over}` : record.verdict
      return [`program ${record.program}`, oneLine(record.text === undefined ? verdict : `${verdict}: ${record.text}`, 200)]
    }
    case 'injection':
      return [
        record.of === undefined ? 'a new program' : `program ${record.of}`,
        `edited by hand: ${oneLine(record.text ?? record.id, 200)}`,
      ]
    case 'environment':
      return ['the run', oneLine(`went on with engine ${record.engine}, Node ${record.platform.node}, ${record.platform.arch}`, 200)]
  }
}

/** State of a run, in the words of the page. */
function stateOf({ folder }: RunFolder, { finish }: History): 'finished' | 'running' | 'paused' | 'stopped' {
  if (!isBeingWritten(archiveFolder(folder))) return finish === undefined ? 'stopped' : 'finished'
  return readStatus(folder)?.status.paused === true ? 'paused' : 'running'
}

/** What was tried of a program that a person wrote, if it was. */
function trialLine(trial: History['tried'][number] | undefined): string {
  if (trial === undefined) return 'not tried yet'
  return [
    trial.program === undefined ? '' : `program ${trial.program}, `,
    trial.score === undefined ? oneLine(trial.verdict, 60) : score(trial.score),
  ].join('')
}

function historyLines(run: RunFolder, history: History): string[] {
  const { manifest, folder, archive } = run
  const { champion, best, finish, looks, outcomes, improvements, commits, digest, budget, interventions, tried, faults } = history
  const injections = interventions.filter(({ record }) => record.type === 'injection')
  const state = finish === undefined ? stateOf(run, history) : `finished, ended by ${finish.reason}`
  const number = champion?.program ?? best?.number
  const program = number === undefined ? undefined : archive.program(number)
  const front = frontOf(run)
  const walls = wallsIn(readLog(folder))
  const calls = manifest.asking === undefined ? [] : [...ledgerLines(ledgerOf(archive)), ...replyLines(repliesOf(archive))]
  return [
    ...named([
      ['run', bold(oneLine(toCaller(folder)))],
      ['problem', oneLine(manifest.problem.name)],
      ['seed', oneLine(manifest.seed)],
      ['strategy', `${oneLine(manifest.strategy.name)}, ${manifest.strategy.islands.length} islands`],
      [
        'budget',
        Object.entries(budget)
          .map(([name, limit]) => `${name} ${Number.isInteger(limit) && name !== 'target' ? count(Number(limit)) : score(Number(limit))}`)
          .join(', '),
      ],
      ['state', `${state}, ${count(commits)} commits${finish === undefined ? '' : `, ${count(finish.evaluations)} evaluations`}`],
      [
        'outcomes',
        [...outcomes]
          .sort((a, b) => b[1] - a[1])
          .map(([kind, times]) => `${kind} ${count(times)}`)
          .join(', '),
      ],
      ...(walls.length === 0 ? [] : [['wall', wallText(walls)]]),
      ['digest', dim(digest ?? '–')],
    ]),
    '',
    ...(improvements.length === 0
      ? []
      : [
          bold('improvements on train') + left(improvements.length),
          ...table(
            [
              ['', dim('commit'), dim('score'), dim('program'), dim('made by')],
              ...improvements
                .slice(-LAST)
                .map((each) => [
                  '',
                  dim(count(each.commit)),
                  styleText('green', score(each.score)),
                  String(each.number),
                  dim(oneLine(each.operator, 40)),
                ]),
            ],
            [1, 2, 3],
          ),
          '',
        ]),
    ...(front === undefined ? [] : [...frontLines(front), '']),
    ...(calls.length === 0 ? [] : [...calls, '']),
    ...(interventions.length === 0
      ? []
      : [
          bold('interventions') + left(interventions.length),
          ...table(interventions.slice(-LAST).map(({ index, record }) => ['', dim(`record ${index}`), ...interventionOf(record)])),
          '',
        ]),
    ...(injections.length === 0
      ? []
      : [bold('programs of people'), ...table(injections.map(({ index }, k) => ['', dim(`record ${index}`), trialLine(tried[k])])), '']),
    ...(faults.length === 0
      ? []
      : [
          bold(`tickets set aside for a fault: ${count(faults.length)}`) + left(faults.length),
          ...table(
            faults
              .slice(-LAST)
              .map(({ index, ticket, code, message }) => ['', dim(`record ${index}`), `ticket ${ticket}`, code, oneLine(message, 200)]),
          ),
          '',
        ]),
    ...(program === undefined
      ? []
      : [
          `${bold(champion === undefined ? 'best on train so far' : 'champion')}: program ${number}, size ${program.size}`,
          ...indented(program),
          '',
          ...named([
            ['train', bold(score(champion?.score ?? best?.score ?? Number.NaN))],
            ...(champion?.validation === undefined ? [] : [['validation', score(champion.validation)]]),
            ...looks.map((look) => [oneLine(look.set, 80), look.score === undefined ? '–' : score(look.score)]),
          ]),
          ...baselineLines(run, history),
        ]),
  ]
}

/** The baselines of a run's problem, as far as the run knows them, and where they are better than its champion. */
function baselinesOf({ folder, manifest }: RunFolder, { champion, looks }: History): Omit<Baselines, 'seconds'> | undefined {
  const judged = readBaselines(baselinesFile(folder))
  if (judged === undefined || champion === undefined) return undefined
  const heldOut = looks.map(({ set, score: looked }) => ({ set: set.replace(/^heldOut\//, ''), score: looked }))
  return { judged, worse: worseThan(judged, scoresOf(champion, heldOut), manifest.problem.direction) }
}

function baselineLines(run: RunFolder, history: History): string[] {
  const baselines = baselinesOf(run, history)
  if (baselines === undefined) return []
  const { judged, worse } = baselines
  const sets = judged[0]?.scores.map(({ set }) => set) ?? []
  return ['', bold('baselines'), ...scoreTable(judged, sets), ...(worse.length === 0 ? [] : ['', ...worseLines(worse)])]
}

/** A run as data. */
function historyData(run: RunFolder): object {
  const { folder, problem, manifest } = run
  const whole = historyOf(run)
  const { outcomes, ...history } = whole
  const status = readStatus(folder)?.status
  const calls = manifest.asking === undefined ? {} : { calls: ledgerOf(run.archive), replies: repliesOf(run.archive) }
  const front = frontOf(run)
  const baselines = baselinesOf(run, whole)
  return {
    folder,
    problem,
    manifest,
    state: stateOf(run, whole),
    log: readLog(folder),
    walls: wallsIn(readLog(folder)),
    ...(status === undefined ? {} : { status }),
    ...history,
    outcomes: Object.fromEntries(outcomes),
    ...(front === undefined ? {} : { front }),
    ...(baselines === undefined ? {} : { baselines }),
    ...calls,
  }
}

/** A program as data. */
function programData(number: number, program: Program, origin: Origin | undefined, names: Names): object {
  if (origin === undefined) return { number, ...program }
  const { commit, outcome, further } = origin
  const { ticket, placement } = commit
  const evaluations = [outcome.evaluation, ...further].map((evaluation) => ({
    ...evaluation,
    cases: evaluation.cases.map((result, k) => ({ name: nameOf(names, evaluation.set, k), ...result })),
  }))
  const traces = tracesOf(commit).filter(({ steps }) => steps.length > 0)
  const { operator, inner, calls } = outcome
  return { number, ...program, ticket, operator, placement, inner, calls, ...(traces.length === 0 ? {} : { traces }), evaluations }
}

function printSource(program: Program): void {
  process.stdout.write(process.stdout.isTTY ? highlightFiles(printableFiles(program)).join('\n') : sourceOf(program.files))
}

/** `ternate show`: a run, its champion or any of its programs. */
export async function handler({ run: name, program: which, source, json }: Arguments): Promise<void> {
  const run = openRun(fromCaller(name))
  try {
    if (which === undefined && !source) {
      if (json) printJson(historyData(run))
      else print(historyLines(run, historyOf(run)))
      return
    }
    const number = numberOf(which ?? 'champion', run)
    const program = programOf(run, number)
    if (source) {
      printSource(program)
      return
    }
    const names = (await learnFacts(run.folder)).facts?.cases ?? {}
    if (json) printJson(programData(number, program, originOf(run, number), names))
    else print(programLines(number, program, originOf(run, number), names))
  } finally {
    await run.archive.close()
  }
}
