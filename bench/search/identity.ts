import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { encode } from '../../archive/canonical.ts'
import type { Budget } from '../../engine/contracts/manifest.ts'
import { loadProblem } from '../../authoring/load.ts'
import { completeOptions, suited } from '../../run/options.ts'

/** Which run a result is of: what it depends on beside the engine. */
export interface Identity {
  /** Of the problem's folder. */
  readonly content: string
  readonly budget: Budget
  /** Hash of the strategy's recipe and the order. */
  readonly recipe: string
}

/** The run that a strategy makes on a problem with a budget; `default` leaves the choice of the strategy to the problem, as a user would. */
export async function identify(problem: string, strategy: string, budget: Budget): Promise<Identity> {
  const loaded = await loadProblem(problem)
  const { strategy: recipe, order } = completeOptions(suited({ ...(strategy === 'default' ? {} : { strategy }), ...budget }, loaded))
  const hash = createHash('sha256').update(encode([recipe, order]))
  return { content: loaded.content, budget, recipe: hash.digest('hex').slice(0, 16) }
}

/** Whether a result is of this run. */
export const isOf = ({ content, budget, recipe }: Identity, result: Identity): boolean =>
  result.content === content && result.recipe === recipe && encode(result.budget) === encode(budget)

/** The commit of the sources that run here, with a `+` where they were changed behind it. */
export function commitHere(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', ':!bench/search/*.jsonl', ':!docs')
    return git('rev-parse', '--short=7', 'HEAD') + (changed === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}
