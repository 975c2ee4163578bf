import { readdirSync, readFileSync, statSync } from 'node:fs'

/** A process and what it holds. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly uid: number
  /** Bytes of memory that stand in the machine's. */
  readonly bytes: number
}

const PAGE = 4096

/** Whether the machine tells of its processes. */
const isTold = process.platform === 'linux'

/** A process that lives; undefined for another user's, where one is given. */
function entryOf(pid: number, user: number | undefined): ProcessEntry | undefined {
  try {
    const { uid } = statSync(`/proc/${pid}`)
    if (user !== undefined && uid !== user) return undefined
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // the name in parentheses may hold anything, so that fields are counted from its end
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return undefined
    return { pid, parent: Number(fields[1]), uid, bytes: Number(fields[21]) * PAGE }
  } catch {
    return undefined
  }
}

/** All processes that live, or those of a user. */
function allProcesses(user?: number): readonly ProcessEntry[] {
  if (!isTold) return []
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    const entry = Number.isInteger(pid) && pid > 0 ? entryOf(pid, user) : undefined
    return entry === undefined ? [] : [entry]
  })
}

/** Those of a user, where it is the command's own; otherwise those that descend from a process, and it. */
export function processesOf({ pid, uid }: { readonly pid: number; readonly uid: number | undefined }): readonly ProcessEntry[] {
  const all = allProcesses(uid)
  if (uid !== undefined) return all
  const own = new Set([pid])
  for (let before = 0; before < own.size;) {
    before = own.size
    for (const entry of all) if (own.has(entry.parent)) own.add(entry.pid)
  }
  return all.filter((entry) => own.has(entry.pid))
}

/** Whether the environment that a process started with has this text in it. */
function carries(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)
  } catch {
    return false
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has gone
  }
}

/**
 * Ends a command and everything that came of it: its group, all of its user's processes where it has a user of its own, and where not, those that descend
 * from it or carry its mark. True once nothing is left.
 */
export function endAll({ pid, uid, mark }: { readonly pid: number; readonly uid: number | undefined; readonly mark: string }): boolean {
  end(-pid)
  const left =
    uid === undefined
      ? [...processesOf({ pid, uid }), ...allProcesses().filter((entry) => carries(entry.pid, mark))]
      : processesOf({ pid, uid })
  for (const entry of left) end(entry.pid)
  return left.length === 0
}
