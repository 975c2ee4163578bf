import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseJson } from '../disk/json.ts'
import { readText } from '../disk/read.ts'
import type { TicketFault } from '../engine/contracts/event.ts'
import type { Wall } from '../engine/contracts/runner.ts'

/**
 * What happened around a run that no other machine would repeat, and that the journal therefore does not hold: which processes drove it, with
 * which wall around its programs and how much of a processor, and the faults of tickets, those of a first try too. A line of JSON each, in `log.jsonl`.
 */
export type LogEntry =
  | { readonly type: 'process'; readonly at: number; readonly node: string; readonly workers: number; readonly wall?: Wall }
  | ({ readonly type: 'fault'; readonly at: number } & TicketFault)
  /** A look at a held-out set, as the ledger numbers it, and the ledger's head from then on. */
  | { readonly type: 'counted'; readonly at: number; readonly set: string; readonly entry: number; readonly head: string }
  /** The search of a process ended or was stopped: processor seconds until then, absent where the operating system does not tell. */
  | { readonly type: 'rest'; readonly at: number; readonly processor?: number }

/** Where it lies in the folder of a run. */
export const logFile = (folder: string): string => join(folder, 'log.jsonl')

/** Bytes that are read, and faults that a process writes down. */
const LARGEST = 4_000_000
const MOST = 1000

const entry = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('process'),
    at: z.number(),
    node: z.string().max(100),
    workers: z.number(),
    wall: z.enum(['none', 'bwrap', 'user', 'runner']).exactOptional(),
  }),
  z.strictObject({
    type: z.literal('fault'),
    at: z.number(),
    ticket: z.number(),
    times: z.number(),
    setAside: z.boolean(),
    code: z.string().max(100),
    message: z.string().max(1000),
  }),
  z.strictObject({
    type: z.literal('counted'),
    at: z.number(),
    set: z.string().max(300),
    entry: z.number().int().positive(),
    head: z.string().length(64),
  }),
  z.strictObject({ type: z.literal('rest'), at: z.number(), processor: z.number().nonnegative().exactOptional() }),
])

/** Opens the log of a run for writing. What cannot be written is left out: nothing depends on it. */
export function openLog(folder: string): (entry: LogEntry) => void {
  let written = 0
  return (added) => {
    if (written++ > MOST) return
    try {
      appendFileSync(logFile(folder), `${JSON.stringify(added)}\n`)
    } catch {
      // a full disk, or a folder that is gone, is the run's to report
    }
  }
}

/** Reads the log of a run as far as it can be read; empty where there is none, as of a run from elsewhere. */
export function readLog(folder: string): LogEntry[] {
  const read = readText(logFile(folder), LARGEST, { links: false })
  if (!read.ok) return []
  return read.content.split('\n').flatMap((line) => {
    try {
      const checked = entry.safeParse(parseJson(line))
      return checked.success ? [checked.data] : []
    } catch {
      return []
    }
  })
}

/** The walls that stood around a run's programs, in the order in which they first did. */
export const wallsIn = (entries: readonly LogEntry[]): Wall[] => [
  ...new Set(entries.flatMap((each) => (each.type === 'process' && each.wall !== undefined ? [each.wall] : []))),
]

/**
 * Processor seconds of all processes that drove a run, their sandboxes too; undefined where one of them did not tell, as one that was killed.
 */
export function processorIn(entries: readonly LogEntry[]): number | undefined {
  const processes = entries.filter(({ type }) => type === 'process').length
  const told = entries.flatMap((each) => (each.type === 'rest' ? (each.processor ?? []) : []))
  return processes > 0 && told.length === processes ? told.reduce((sum, seconds) => sum + seconds, 0) : undefined
}
