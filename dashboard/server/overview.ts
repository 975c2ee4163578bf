import { archiveFolder } from '../../archive/folder.ts'
import { isBeingWritten } from '../../archive/lock.ts'
import { isIntervention } from '../../engine/contracts/archive.ts'
import type { Archive } from '../../engine/contracts/archive.ts'
import type { SearchSnapshot } from '../../engine/search/snapshot.ts'
import type { RunFolder } from '../../run/folder.ts'
import { ledgerOf } from '../../run/models.ts'
import { readStatus } from '../../run/control/status.ts'
import type { RunRow, RunState } from '../api-types.ts'
import { short } from './truncate.ts'
import { previewOf } from './preview.ts'

/** Entries at a journal's end among which the champion and the finish are looked for. */
const TAIL = 256

/** Entries at its beginning among which there is an initial program that scores. */
const FIRST = 20

/** Entries of a journal that may be read from end to end for a row. */
const SHORT = 20_000

/** State of a run that has not ended. */
export function ownedState(folder: string): RunState {
  if (!isBeingWritten(archiveFolder(folder))) return 'stopped'
  return readStatus(folder)?.status.paused === true ? 'paused' : 'running'
}

/** The evaluations of a run that has not ended, as the state says that its process saved last. */
function evaluationsIn({ archive }: RunFolder): number | undefined {
  const { search } = (archive.snapshot()?.state ?? {}) as { readonly search?: Partial<SearchSnapshot> }
  for (const { record } of archive.entries(2, 2 + FIRST)) {
    if (record.type !== 'commit' || record.outcome.kind !== 'evaluated' || record.outcome.evaluation.score === undefined) continue
    return search?.spent === undefined ? undefined : search.spent.cases / record.outcome.evaluation.cases.length
  }
  return undefined
}

/** How many programs an archive has, at most `most`: found by halves, since a column would have to be read whole. */
function programsIn(archive: Archive, most: number): number {
  let known = 0
  let beyond = most + 1
  while (beyond - known > 1) {
    const middle = (known + beyond) >>> 1
    if (archive.program(middle) === undefined) beyond = middle
    else known = middle
  }
  return known
}

/** Millionths of a dollar that a run has spent: as its process says, or as its journal does where that is short, as those of runs with models are. */
function costOf({ archive, folder }: RunFolder, last: number): number | undefined {
  const said = readStatus(folder)?.status.calls?.cost
  if (said !== undefined || last > SHORT) return said
  return ledgerOf(archive).reduce((sum, { cost }) => sum + cost, 0)
}

/** What a run's row says without its journal being read: what stands at its end, and in its columns. */
export function overviewAt(id: string, run: RunFolder): RunRow {
  const { manifest, archive, folder } = run
  const { problem, strategy, seed } = manifest
  const head = archive.head()
  const last = head?.index ?? 0
  const records = [...archive.entries(Math.max(1, last - TAIL), last + 1)]
    .map(({ record }) => record)
    .filter((record) => !isIntervention(record))
  const tail = records.slice(records.findLastIndex(({ type }) => type === 'extend') + 1)
  const champion = tail.findLast((record) => record.type === 'champion')
  const finish = tail.findLast((record) => record.type === 'finish')
  const [first] = archive.entries(1, 2)
  const evaluations = finish?.evaluations ?? evaluationsIn(run)
  const cost = manifest.asking === undefined ? undefined : costOf(run, last)
  const best = previewOf(archive, problem.direction).best.at(-1)
  return {
    id,
    state: finish !== undefined ? 'finished' : ownedState(folder),
    ...(finish === undefined ? {} : { ended: finish.reason }),
    problem: short(problem.name),
    direction: problem.direction,
    strategy: short(strategy.name),
    seed: short(seed),
    programs: programsIn(archive, last),
    ...(evaluations === undefined ? {} : { evaluations }),
    ...(best === undefined ? {} : { best }),
    ...(champion === undefined ? {} : { chosen: { number: champion.program, train: champion.score } }),
    ...(champion?.validation === undefined ? {} : { validation: champion.validation }),
    ...(cost === undefined ? {} : { cost }),
    ...(head === undefined ? {} : { digest: head.digest }),
    ...(head === undefined || first === undefined ? {} : { seconds: (head.at - first.at) / 1000 }),
  }
}
