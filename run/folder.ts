import { existsSync } from 'node:fs'
import { resolve as resolvePath } from 'node:path'
import { archiveFolder, readRunFile } from '../archive/folder.ts'
import type { RunFile } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import type { Archive } from '../engine/contracts/archive.ts'
import { TernateError } from '../engine/contracts/fault.ts'

/** A run's folder, opened for reading; other processes may be writing it. */
export interface RunFolder extends RunFile {
  readonly folder: string
  readonly archive: Archive
}

/**
 * Opens the folder of a run for reading, or as its only writer. Close its archive when done.
 *
 * @throws TernateError `RUN_MISSING`, `ARCHIVE_MISSING`, `ARCHIVE_FORMAT`, `ARCHIVE_CORRUPT`, and for writing `ARCHIVE_LOCKED`
 */
export function openRun(folder: string, { readOnly = true }: { readonly readOnly?: boolean } = {}): RunFolder {
  const resolved = resolvePath(folder)
  const file = readRunFile(resolved)
  if (!existsSync(archiveFolder(resolved))) {
    throw new TernateError(
      'ARCHIVE_MISSING',
      `${resolved} has no archive`,
      'The run was stopped before its first record; start it again in a new folder.',
    )
  }
  return { ...file, folder: resolved, archive: openArchive(archiveFolder(resolved), { readOnly }) }
}
