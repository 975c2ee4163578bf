import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of Linux in a second, as `/proc` counts them. */
const TICKS = 100

/** Fields of `/proc/PID/stat` behind the name: ticks of the process, user and system, and of its children that have ended. */
const [USER, SYSTEM, ENDED_USER, ENDED_SYSTEM] = [11, 12, 13, 14] as const

function fieldsOf(pid: number | string): number[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
}

/** Processes that a process has started and that live, by whichever of its threads. */
const childrenOf = (pid: number | string): string[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
      .split(' ')
      .filter((child) => child !== ''),
  )

/** All processes below one that live; those of one that is gone are none. */
export function processesBelow(pid: number | string): number[] {
  try {
    return childrenOf(pid).flatMap((child) => [Number(child), ...processesBelow(child)])
  } catch {
    return []
  }
}

/** Ticks of a process and all below it; 0 for one that is gone, whose time its parent has by then. */
function ticksOf(pid: number | string): number {
  try {
    const fields = fieldsOf(pid)
    const own = [USER, SYSTEM, ENDED_USER, ENDED_SYSTEM].reduce((sum, field) => sum + (fields[field] ?? 0), 0)
    return childrenOf(pid).reduce((sum, child) => sum + ticksOf(child), own)
  } catch {
    return 0
  }
}

/**
 * Processor seconds, user and system, of a process with all its threads and all processes below it, those that have ended too; of this
 * one unless another is named. Undefined where there is no `/proc`, as elsewhere than on Linux, or no such process.
 */
export function processorSeconds(pid: number | 'self' = 'self'): number | undefined {
  try {
    fieldsOf(pid)
  } catch {
    return undefined
  }
  return ticksOf(pid) / TICKS
}

/** What a run has burned. */
export interface Meter {
  /** Processor seconds since it was opened; undefined where the operating system does not tell. */
  seconds(): number | undefined
  close(): void
}

const open = new Map<Meter, number>()
let seen: number | undefined

/** Shares out what was burned since the last look among the meters that are open. */
function settle(): void {
  const now = processorSeconds()
  // a process that ends between two looks at its parent and at itself is missing for a moment
  const burned = Math.max(0, (now ?? 0) - (seen ?? now ?? 0))
  if (now !== undefined) seen = Math.max(now, seen ?? 0)
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
      settle()
      return seen === undefined ? undefined : open.get(meter)
    },
    close() {
      last = meter.seconds()
      open.delete(meter)
    },
  }
  open.set(meter, 0)
  return meter
}
