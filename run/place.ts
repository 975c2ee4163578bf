import { statSync } from 'node:fs'
import { join } from 'node:path'
import { archiveFolder } from '../archive/folder.ts'
import { TernateError } from '../engine/contracts/fault.ts'

/** The place of a run that has an owner. */
export interface Place {
  /** The fault of a run whose archive is no longer where it was; undefined while it is. */
  gone(): TernateError | undefined
}

/** What tells a file from any other that may stand in its place; undefined when there is none. */
function identity(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true })
  return found && `${found.dev} ${found.ino}`
}

/** Remembers where the archive of a run lies. What is written to it goes on into the files that were opened, wherever they are, or nowhere. */
export function rememberPlace(folder: string): Place {
  const file = join(archiveFolder(folder), 'data.mdb')
  const own = identity(file)
  return {
    gone() {
      let now: string | undefined
      try {
        now = identity(file)
      } catch {
        now = undefined
      }
      if (now === own) return undefined
      return new TernateError(
        'OUT_GONE',
        `${folder} is no longer there: it was removed, moved or replaced while the run went on`,
        'If it was moved, `ternate resume` goes on with it where it is now; what was removed is lost.',
      )
    },
  }
}
