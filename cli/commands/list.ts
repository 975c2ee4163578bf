import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isRun } from '../../archive/folder.ts'
import { overviewAt } from '../../dashboard/server/overview.ts'
import type { StopReason } from '../../engine/contracts/archive.ts'
import type { RunState } from '../../dashboard/api-types.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { openRun } from '../../run/folder.ts'
import { describeFault } from '../print-error.ts'
import { hint } from '../caller.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, score, span, table } from '../view/text.ts'
import { RUNS } from '../defaults.ts'

/** What `ternate list` takes. */
export interface Arguments {
  readonly folder: string
  readonly json: boolean
}

/** A run in a list. */
interface Row {
  readonly run: string
  readonly state: RunState
  /** What ended it. */
  readonly ended?: StopReason
  readonly problem?: string
  readonly seed?: string
  readonly strategy?: string
  readonly evaluations?: number
  /** Best score on train so far. */
  readonly best?: number
  /** The champion's score on train. */
  readonly score?: number
  /** The champion's score on validation. */
  readonly validation?: number
  readonly seconds?: number
  readonly digest?: string
  readonly fault?: string
}

/** Folders below the named one that runs are looked for in: an experiment's lie three below it. */
const DEEPEST = 3

/** The runs in a folder and in the folders of an experiment below it, by name. */
function runsIn(folder: string, depth: number = 0): string[] {
  if (isRun(folder)) return [folder]
  if (depth > DEEPEST) return []
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  )
  return names
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => runsIn(join(folder, name), depth + 1))
}

async function describe(folder: string): Promise<Row> {
  const run = toCaller(folder)
  try {
    const opened = openRun(folder)
    try {
      const { id: _, chosen, ...row } = overviewAt(run, opened)
      return { run, ...row, ...(chosen === undefined ? {} : { score: chosen.train }) }
    } finally {
      await opened.archive.close()
    }
  } catch (error) {
    // one folder that cannot be read, whatever is in it, is no reason not to list the others
    const fault = error instanceof TernateError ? describeFault(error) : `it cannot be read: ${oneLine(String(error), 200)}`
    return { run, state: 'unreadable', fault }
  }
}

const maybe = <T>(value: T | undefined, write: (value: T) => string): string => (value === undefined ? '–' : write(value))

/** `ternate list`: the runs in a folder. */
export async function handler({ folder: named, json }: Arguments): Promise<void> {
  const folder = fromCaller(named)
  const isFolder = existsSync(folder) && statSync(folder).isDirectory()
  if (!isFolder && named !== RUNS) throw new TernateError('RUN_MISSING', `there is no folder ${toCaller(folder)}`, 'Name a folder of runs.')
  const folders = isFolder ? runsIn(folder) : []
  const rows: Row[] = []
  for (const each of folders) rows.push(await describe(each))
  if (json) {
    rows.forEach(printJson)
    return
  }
  if (rows.length === 0) {
    print([`no runs in ${oneLine(toCaller(folder))}; \`${hint('run', 'bin-packing')}\` makes one`])
    return
  }
  const lines = table(
    [
      [
        'run',
        'problem',
        'seed',
        'strategy',
        'state',
        'evaluations',
        'best on train',
        'champion on train',
        'on validation',
        'time',
        'digest',
      ],
      ...rows.map((row) => [
        oneLine(row.run),
        oneLine(row.problem ?? '–', 40),
        oneLine(row.seed ?? '–', 20),
        oneLine(row.strategy ?? '–', 20),
        row.ended === undefined ? row.state : `${row.state}, ${row.ended}`,
        maybe(row.evaluations, count),
        maybe(row.best, score),
        maybe(row.score, score),
        maybe(row.validation, score),
        maybe(row.seconds, span),
        row.digest?.slice(0, 12) ?? oneLine(row.fault ?? '–', 80),
      ]),
    ],
    [5, 6, 7, 8, 9],
  )
  print(lines)
}
