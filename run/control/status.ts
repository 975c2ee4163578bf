import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { decode, encode } from '../../archive/canonical.ts'
import { readText } from '../../disk/read.ts'
import type { Status, Stuck } from '../../engine/contracts/event.ts'
import { budgetSchema } from '../options.ts'

/**
 * Where a run stands, as the process that owns it says now and then for those who watch from elsewhere. The journal tells all that is
 * found; what it cannot tell is here: the process's seconds, whether it is paused, calls in flight.
 */
export interface Published {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Of scores; '' where they have none. */
  readonly unit: string
  readonly status: Status
}

/** Milliseconds between two statuses, and bytes that one may have. */
const PACE = 400
const LARGEST = 1_000_000

const fileOf = (folder: string): string => join(folder, 'status.json')

/** The status that the last process to own the run left behind, for its seconds: nothing else tells where they went. */
const lastOf = (folder: string): string => join(folder, 'last-status.json')

const number = z.custom<number>((value) => typeof value === 'number')
const count = z.number().nonnegative()

const stuck = z.strictObject({
  symptoms: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('no change improves'), changes: count }),
        z.strictObject({ kind: z.literal('no gain'), evaluations: count, ever: z.boolean() }),
        z.strictObject({ kind: z.literal('one individual') }),
        z.strictObject({ kind: z.enum(['fuel', 'idle']), share: count }),
        z.strictObject({
          kind: z.literal('failing'),
          share: count,
          operators: z.array(z.strictObject({ operator: z.string(), tries: count, failed: count })).max(10),
        }),
      ]),
    )
    .max(10),
  levers: z
    .array(z.enum(['finer scores', 'partial credit', 'vocabulary', 'lean', 'no race', 'more fuel', 'another seed', 'model']))
    .max(10),
}) satisfies z.ZodType<Stuck>

const published = z.strictObject({
  at: z.number(),
  unit: z.string(),
  status: z.strictObject({
    phase: z.enum(['initializing', 'searching', 'validating', 'reporting', 'finished']),
    evaluations: count,
    programsTried: count.exactOptional(),
    commits: count,
    fuel: count,
    seconds: count,
    processor: count.exactOptional(),
    budget: budgetSchema,
    paused: z.boolean().exactOptional(),
    best: z.strictObject({ number: count, score: number, size: number }).exactOptional(),
    validation: z.strictObject({ number: count, score: number }).exactOptional(),
    islands: z.array(z.strictObject({ individuals: count, cells: count, best: number.exactOptional() })).max(10_000),
    outcomes: z.record(z.string(), count),
    stuck: stuck.exactOptional(),
    calls: z.strictObject({ inFlight: count, made: count, tokens: count, cost: count }).exactOptional(),
    timing: z
      .strictObject({
        places: count,
        batches: count,
        queued: count,
        busy: count,
        held: count,
        judging: count.exactOptional(),
        latencies: z
          .array(z.strictObject({ model: z.string(), purpose: z.string(), calls: count, median: count, slow: count, longest: count }))
          .max(10_000)
          .exactOptional(),
      })
      .exactOptional(),
  }),
})

/** Keeps a run's status in its folder while the run has an owner. */
export interface Publisher {
  /** Says at once what else is said in a moment. */
  publish(): void
  /** Leaves the status behind as the last one: for a run that has come to rest. */
  leave(): void
  /** Takes the status away. */
  close(): void
}

/** Publishes a run's status from now on, while the folder is the one that it was. */
export function publishStatus(folder: string, unit: string, status: () => Status, isThere: () => boolean = () => true): Publisher {
  const draft = `${fileOf(folder)}.${process.pid}.draft`
  function publish(): void {
    if (!isThere()) return
    try {
      writeFileSync(draft, encode({ at: Date.now(), unit, status: status() } satisfies Published))
      renameSync(draft, fileOf(folder))
    } catch {
      // who watches sees nothing new: a full disk is the journal's to report
    }
  }
  const timer = setInterval(publish, PACE)
  return {
    publish,
    leave() {
      publish()
      try {
        renameSync(fileOf(folder), lastOf(folder))
      } catch {
        // as above
      }
    },
    close() {
      clearInterval(timer)
      if (isThere()) rmSync(fileOf(folder), { force: true })
    },
  }
}

/** The status that was published last; undefined when there is none, as of a run that no process owns. */
export const readStatus = (folder: string): Published | undefined => readFrom(fileOf(folder))

/** The same, or where the run stood when its last process ended. */
export const readLastStatus = (folder: string): Published | undefined => readStatus(folder) ?? readFrom(lastOf(folder))

function readFrom(file: string): Published | undefined {
  const read = readText(file, LARGEST, { links: false })
  if (!read.ok) return undefined
  try {
    const checked = published.safeParse(decode(read.content))
    return checked.success ? (checked.data as unknown as Published) : undefined
  } catch {
    return undefined
  }
}
