/** What a thread runs that makes the traces of a program again: it answers with them and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { readTracesInFull } from '../../run/traces.ts'
import type { Traces } from '../api-types.ts'
import { MOST, rowsOf } from './traces.ts'

async function make({
  folder,
  number,
  cases,
}: {
  readonly folder: string
  readonly number: number
  readonly cases: readonly number[]
}): Promise<Traces> {
  return { cases: rowsOf(await readTracesInFull(folder, number, cases.slice(0, MOST.cases))), more: Math.max(0, cases.length - MOST.cases) }
}

parentPort?.postMessage(
  await make(workerData as Parameters<typeof make>[0]).catch((error: unknown): Traces => ({
    cases: [],
    more: 0,
    reason: error instanceof Error ? error.message : String(error),
  })),
)
