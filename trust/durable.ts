import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TernateError } from '../engine/contracts/fault.ts'

/** Milliseconds after which a draft has no writer any more. */
const ABANDONED = 600_000

/** Names of what is being written; a reader leaves them alone. */
export const draftName = (name: string): string => `.${name}.${process.pid}.new`

/** Makes what was written in a folder survive a loss of power, where the system can. */
export function syncFolder(folder: string): void {
  let handle: number
  try {
    handle = openSync(folder, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(handle)
  } catch {
    // some file systems cannot sync folders
  } finally {
    closeSync(handle)
  }
}

/** Removes drafts whose writers were killed. */
export function clearDrafts(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    if (!/^\..+\.\d+\.new$/.test(name)) continue
    const found = statSync(join(folder, name), { throwIfNoEntry: false })
    if (found !== undefined && now - found.mtimeMs > ABANDONED) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** The fault of a place that cannot be written, by what the system says; a fault that has a code of its own stays. */
export function unwritable(place: string, error: unknown): TernateError {
  if (error instanceof TernateError) return error
  const reason = (error as NodeJS.ErrnoException).code ?? String(error)
  return new TernateError('TRUST_UNWRITABLE', `${place} cannot be written (${reason})`, 'Work in a folder that you may write to.', {
    cause: error,
  })
}

/** Whether a file of a program may be written below a folder: a plain relative path, with no part that begins with a dot. */
export const isPlainPath = (name: string): boolean =>
  name.length <= 500 && name.split('/').every((part) => /^[^\p{Cc}\p{Cf}\\:./][^\p{Cc}\p{Cf}\\:/]*$/u.test(part))

/**
 * Writes a folder of files, whole or not at all: a draft beside its place, synced, takes the name in one step.
 *
 * @returns false where something has that name already
 */
export function placeFolder(folder: string, files: Readonly<Record<string, string>>): boolean {
  const above = dirname(folder)
  const draft = join(above, draftName(folder.slice(above.length + 1)))
  mkdirSync(above, { recursive: true })
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft)
  for (const [name, text] of Object.entries(files)) {
    const file = join(draft, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx', flush: true })
    syncFolder(dirname(file))
  }
  try {
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
  syncFolder(above)
  return true
}
