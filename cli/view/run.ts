import { styleText } from 'node:util'
import { archiveFolder } from '../../archive/folder.ts'
import { isBeingWritten } from '../../archive/lock.ts'
import type { Baselines } from '../../engine/contracts/event.ts'
import { frontOf } from '../../run/front.ts'
import { baselinesFile, readBaselines } from '../../run/baselines.ts'
import { scoresOf, worseThan } from '../../run/report.ts'
import { ledgerOf } from '../../run/models.ts'
import { repliesOf } from '../../run/uses.ts'
import type { RunFolder } from '../../run/folder.ts'
import { historyOf } from '../history.ts'
import type { History } from '../history.ts'
import { toCaller } from '../paths.ts'
import { processorIn, readLog, wallsIn } from '../../run/log.ts'
import { readStatus } from '../../run/control/status.ts'
import { scoreTable, worseLines } from './baselines.ts'
import { frontLines } from './front.ts'
import { FUSED, wallText } from './report.ts'
import { ledgerLines, replyLines } from './ledger.ts'
import { count, oneLine, score, table } from './text.ts'
import { bold, dim, indented, named } from './layout.ts'

/** Gains, interventions and faults that are shown, the last ones. */
const LAST = 12

/** What a heading says of a list of which only the last are shown. */
const left = (length: number): string => (length <= LAST ? '' : dim(` (the last ${LAST} of ${count(length)}; --json has all)`))

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

/** A run as text. */
export function historyLines(run: RunFolder, history: History): string[] {
  const { manifest, folder, archive } = run
  const { champion, best, finish, heldOut, outcomes, improvements, commits, digest, budget, interventions, tried, faults } = history
  const { programsTried } = history
  const injections = interventions.filter(({ record }) => record.type === 'injection')
  const state = finish === undefined ? stateOf(run, history) : `finished, ended by ${finish.reason}`
  const number = champion?.program ?? best?.number
  const program = number === undefined ? undefined : archive.program(number)
  const front = frontOf(run)
  const log = readLog(folder)
  const walls = wallsIn(log)
  const processor = processorIn(log)
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
          .map(
            ([name, limit]) =>
              `${name} ${Number.isInteger(limit) && name !== 'target' && name !== 'optimum' ? count(Number(limit)) : score(Number(limit))}`,
          )
          .join(', '),
      ],
      ['state', `${state}, ${count(commits)} commits${finish === undefined ? '' : `, ${count(finish.evaluations)} evaluations`}`],
      ['tried', `${count(programsTried)} programs${processor === undefined ? '' : `, ${processor.toFixed(1)} processor seconds`}`],
      [
        'outcomes',
        [...outcomes]
          .sort((a, b) => b[1] - a[1])
          .map(([kind, times]) => `${kind} ${count(times)}`)
          .join(', '),
      ],
      ...(walls.length === 0 ? [] : [['wall', wallText(walls)]]),
      ...(manifest.problem.fused === true ? [['scores', FUSED]] : []),
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
            ...heldOut.map((result) => [oneLine(result.set, 80), result.score === undefined ? '–' : score(result.score)]),
          ]),
          ...baselineLines(run, history),
        ]),
  ]
}

/** The baselines of a run's problem, as far as the run knows them, and where they are better than its champion. */
function baselinesOf({ folder, manifest }: RunFolder, { champion, heldOut: results }: History): Omit<Baselines, 'seconds'> | undefined {
  const judged = readBaselines(baselinesFile(folder))
  if (judged === undefined || champion === undefined) return undefined
  const heldOut = results.map(({ set, score: held }) => ({ set: set.replace(/^heldOut\//, ''), score: held }))
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
export function historyData(run: RunFolder): object {
  const { folder, problem, manifest } = run
  const whole = historyOf(run)
  const { outcomes, ...history } = whole
  const status = readStatus(folder)?.status
  const log = readLog(folder)
  const processor = processorIn(log)
  const calls = manifest.asking === undefined ? {} : { calls: ledgerOf(run.archive), replies: repliesOf(run.archive) }
  const front = frontOf(run)
  const baselines = baselinesOf(run, whole)
  return {
    folder,
    problem,
    manifest,
    state: stateOf(run, whole),
    log,
    walls: wallsIn(log),
    ...(processor === undefined ? {} : { processor }),
    ...(status === undefined ? {} : { status }),
    ...history,
    outcomes: Object.fromEntries(outcomes),
    ...(front === undefined ? {} : { front }),
    ...(baselines === undefined ? {} : { baselines }),
    ...calls,
  }
}
