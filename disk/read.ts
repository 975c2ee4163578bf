import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'

/** What was read, or why nothing was, in words that go on where a path ends: `is a pipe`, `cannot be read (EACCES)`. */
export type Reading<T> =
  | { readonly ok: true; readonly content: T }
  | {
      readonly ok: false
      readonly why: string
      /** Whether nothing is there at all. */
      readonly absent: boolean
    }

/** How a file may be reached. */
export interface Reach {
  /** Whether a link to a plain file will do; it will unless this is false. */
  readonly links?: boolean
}

/** What something on a disk is that is no plain file. */
function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'is a folder'
  if (found.isFIFO()) return 'is a pipe'
  if (found.isSocket()) return 'is a socket'
  if (found.isSymbolicLink()) return 'is a link'
  return 'is a device'
}

/** Why a file cannot be had, by what the system says. */
export function unreadable(error: unknown): Reading<never> {
  const { code } = error as NodeJS.ErrnoException
  return { ok: false, why: `cannot be read (${code ?? String(error)})`, absent: code === 'ENOENT' || code === 'ENOTDIR' }
}

/** What a plain file is; anything else is not opened, since a pipe would never end and a device may do something. */
export function statPlain(path: string, { links = true }: Reach = {}): Reading<Stats> {
  try {
    const found = links ? statSync(path) : lstatSync(path)
    return found.isFile() ? { ok: true, content: found } : { ok: false, why: kindOf(found), absent: false }
  } catch (error) {
    return unreadable(error)
  }
}

/** Opens a plain file for reading. What takes its place between the look and the opening is found out by a second look. */
export function openPlain(path: string, reach: Reach = {}): Reading<number> {
  const looked = statPlain(path, reach)
  if (!looked.ok) return looked
  try {
    const handle = openSync(
      path,
      constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (reach.links === false ? (constants.O_NOFOLLOW ?? 0) : 0),
    )
    const found = fstatSync(handle)
    if (found.isFile()) return { ok: true, content: handle }
    closeSync(handle)
    return { ok: false, why: kindOf(found), absent: false }
  } catch (error) {
    return unreadable(error)
  }
}

/** Bytes as people write them: 1,000,000. */
const grouped = (bytes: number): string => String(bytes).replace(/\B(?=(\d{3})+$)/g, ',')

const tooLarge = (most: number): Reading<never> => ({ ok: false, why: `is larger than ${grouped(most)} bytes`, absent: false })

/** Reads from an open file until it ends, or until it has had one byte more than it may. */
function drain(handle: number, size: number, most: number): Buffer {
  let buffer = Buffer.allocUnsafe(Math.min(size, most) + 1)
  let held = 0
  for (;;) {
    const got = readSync(handle, buffer, held, buffer.length - held, null)
    held += got
    if (got === 0 || held > most) return buffer.subarray(0, held)
    if (held < buffer.length) continue
    const larger = Buffer.allocUnsafe(Math.min(2 * buffer.length + 4096, most + 1))
    buffer.copy(larger)
    buffer = larger
  }
}

/**
 * Reads a plain file of at most `most` bytes. All files that somebody else may have written are read here: neither a pipe nor a
 * device nor a file without end holds a process up, whatever it is called.
 */
export function readBytes(path: string, most: number, reach: Reach = {}): Reading<Buffer> {
  const opened = openPlain(path, reach)
  if (!opened.ok) return opened
  try {
    const { size } = fstatSync(opened.content)
    if (size > most) return tooLarge(most)
    const bytes = drain(opened.content, size, most)
    return bytes.length > most ? tooLarge(most) : { ok: true, content: bytes }
  } catch (error) {
    return unreadable(error)
  } finally {
    closeSync(opened.content)
  }
}

/** The first bytes of a plain file, at most so many; none where it cannot be read. */
export function readStart(path: string, most: number): Buffer {
  const opened = openPlain(path)
  if (!opened.ok) return Buffer.alloc(0)
  try {
    const bytes = Buffer.alloc(most)
    return bytes.subarray(0, readSync(opened.content, bytes, 0, most, 0))
  } catch {
    return Buffer.alloc(0)
  } finally {
    closeSync(opened.content)
  }
}

/** What `readBytes` reads, as text. */
export function readText(path: string, most: number, reach: Reach = {}): Reading<string> {
  const read = readBytes(path, most, reach)
  return read.ok ? { ok: true, content: read.content.toString('utf8') } : read
}
