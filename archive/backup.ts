import { corrupt, verifyChain } from './digest.ts'
import { freshProgram } from './export/line.ts'
import { openEnvironment } from './environment.ts'
import { makeFolder } from './folder.ts'
import { openArchive } from './lmdb.ts'

/** What a copy holds, as read back from it. */
export interface Copied {
  readonly entries: number
  readonly programs: number
  readonly digest: string
}

/**
 * Copies an archive as it is at one moment, also while it is being written, and reads the copy back: its chain is walked, its
 * programs are hashed.
 *
 * @throws TernateError `ARCHIVE_CORRUPT` when the copy does not read back, and those of `openArchive`
 */
export async function copyArchive(from: string, to: string): Promise<Copied> {
  const { root, close } = openEnvironment(from, true)
  try {
    makeFolder(to)
    await root.backup(to, true)
  } finally {
    await close()
  }
  const copy = openArchive(to, { readOnly: true })
  try {
    const digest = verifyChain(copy.entries())
    let programs = 0
    for (const { record } of copy.entries()) {
      const fresh = freshProgram(record)
      if (fresh === undefined) continue
      programs += 1
      if (copy.program(fresh.program.number)?.id !== fresh.program.id) throw corrupt(`program ${fresh.program.number} is missing`)
    }
    return { entries: copy.head()?.index ?? 0, programs, digest }
  } finally {
    await copy.close()
  }
}
