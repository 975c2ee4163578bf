import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'

/** Clock ticks of Linux in a second, as `/proc` counts them. */
const TICKS = 100

/** Fields of `/proc/PID/stat` behind the name: ticks, user and system, of a process and of those below it that it has seen end; when it began. */
const [USER, SYSTEM, ENDED_USER, ENDED_SYSTEM, BEGAN] = [11, 12, 13, 14, 19] as const

/** What `/proc` tells of a process that lives, in ticks. */
interface Seen {
  /** Tells it from another one that has its number later. */
  readonly key: string
  readonly parent: string
  readonly own: number
  readonly ended: number
}

function see(pid: number, parent: string): Seen {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const ticks = (field: number): number => Number(fields[field])
  return { key: `${pid} ${fields[BEGAN]}`, parent, own: ticks(USER) + ticks(SYSTEM), ended: ticks(ENDED_USER) + ticks(ENDED_SYSTEM) }
}

/** Processes that a process has started and that live, by whichever of its threads. */
const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  )

/** A process and all below it that live, parents first; nothing of those that are gone meanwhile. */
function livingFrom(pid: number, parent = ''): (Seen & { readonly pid: number })[] {
  try {
    const seen = see(pid, parent)
    const below = childrenOf(pid).flatMap((child) => livingFrom(child, seen.key))
    return [{ ...seen, pid }, ...below]
  } catch {
    return []
  }
}

/** Numbers of a process and of all below it that live. */
export const processesFrom = (pid: number): number[] => livingFrom(pid).map((seen) => seen.pid)

/** Counts what a process and those below it burn. */
export interface Account {
  /** Processor seconds, user and system, since the process began, as far as is known now; undefined where the operating system does not tell. */
  look(): number | undefined
}

/**
 * An account of a process with all its threads and all processes below it, of Linux alone. What a process burned comes into its parent's
 * books once that has seen it end; of one that ended otherwise, as a prisoner whose jailer is killed, the last look counts. So looks
 * should not be far between.
 */
export function openAccount(pid: number): Account {
  let last = new Map<string, Seen>()
  /** What the books of a process may still bring that has been counted: of what was gone before they had it. */
  let owed = new Map<string, number>()
  let sum = 0

  /** By the process that lives and is next above them, what was counted of those that are gone. */
  function goneFrom(living: ReadonlyMap<string, Seen>): Map<string, number> {
    const gone = new Map<string, number>()
    for (const { key, parent, own, ended } of last.values()) {
      if (living.has(key)) continue
      let above = parent
      while (above !== '' && !living.has(above)) above = last.get(above)?.parent ?? ''
      gone.set(above, (gone.get(above) ?? 0) + own + ended)
    }
    return gone
  }

  return {
    look() {
      const living = new Map(livingFrom(pid).map((seen) => [seen.key, seen]))
      if (living.size === 0) return undefined
      const gone = goneFrom(living)
      const left = new Map<string, number>()
      for (const { key, own, ended } of living.values()) {
        const before = last.get(key) ?? { own: 0, ended: 0 }
        const [booked, now] = [ended - before.ended, gone.get(key) ?? 0]
        const counted = (owed.get(key) ?? 0) + now
        sum += own - before.own + Math.max(0, booked - counted)
        // the books have all of a process or nothing: what is in none of them by the next look was lost
        if (booked === 0 && now > 0) left.set(key, now)
      }
      last = living
      owed = left
      return sum / TICKS
    },
  }
}

/** What a run has burned. */
export interface Meter {
  /** Processor seconds since it was opened; undefined where the operating system does not tell. */
  seconds(): number | undefined
  close(): void
}

/** Milliseconds between two looks while a meter is open, and least between two: a look takes a millisecond or so. */
const PACE = 500
const LEAST = 100

const account = openAccount(process.pid)
const open = new Map<Meter, number>()
let seen: number | undefined
let looked = Number.NEGATIVE_INFINITY
let watch: NodeJS.Timeout | undefined

/** Shares out what was burned since the last look among the meters that are open. */
function settle(): void {
  looked = performance.now()
  const now = account.look()
  if (now === undefined) return
  const burned = Math.max(0, now - (seen ?? now))
  seen = Math.max(now, seen ?? 0)
  for (const [meter, sum] of open) open.set(meter, sum + burned / open.size)
}

/**
 * Meters a run of this process: all that the process and its sandboxes burn, as nothing tells whose a thread of V8 or of the archive is.
 * Of several runs at a time each has an equal share.
 */
export function openMeter(): Meter {
  settle()
  let last: number | undefined
  const meter: Meter = {
    seconds() {
      if (!open.has(meter)) return last
      if (performance.now() - looked >= LEAST) settle()
      return seen === undefined ? undefined : open.get(meter)
    },
    close() {
      settle()
      last = meter.seconds()
      open.delete(meter)
      if (open.size === 0) clearInterval(watch)
    },
  }
  if (open.size === 0) watch = setInterval(settle, PACE).unref()
  open.set(meter, 0)
  return meter
}
