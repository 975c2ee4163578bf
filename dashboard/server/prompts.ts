import type { Prompts } from '../api-types.ts'
import { madeAgain } from './made-again.ts'

/** The prompts of a ticket's calls, made again. */
export const promptsOf = (folder: string, ticket: number): Promise<Prompts> =>
  madeAgain<Prompts>(folder, {
    script: new URL('./prompts-thread.ts', import.meta.url),
    data: { folder, ticket },
    without: (reason) => ({ prompts: [], reason: `${reason}; \`ternate prompt RUN --ticket N\` does` }),
  })
