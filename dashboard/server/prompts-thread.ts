/** What a thread runs that makes the prompts of a ticket's calls again: it answers with them and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { readLetters } from '../../run/letters.ts'
import type { Prompts } from '../api-types.ts'
import { LIMITS, truncate } from './truncate.ts'

/** Prompts that are told. */
const MOST = 50

async function make({ folder, ticket }: { readonly folder: string; readonly ticket: number }): Promise<Prompts> {
  const letters = await readLetters(folder, ticket)
  return {
    prompts: letters.slice(0, MOST).map(({ messages }) => truncate(messages.map(({ content }) => content).join('\n\n'), LIMITS.prompt)),
  }
}

parentPort?.postMessage(
  await make(workerData as Parameters<typeof make>[0]).catch((error: unknown): Prompts => ({
    prompts: [],
    reason: error instanceof Error ? error.message : String(error),
  })),
)
