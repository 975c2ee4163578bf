import { Worker } from 'node:worker_threads'
import { resolve, sep } from 'node:path'
import { readRunFile } from '../../archive/folder.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { problemFolder } from '../../run/problem.ts'
import type { ProblemFacts } from '../api-types.ts'

/** What is known of a run's problem. */
export interface Known {
  readonly facts?: ProblemFacts
  /** Why there are none. */
  readonly reason?: string
}

/** Milliseconds that a problem may take to load. */
const PATIENCE = 30_000

/**
 * Loads what a page shows of a run's problem: names, references, units. A problem is trusted code, like a test suite, as long as it is the user's:
 * one that came inside the run's folder, with a batch, is not loaded. It runs in a thread of its own, so that it cannot hold up the server.
 */
export async function learnFacts(folder: string): Promise<Known> {
  let found: ReturnType<typeof problemFolder>
  try {
    found = problemFolder(readRunFile(folder))
  } catch (error) {
    if (error instanceof TernateError) return { reason: error.message }
    throw error
  }
  if ('reason' in found) return found
  if (resolve(found.folder).startsWith(resolve(folder) + sep))
    return { reason: 'the problem came with the run, and a page runs nothing that came with a run' }
  const worker = new Worker(new URL('./facts-thread.ts', import.meta.url), { workerData: found.folder })
  try {
    return await new Promise<Known>((answer, fail) => {
      const timer = setTimeout(() => answer({ reason: 'the problem takes too long to load' }), PATIENCE)
      timer.unref()
      worker.once('message', answer)
      worker.once('error', (error) => answer({ reason: error instanceof Error ? error.message : String(error) }))
      worker.once('exit', () => answer({ reason: 'the problem ends the thread that loads it' }))
      worker.once('messageerror', fail)
    })
  } finally {
    await worker.terminate()
  }
}
