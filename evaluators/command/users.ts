import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Ids of users that systemd, too, keeps for the moment. */
const FIRST = 61_184
const COUNT = 4000

/** A user id that nobody else has as long as it is held. */
export interface HeldUser {
  readonly uid: number
  release(): void
}

/** Whether the process that holds a place has gone. */
function isStale(place: string): boolean {
  try {
    process.kill(Number(readFileSync(join(place, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM'
  }
}

/** Takes a place for this process; false where another has it. */
function take(place: string): boolean {
  try {
    mkdirSync(place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (!isStale(place)) return false
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place)
  }
  writeFileSync(join(place, 'pid'), String(process.pid))
  return true
}

/** Whether commands run as another user here. */
export const changesUser = (): boolean => process.getuid?.() === 0

/**
 * Holds a user id of its own for commands of this worker: what is counted by user, as processes are, is then counted for it alone, and what it leaves
 * behind can be told from everything else. Undefined where this process is not root's, and can become no other user.
 */
export function holdUser(folder: string = join(tmpdir(), 'ternate-users')): HeldUser | undefined {
  if (!changesUser()) return undefined
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (let k = 0; k < COUNT; k += 1) {
    const uid = FIRST + ((process.pid * 31 + k) % COUNT)
    const place = join(folder, String(uid))
    if (take(place)) return { uid, release: () => rmSync(place, { recursive: true, force: true }) }
  }
  return undefined
}
