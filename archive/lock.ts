import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { TernateError } from '../engine/contracts/index.ts'

/** Who writes. `born` tells a process from a later one with its number, where the system knows (Linux). */
const Owner = z.object({ pid: z.number().int().positive(), host: z.string(), born: z.string() })
type Owner = z.infer<typeof Owner>

/** The start time of a process in the system's ticks, '' where there is no /proc, undefined when there is no such process. */
function born(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
  }
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

function parse(text: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/**
 * Makes this process the only writer of a folder, by a file that names it. The lock of a process that has gone is taken
 * over. Returns what gives the lock back. Throws a TernateError `ARCHIVE_LOCKED` naming process and host.
 */
export function lock(folder: string): () => void {
  const file = join(folder, 'writer.lock')
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), born: born(process.pid) ?? '' } satisfies Owner)
  const draft = join(folder, `writer.${process.pid}.draft`)
  writeFileSync(draft, mine)
  try {
    for (;;) {
      try {
        linkSync(draft, file)
        return () => {
          if (read(file) === mine) rmSync(file, { force: true })
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const text = read(file)
      if (text === undefined) continue
      refuseLiving(parse(text), file)
      takeAway(file, text)
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
  const owner = parse(read(join(folder, 'writer.lock')) ?? '')
  return owner !== undefined && (owner.host !== hostname() || born(owner.pid) === owner.born)
}
