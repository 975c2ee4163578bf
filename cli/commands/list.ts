import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandModule } from 'yargs'
import { archiveFolder, isRun } from '../../archive/folder.ts'
import { isBeingWritten } from '../../archive/lock.ts'
import { isAnnotation } from '../../engine/contracts/archive.ts'
import type { Archive, JournalRecord } from '../../engine/contracts/archive.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { openRun } from '../../library/folder.ts'
import { describeFault } from '../complain.ts'
import { fromCaller, toCaller } from '../place.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, score, table } from '../view/text.ts'

interface Arguments {
  readonly folder: string
  readonly json: boolean
}

/** A run in a list. */
interface Row {
  readonly run: string
  readonly state: 'finished' | 'running' | 'paused' | 'unreadable'
  readonly problem?: string
  readonly seed?: string
  readonly strategy?: string
  readonly evaluations?: number
  readonly score?: number
  readonly validation?: number
  readonly digest?: string
  readonly fault?: string
}

/** Where `run` puts runs unless it is told otherwise. */
const RUNS = 'runs'

/** Entries of the search at a journal's end among which the champion and the finish are. */
const TAIL = 64

/** The last records that are about the search, in order, however many annotations stand among them. */
function tailOf(archive: Archive): JournalRecord[] {
  const last = archive.head()?.index ?? 0
  for (let size = TAIL; ; size *= 4) {
    const from = Math.max(1, last - size)
    const records = [...archive.entries(from, last + 1)].map(({ record }) => record).filter((record) => !isAnnotation(record))
    if (records.length >= TAIL || from === 1) return records
  }
}

async function describe(folder: string): Promise<Row> {
  const run = toCaller(folder)
  try {
    const { manifest, archive } = openRun(folder)
    try {
      const head = archive.head()
      const tail = tailOf(archive)
      const last = tail.slice(tail.findLastIndex(({ type }) => type === 'extend') + 1)
      const of = <T extends JournalRecord['type']>(type: T): Extract<JournalRecord, { type: T }> | undefined =>
        last.findLast((record): record is Extract<JournalRecord, { type: T }> => record.type === type)
      const champion = of('champion')
      const finish = of('finish')
      const state = finish !== undefined ? 'finished' : isBeingWritten(archiveFolder(folder)) ? 'running' : 'paused'
      return {
        run,
        state,
        problem: manifest.problem.name,
        seed: manifest.seed,
        strategy: manifest.strategy.name,
        ...(finish === undefined ? {} : { evaluations: finish.evaluations }),
        ...(champion === undefined ? {} : { score: champion.score }),
        ...(champion?.validation === undefined ? {} : { validation: champion.validation }),
        ...(head === undefined ? {} : { digest: head.digest }),
      }
    } finally {
      await archive.close()
    }
  } catch (error) {
    // one folder that cannot be read, whatever is in it, is no reason not to list the others
    const fault = error instanceof TernateError ? describeFault(error) : `it cannot be read: ${oneLine(String(error), 200)}`
    return { run, state: 'unreadable', fault }
  }
}

const maybe = <T>(value: T | undefined, write: (value: T) => string): string => (value === undefined ? '–' : write(value))

async function handler({ folder: named, json }: Arguments): Promise<void> {
  const folder = fromCaller(named)
  const isFolder = existsSync(folder) && statSync(folder).isDirectory()
  if (!isFolder && named !== RUNS) throw new TernateError('RUN_MISSING', `there is no folder ${toCaller(folder)}`, 'Name a folder of runs.')
  const names = isFolder ? readdirSync(folder).sort() : []
  const folders = (isRun(folder) ? [folder] : names.map((name) => join(folder, name))).filter(isRun)
  const rows: Row[] = []
  for (const each of folders) rows.push(await describe(each))
  if (json) {
    rows.forEach(printJson)
    return
  }
  if (rows.length === 0) {
    print([`no runs in ${oneLine(toCaller(folder))}; \`ternate run bin-packing\` makes one`])
    return
  }
  const lines = table(
    [
      ['run', 'problem', 'seed', 'strategy', 'state', 'evaluations', 'train', 'validation', 'digest'],
      ...rows.map((row) => [
        oneLine(row.run),
        oneLine(row.problem ?? '–', 40),
        oneLine(row.seed ?? '–', 20),
        oneLine(row.strategy ?? '–', 20),
        row.state,
        maybe(row.evaluations, count),
        maybe(row.score, score),
        maybe(row.validation, score),
        row.digest?.slice(0, 12) ?? oneLine(row.fault ?? '–', 80),
      ]),
    ],
    [5, 6, 7],
  )
  print(lines)
}

/** `ternate list`: the runs in a folder. */
export const list: CommandModule<object, Arguments> = {
  command: 'list [folder]',
  describe: 'list the runs in a folder',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', default: RUNS, describe: 'folder of runs' })
      .options({ json: { type: 'boolean', default: false, describe: 'one run a line, for machines' } })
      .example('$0 list', ''),
  handler,
}
