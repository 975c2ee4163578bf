import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../disk/json.ts'
import { readText } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/index.ts'

/** Who writes. `born` tells a process from a later one with its number, where the system knows (Linux). */
const Owner = z.object({ pid: z.number().int().positive(), host: z.string(), born: z.string() })
type Owner = z.infer<typeof Owner>

/** Bytes that a lock may have, and the system's word on a process. */
const LARGEST = 10_000

/** The start time of a process in the system's ticks, '' where there is no /proc, undefined when there is no such process. */
function born(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
  }
  const stat = readText(`/proc/${pid}/stat`, LARGEST)
  return stat.ok ? (stat.content.slice(stat.content.lastIndexOf(')') + 2).split(' ')[19] ?? '') : ''
}

/** What a lock says; undefined when there is none. Whatever cannot be read may be somebody's lock, and is left as it is. */
function read(file: string): string | undefined {
  const found = readText(file, LARGEST, { links: false })
  if (found.ok) return found.content
  if (found.absent) return undefined
  throw new TernateError('ARCHIVE_UNWRITABLE', `${file}, which should be a lock, ${found.why}`, 'Remove it if no process writes this run.')
}

function parse(text: string): Owner | undefined {
  try {
    return Owner.parse(parseJson(text))
  } catch {
    return undefined
  }
}

/**
 * Makes this process the only writer of a folder, by a file that names it. The lock of a process that has gone is taken
 * over, and the folder is then `orphaned`. Throws a TernateError `ARCHIVE_LOCKED` naming process and host.
 */
export function lock(folder: string): { readonly orphaned: boolean; readonly release: () => void } {
  const file = join(folder, 'writer.lock')
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), born: born(process.pid) ?? '' } satisfies Owner)
  const draft = join(folder, `writer.${process.pid}.draft`)
  let orphaned = false
  writeFileSync(draft, mine)
  try {
    for (;;) {
      try {
        linkSync(draft, file)
        const release = (): void => {
          if (read(file) === mine) rmSync(file, { force: true })
        }
        return { orphaned, release }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const text = read(file)
      if (text === undefined) continue
      refuseLiving(parse(text), file)
      takeAway(file, text)
      orphaned = true
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

function refuseLiving(owner: Owner | undefined, file: string): void {
  if (owner === undefined) return
  const here = owner.host === hostname()
  if (here && born(owner.pid) !== owner.born) return
  throw new TernateError(
    'ARCHIVE_LOCKED',
    `the run is being written by process ${owner.pid} on ${owner.host}`,
    here ? 'Wait for it, or stop it.' : `Wait for it, or remove ${file} if that process has gone.`,
  )
}

/** Removes a stale lock; of several processes that saw it, one succeeds, and a fresh lock taken by mistake is put back. */
function takeAway(file: string, stale: string): void {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if (read(aside) !== stale) linkSync(aside, file)
  rmSync(aside, { force: true })
}

/** Whether a living process of this machine has the folder open for writing, as far as can be seen. */
export function isBeingWritten(folder: string): boolean {
  const text = readText(join(folder, 'writer.lock'), LARGEST, { links: false })
  const owner = text.ok ? parse(text.content) : undefined
  return owner !== undefined && (owner.host !== hostname() || born(owner.pid) === owner.born)
}
