import { setTimeout as sleep } from 'node:timers/promises'
import type { Archive, JournalRecord } from '../../engine/contracts/archive.ts'
import type { RunEvent, Status } from '../../engine/contracts/event.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { openRun } from '../../run/folder.ts'
import { readStatus } from '../../run/control/status.ts'
import { isOwned, steer } from '../../run/control/steer.ts'
import type { Command } from '../../run/control/command.ts'
import { printError } from '../print-error.ts'
import { inCallersWords } from '../caller.ts'
import { createDashboardKey } from '../dashboard.ts'
import { createView } from '../watch-run.ts'
import { fromCaller, toCaller } from '../paths.ts'
import type { Key } from '../view/keys.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'

/** What `ternate watch` takes. */
export interface Arguments {
  readonly run: string
  readonly json: boolean
}

/** Milliseconds between two looks at the run. */
const PACE = 250

/** What a record says to those who watch. */
function eventOf(
  record: JournalRecord,
  index: number,
  { best, evaluations, seconds }: Status,
  isBetter: (a: number, b: number) => boolean,
): RunEvent | undefined {
  if (record.type === 'note' && record.author === 'user') return { type: 'steered', command: 'note', index }
  if (record.type === 'override') return { type: 'steered', command: 'review', index }
  if (record.type === 'injection') return { type: 'steered', command: 'inject', index }
  if (record.type === 'migration') return { type: 'migrated', from: record.from, to: record.to, programs: record.programs }
  if (record.type === 'withdrawn') return record
  if (record.type !== 'commit' || record.outcome.kind !== 'evaluated' || record.placement?.kind !== 'placed') return undefined
  const { score } = record.outcome.evaluation
  const { number, size } = record.outcome.program
  if (score === undefined || (best !== undefined && !isBetter(score, best.score) && !(score === best.score && size < best.size)))
    return undefined
  const island = record.ticket.kind === 'offspring' ? record.ticket.island : 0
  return { type: 'improved', evaluations, seconds, number, score, size, island, operator: record.outcome.operator }
}

/** Tells what came to a journal since the last time. */
function createTail(archive: Archive, isBetter: (a: number, b: number) => boolean): (status: Status) => RunEvent[] {
  let next = (archive.head()?.index ?? 0) + 1
  let best: Status['best']
  return (status) => {
    const events: RunEvent[] = []
    best ??= status.best
    for (const { index, record } of archive.entries(next)) {
      next = index + 1
      const event = eventOf(record, index, { ...status, ...(best === undefined ? {} : { best }) }, isBetter)
      if (event?.type === 'improved') best = { number: event.number, score: event.score, size: event.size }
      if (event !== undefined) events.push(event)
    }
    return events
  }
}

/** The first status that the run's process says, which may only just be starting; undefined once no process owns it. */
async function firstStatus(folder: string): Promise<{ readonly status: Status; readonly unit: string } | undefined> {
  for (;;) {
    const published = readStatus(folder)
    if (!isOwned(folder)) return undefined
    if (published !== undefined) return published
    await sleep(PACE)
  }
}

/** `ternate watch`: looks at a run that another process drives. */
export async function handler({ run: name, json }: Arguments): Promise<void> {
  const folder = fromCaller(name)
  const { archive, manifest } = openRun(folder)
  const first = await firstStatus(folder)
  if (first === undefined)
    throw new TernateError(
      'RUN_AT_REST',
      `no process owns ${toCaller(folder)}`,
      '`ternate resume RUN` goes on with it, `ternate show RUN` says what it found.',
    )
  const { direction, name: problem } = manifest.problem
  let { status } = first
  const leaving = new AbortController()
  const leave = (): void => leaving.abort()
  const dashboard = createDashboardKey(folder)
  const ask = (command: Command): void =>
    void steer(folder, command).catch((error: unknown) =>
      view.say(error instanceof TernateError ? oneLine(error.message, 200) : String(printError(error))),
    )
  const keys: readonly Key[] = [
    {
      key: 'p',
      word: (paused) => (paused ? 'resume' : 'pause'),
      press: () => ask({ kind: status.paused === true ? 'resume' : 'pause' }),
    },
    { key: 'd', word: () => 'dashboard', press: () => void dashboard.open().then((line) => view.say(line)) },
    { key: 's', word: () => 'stop run', press: () => ask({ kind: 'stop' }) },
    { key: 'q', word: () => 'leave', press: leave },
  ]
  const tail = createTail(archive, (a, b) => (direction === 'minimize' ? a < b : a > b))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
  // before the terminal is changed, so that no signal ends the process between
  for (const signal of signals) process.on(signal, leave)
  const view = createView({ problem, unit: first.unit, direction, strategy: manifest.strategy.name, status: () => status, keys }, json)
  try {
    while (!leaving.signal.aborted && isOwned(folder)) {
      const published = readStatus(folder)
      if (published !== undefined) {
        if (json && published.status.commits !== status.commits) printJson({ type: 'status', ...published.status })
        status = published.status
      }
      for (const event of tail(status)) view.show(event)
      await sleep(PACE)
    }
    for (const event of tail(status)) view.show(event)
    view.close()
    const last = archive.head()?.record
    if (!json && !leaving.signal.aborted)
      print([
        inCallersWords(
          last?.type === 'finish'
            ? 'the run has finished; `ternate show` has its champion'
            : 'the run is stopped; `ternate resume` continues it',
        ),
      ])
  } finally {
    view.close()
    dashboard.close()
    for (const signal of signals) process.off(signal, leave)
    await archive.close()
  }
}
