import { resolve, sep } from 'node:path'
import { Worker } from 'node:worker_threads'
import { readRunFile } from '../../archive/folder.ts'
import { problemFolder } from '../../run/problem.ts'

/** Milliseconds that a thread may take. */
const PATIENCE = 60_000

/** Why a page does not run the code of a run's problem and plug-ins; undefined where it may. */
function refusal(folder: string): string | undefined {
  const run = readRunFile(folder)
  const found = problemFolder(run)
  if ('reason' in found) return found.reason
  const came = resolve(found.folder).startsWith(resolve(folder) + sep)
    ? 'the problem'
    : run.manifest.plugins === undefined
      ? undefined
      : 'a plug-in'
  return came && `${came} lies in the run's folder, and a page runs nothing from there`
}

/** What is made again is made one after the other: each takes a thread and goes through a journal. */
let last: Promise<unknown> = Promise.resolve()

/**
 * What a run does not keep, made again from its journal with the code of its problem, under the same rule as for its facts: in a thread of its own, so
 * that it cannot hold up the server, and not for longer than a minute.
 *
 * @param script what the thread runs; it answers with one message
 * @param without what there is where that cannot be, and why
 */
export function madeAgain<Made>(
  folder: string,
  { script, data, without }: { readonly script: URL; readonly data: unknown; readonly without: (reason: string) => Made },
): Promise<Made> {
  const made = last.then(async () => {
    const reason = refusal(folder)
    return reason === undefined ? inThread(script, data, without) : without(reason)
  })
  last = made.catch(() => {})
  return made
}

async function inThread<Made>(script: URL, data: unknown, without: (reason: string) => Made): Promise<Made> {
  const worker = new Worker(script, { workerData: data })
  try {
    return await new Promise<Made>((answer) => {
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
