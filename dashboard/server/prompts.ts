import { resolve, sep } from 'node:path'
import { Worker } from 'node:worker_threads'
import { readRunFile } from '../../archive/folder.ts'
import { problemFolder } from '../../run/problem.ts'
import type { Prompts } from '../api-types.ts'

/** Milliseconds that prompts may take to be made again. */
const PATIENCE = 60_000

/** Why a page does not run what the prompts of a run are made with; undefined where it may. */
function refusal(folder: string): string | undefined {
  const run = readRunFile(folder)
  const found = problemFolder(run)
  if ('reason' in found) return found.reason
  const came = resolve(found.folder).startsWith(resolve(folder) + sep)
    ? 'the problem'
    : run.manifest.plugins === undefined
      ? undefined
      : 'a plug-in'
  return came && `${came} lies in the run's folder, and a page runs nothing from there; \`ternate prompt RUN --ticket N\` does`
}

/** Prompts are made one ticket after the other: each takes a thread and goes through a journal. */
let last: Promise<unknown> = Promise.resolve()

/**
 * The prompts of a ticket's calls, made again from the journal, in a thread of their own, so that they cannot hold up the server. The problem's
 * code is run under the same rule as for its facts.
 */
export function promptsOf(folder: string, ticket: number): Promise<Prompts> {
  const made = last.then(async () => {
    const reason = refusal(folder)
    return reason === undefined ? inThread(folder, ticket) : { prompts: [], reason }
  })
  last = made.catch(() => {})
  return made
}

async function inThread(folder: string, ticket: number): Promise<Prompts> {
  const worker = new Worker(new URL('./prompts-thread.ts', import.meta.url), { workerData: { folder, ticket } })
  const without = (reason: string): Prompts => ({ prompts: [], reason })
  try {
    return await new Promise<Prompts>((answer) => {
      const timer = setTimeout(() => answer(without('making them takes too long')), PATIENCE)
      timer.unref()
      worker.once('message', answer)
      worker.once('error', (error) => answer(without(error instanceof Error ? error.message : String(error))))
      worker.once('exit', () => answer(without('the thread that makes them has ended')))
    })
  } finally {
    await worker.terminate()
  }
}
