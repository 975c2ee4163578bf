import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve as resolvePath } from 'node:path'
import { copyArchive } from '../../archive/backup.ts'
import type { Copied } from '../../archive/backup.ts'
import { corrupt } from '../../archive/digest.ts'
import { archiveFolder, LARGEST_RUN_FILE, makeFolder, manifestFile, mustBeFree, settle, unwritable } from '../../archive/folder.ts'
import { readBytes } from '../../disk/read.ts'
import { problemFiles } from '../../authoring/folder.ts'
import { copyPlugins, pluginCopy, readPlugin } from '../../authoring/plugins.ts'
import { openRun } from '../folder.ts'
import { logFile } from '../log.ts'

/** Copies all that makes a problem. */
function copyProblem(from: string, to: string): void {
  for (const { path, bytes } of problemFiles(from)) {
    const place = join(to, path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, bytes)
  }
}

/** A backup that was read back. */
export interface Backup extends Copied {
  readonly out: string
}

/**
 * Copies a run to a new folder, also while it is being written, as it is at one moment; then reads the copy back. A problem that
 * lies in the run's folder is copied with it; another stays where it is. The copy is a run like any other.
 *
 * @throws TernateError `OUT_TAKEN`, `OUT_UNWRITABLE`, `ARCHIVE_CORRUPT` when the copy does not read back, and those of `openRun`
 * @example
 * const { digest } = await backupRun('runs/a', '/mnt/safe/a')
 */
export async function backupRun(folder: string, to: string): Promise<Backup> {
  const run = openRun(folder)
  await run.archive.close()
  const out = resolvePath(to)
  const draft = `${out}.${process.pid}.backup`
  mustBeFree(out)
  try {
    makeFolder(draft)
    const copied = await copyArchive(archiveFolder(run.folder), archiveFolder(draft))
    const inside = relative(run.folder, run.problem)
    if (run.problem.startsWith(run.folder) && inside !== '' && !inside.startsWith('..')) copyProblem(run.problem, join(draft, inside))
    const plugins = run.manifest.plugins ?? []
    copyPlugins(
      draft,
      plugins.map(({ file }, number) => ({ file, files: readPlugin(pluginCopy(run.folder, number, basename(file))) })),
    )
    const manifest = readBytes(manifestFile(run.folder), LARGEST_RUN_FILE)
    if (!manifest.ok) throw corrupt(`${manifestFile(run.folder)} ${manifest.why}`)
    writeFileSync(manifestFile(draft), manifest.content)
    const log = readBytes(logFile(run.folder), LARGEST_RUN_FILE)
    if (log.ok) writeFileSync(logFile(draft), log.content)
    settle(draft, out)
    return { out, ...copied }
  } catch (error) {
    throw unwritable(out, error)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
