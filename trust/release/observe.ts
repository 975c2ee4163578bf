import { appendFileSync, closeSync, fstatSync, mkdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseJson } from '../../disk/json.ts'
import { openPlain } from '../../disk/read.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { firstIssue } from '../../disk/issue.ts'
import { unwritable } from '../durable.ts'
import { pointerOf } from './champion.ts'
import { openHistory, releaseFolder } from './history.ts'
import type { HistoryEntry, Step } from './history.ts'
import { watchCanary } from './watch.ts'
import type { Arm, BoundState, Observation, Watch } from './watch.ts'

const fields = {
  quality: z.number().min(0).max(1).exactOptional(),
  cost: z.number().nonnegative().exactOptional(),
  denials: z.number().nonnegative().exactOptional(),
  complaints: z.number().nonnegative().exactOptional(),
}

const observationSchema: z.ZodType<Observation> = z.strictObject(fields)
const lineSchema = z.strictObject({ arm: z.enum(['champion', 'canary']), ...fields })

/** Bytes of a line, and of what is read at a time. */
const LONGEST = 1000
const CHUNK = 1 << 20

/** What came of an observation. */
export interface Observed {
  /** Whether it counts: a canary runs, and the version is one of the two. */
  readonly counted: boolean
  /** The bound that it tripped: the champion is in use for all keys again. */
  readonly tripped?: BoundState
}

/** How far the observations of a canary were read, and what they came to. */
interface Reading {
  readonly entry: string
  readonly watch: Watch
  offset: number
  /** Lines that are none. */
  broken: number
}

const readings = new Map<string, Reading>()

/** Where the observations of a canary lie, which began with an entry of the history. */
const observationsFile = (folder: string, { entry }: Pick<HistoryEntry, 'entry'>): string =>
  join(folder, 'observations', `${String(entry).padStart(6, '0')}.jsonl`)

function takeLine(reading: Reading, line: string): void {
  let value: unknown
  try {
    value = line.length > LONGEST ? undefined : parseJson(line)
  } catch {
    // a line that was cut or written by something else
  }
  const checked = lineSchema.safeParse(value)
  if (!checked.success) {
    reading.broken += 1
    return
  }
  const { arm, ...observation } = checked.data
  reading.watch.observe(arm, observation)
}

/** Reads on to the end of a file of observations; a line that is being written is read the next time. */
function readOn(file: string, reading: Reading): void {
  const opened = openPlain(file, { links: false })
  if (!opened.ok) return
  try {
    const { size } = fstatSync(opened.content)
    while (reading.offset < size) {
      const buffer = Buffer.alloc(Math.min(CHUNK, size - reading.offset))
      const got = readSync(opened.content, buffer, 0, buffer.length, reading.offset)
      const end = buffer.lastIndexOf(10, got - 1)
      if (end < 0 && got < CHUNK) return
      const upTo = end < 0 ? got : end + 1
      for (const line of buffer.toString('utf8', 0, upTo).split('\n')) if (line !== '') takeLine(reading, line)
      reading.offset += upTo
    }
  } finally {
    closeSync(opened.content)
  }
}

/** The observations of the canary that runs, read to their end; undefined where none runs. */
export function watchOf(releases: string, name: string): { readonly watch: Watch; readonly broken: number } | undefined {
  const pointer = pointerOf(releases, name)
  if (pointer.canary === undefined) return undefined
  const folder = releaseFolder(releases, name)
  const known = readings.get(folder)
  const reading =
    known?.entry === pointer.hash ? known : { entry: pointer.hash, watch: watchCanary(pointer.canary.bounds), offset: 0, broken: 0 }
  readings.set(folder, reading)
  readOn(observationsFile(folder, pointer), reading)
  return reading
}

function armOf({ champion, canary }: HistoryEntry, version: string): Arm | undefined {
  if (canary === undefined) return undefined
  return version === canary.version ? 'canary' : version === champion ? 'champion' : undefined
}

const shown = (value: number): string => Number(value.toPrecision(3)).toString()

/** Why a bound tripped, in one line. */
export const tripText = ({ measure, champion, canary, means, evidence, trips }: BoundState): string =>
  `${measure}: ${shown(means.canary)} a use over ${canary} of the canary, ${shown(means.champion)} over ${champion} of the champion; evidence ${shown(evidence)}, bound ${shown(trips)}`

/**
 * Ends the canary that runs where its observations trip a bound: one new entry of the history, whoever sees it first.
 *
 * @returns the bound that tripped
 */
export function settleCanary(releases: string, name: string, now: () => string): BoundState | undefined {
  const pointer = pointerOf(releases, name)
  const tripped = watchOf(releases, name)?.watch.tripped()
  if (tripped === undefined) return undefined
  openHistory(releaseFolder(releases, name), now).append((entries): Step | undefined => {
    const last = entries.at(-1)
    if (last?.hash !== pointer.hash || last.canary === undefined) return undefined
    return {
      kind: 'rolled-back',
      champion: last.champion,
      proposal: last.canary.proposal,
      by: `bound on ${tripped.measure}`,
      automatic: true,
      why: tripText(tripped),
    }
  })
  return tripped
}

/**
 * Tells what came of one use of a version. While a canary runs it is written down before this returns, and as soon as a bound trips the champion
 * is in use for all keys again.
 *
 * @param version as `serve` gave it
 * @throws TernateError `OBSERVATION_INVALID`, `RELEASE_MISSING`, `TRUST_LOG`, `TRUST_UNWRITABLE`
 */
export function note(releases: string, name: string, version: string, observation: Observation, now: () => string): Observed {
  const checked = observationSchema.safeParse(observation)
  if (!checked.success)
    throw new TernateError(
      'OBSERVATION_INVALID',
      `no observation: ${firstIssue(checked.error, observation)}`,
      'Give quality from 0 to 1, cost, denials and complaints as numbers that are not negative; leave out what was not seen.',
    )
  const pointer = pointerOf(releases, name)
  const arm = armOf(pointer, version)
  if (arm === undefined) return { counted: false }
  const folder = releaseFolder(releases, name)
  const file = observationsFile(folder, pointer)
  try {
    mkdirSync(join(folder, 'observations'), { recursive: true })
    appendFileSync(file, `${JSON.stringify({ arm, ...checked.data })}\n`)
  } catch (error) {
    throw unwritable(file, error)
  }
  return { counted: true, ...defined({ tripped: settleCanary(releases, name, now) }) }
}
