import type { Entry } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Reply, Request } from '../../engine/contracts/proposer.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { beginConversation, reasonOf, type Voices } from './conversation.ts'
import { readSeeds } from './edits.ts'
import { CONSTRAINTS, SEED_FORMAT, showEntry, showError } from './prompts.ts'

/** First programs, or why there are none. */
export type Seeds =
  | { readonly kind: 'seeds'; readonly seeds: readonly Files[] }
  | { readonly kind: 'failure'; readonly operator: string; readonly reason: string }

/** Asks a model for first programs of a problem that has none; a reply without any is told back once. */
export function* proposeSeeds(
  voices: Voices,
  { statement, entry, random }: { readonly statement: string; readonly entry: Entry; readonly random: Random },
): Generator<Request, Seeds, Reply> {
  const conversation = beginConversation(voices, random)
  const operator = `${conversation.model.name}/seed`
  const slots = { statement, constraints: CONSTRAINTS, entry: showEntry(entry), format: SEED_FORMAT }
  let reason = ''
  for (let turn = 0; turn < 2; turn++) {
    const outcome = yield* conversation.ask('seed', reason === '' ? slots : { ...slots, error: showError(reason) })
    if (outcome.kind !== 'reply') return { kind: 'failure', operator, reason: reasonOf(outcome) }
    const read = readSeeds(outcome.text, { name: 'program.ts', entry: entry.name })
    const seeds = read.flatMap((item) => (item.kind === 'program' ? [item.program.files] : []))
    if (seeds.length > 0) return { kind: 'seeds', seeds }
    reason = read.map((item) => (item.kind === 'failure' ? `${item.failure}: ${item.reason}` : '')).join('\n')
  }
  return { kind: 'failure', operator, reason }
}
