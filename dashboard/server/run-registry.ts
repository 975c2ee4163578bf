import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { archiveFolder, isRun } from '../../archive/folder.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { openRun } from '../../run/folder.ts'
import type { RunRow, Runs, RunState } from '../api-types.ts'
import { RunIndex } from './run-index.ts'
import { short } from './truncate.ts'
import { learnFacts } from './facts.ts'
import { ownedState, overviewAt } from './overview.ts'
import { rowOf } from './summary.ts'
import type { Volume } from './volume.ts'

/** The runs of a folder, opened when they are asked for. */
export interface RunRegistry {
  /** The runs that are there now. */
  list(): Promise<Runs>
  /** Opens a run, or finds it open; undefined when there is none of that name. Throws a TernateError for one that cannot be read. */
  open(id: string): Promise<Volume | undefined>
  /** Calls back whenever more of a run's journal has been read, at most a few times a second, until that is called off. */
  watch(id: string, told: () => void): () => void
  /** Calls back those who watch a run, which was steered. */
  tell(id: string): void
  close(): Promise<void>
}

/** Runs that are kept open; the one that was asked for longest ago is closed first. */
const OPEN = 8

/** Milliseconds of reading at a time, and between two looks for something new. */
const SLICE = 10
const PAUSE = 1000

/** Milliseconds between two turns of reading while somebody asks: an answer takes several turns of its own. */
const COURTESY = 10

const nextTurn = (): Promise<void> => new Promise((go) => setImmediate(go))
const pause = (milliseconds: number): Promise<void> => new Promise((go) => setTimeout(go, milliseconds).unref())

/** Whether a run has ended, is being written, or rests. */
export const stateOf = ({ runIndex, folder, overview }: Pick<Volume, 'runIndex' | 'folder' | 'overview'>): RunState => {
  const ended = runIndex.finish !== undefined || (overview.state === 'finished' && runIndex.share < 1)
  return ended ? 'finished' : ownedState(folder)
}

/** Changes when a run is written, or its writer comes or goes. */
function stampOf(place: string): string {
  const file = join(archiveFolder(place), 'data.mdb')
  if (!existsSync(file)) return ''
  const { mtimeMs, size } = statSync(file)
  return `${mtimeMs} ${size} ${ownedState(place)}`
}

/** Puts up the registry over a folder of runs, or over one run. */
export function createRunRegistry(root: string): RunRegistry {
  const folder = resolve(root)
  const alone = isRun(folder)
  const above = alone ? dirname(folder) : folder
  const open = new Map<string, Promise<Volume>>()
  const watchers = new Map<string, Set<() => void>>()
  const overviews = new Map<string, { readonly stamp: string; readonly row: RunRow }>()
  const followed = new Set<Volume>()
  let asked = 0

  function names(): string[] {
    if (alone) return [basename(folder)]
    if (!existsSync(folder) || !statSync(folder).isDirectory()) return []
    return readdirSync(folder)
      .sort()
      .filter((name) => isRun(join(folder, name)))
  }

  function tell(id: string): void {
    for (const told of watchers.get(id) ?? []) told()
  }

  /** Reads on, in short turns so that every question is answered at once, to the journal's end, and beyond it while somebody watches. */
  async function follow(volume: Volume): Promise<void> {
    const { id, runIndex } = volume
    let told = 0
    while (!volume.closed) {
      const before = runIndex.index
      const more = runIndex.read(SLICE)
      if (runIndex.index > before && (!more || performance.now() - told > PAUSE)) {
        told = performance.now()
        tell(id)
      }
      if (more) await (performance.now() - asked < 5 * COURTESY ? pause(COURTESY) : nextTurn())
      else if (watchers.has(id)) await pause(PAUSE)
      else return
    }
  }

  function keepUp(volume: Volume): void {
    if (followed.has(volume)) return
    followed.add(volume)
    follow(volume)
      // What cannot be read any more is opened anew by the next question, which then tells what is wrong.
      .catch(() => drop(volume.id))
      .finally(() => followed.delete(volume))
  }

  async function drop(id: string): Promise<void> {
    const opening = open.get(id)
    open.delete(id)
    const volume = await opening?.catch(() => undefined)
    if (volume === undefined || volume.closed) return
    volume.closed = true
    await volume.runIndex.archive.close()
  }

  async function start(id: string): Promise<Volume> {
    const place = join(above, id)
    const run = openRun(place)
    const volume: Volume = { id, folder: place, runIndex: new RunIndex(run), known: {}, overview: overviewAt(id, run), closed: false }
    void learnFacts(place).then((known) => {
      volume.known = known
      tell(id)
    })
    return volume
  }

  async function describe(id: string): Promise<RunRow> {
    const place = join(above, id)
    try {
      const volume = await open.get(id)
      if (volume?.runIndex.share === 1) return rowOf(id, stateOf(volume), volume.runIndex)
      const stamp = stampOf(place)
      const known = overviews.get(id)
      if (known?.stamp === stamp) return known.row
      const run = openRun(place)
      try {
        const row = overviewAt(id, run)
        overviews.set(id, { stamp, row })
        return row
      } finally {
        await run.archive.close()
      }
    } catch (error) {
      // one folder that cannot be read, whatever is in it, is no reason not to list the others
      const fault = error instanceof TernateError ? `${error.message}. ${error.remedy}` : `It cannot be read: ${String(error)}`
      return { id, state: 'unreadable', fault: short(fault, 400) }
    }
  }

  return {
    async list() {
      const runs: RunRow[] = []
      for (const id of names()) {
        await nextTurn()
        runs.push(await describe(id))
      }
      const below = relative(process.cwd(), folder)
      return { folder: below === '' ? '.' : below.startsWith('..') ? folder : below, runs }
    },
    async open(id) {
      asked = performance.now()
      // Names come from outside: only those count that a look at the folder brings up.
      if (!names().includes(id)) return undefined
      const opening = open.get(id) ?? start(id)
      open.delete(id)
      open.set(id, opening)
      let volume: Volume
      try {
        volume = await opening
      } catch (error) {
        open.delete(id)
        throw error
      }
      for (const other of open.keys()) {
        if (open.size <= OPEN) break
        if (other !== id && !watchers.has(other)) await drop(other)
      }
      keepUp(volume)
      return volume
    },
    watch(id, told) {
      const set = watchers.get(id) ?? new Set()
      set.add(told)
      watchers.set(id, set)
      return () => {
        set.delete(told)
        if (set.size === 0) watchers.delete(id)
      }
    },
    tell,
    async close() {
      for (const id of open.keys()) await drop(id)
    },
  }
}
