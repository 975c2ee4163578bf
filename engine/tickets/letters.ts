import type { Ask } from '../contracts/model.ts'
import { callsOf, evaluationsOf, proposerCallsOf } from '../contracts/ticket.ts'
import type { Outcome, ProposerCall } from '../contracts/ticket.ts'
import { hashOfAsk, replyTo } from './calls.ts'
import type { Conversation, Retrace } from './conversation.ts'

/** A call of a model, and the question that it answered. */
export interface Letter {
  readonly call: ReturnType<typeof callsOf>[number]
  readonly ask: Ask
}

/**
 * Has a ticket's proposer ask its questions again, with what is recorded for answers. The list ends at the first question that is not the
 * recorded one, and where the record ends: a ticket that was set aside holds no evaluations.
 */
export async function lettersOf(conversation: Conversation, outcome: Outcome, retrace?: Retrace): Promise<readonly Letter[]> {
  const evaluations = evaluationsOf(outcome).values()
  const recorded = proposerCallsOf(outcome).values()
  const calls = callsOf(outcome).values()
  const letters: Letter[] = []
  for (let turn = conversation.next(); turn.done !== true;) {
    const request = turn.value
    if (request.kind === 'evaluate') {
      const { value: evaluation } = evaluations.next()
      if (evaluation === undefined) break
      turn = conversation.next({ kind: 'evaluation', evaluation })
      continue
    }
    if (request.kind === 'trace') {
      turn = conversation.next({ kind: 'traces', traces: (await retrace?.(request.shown, request.cases)) ?? [] })
      continue
    }
    const known: ProposerCall | undefined = recorded.next().value
    if (known === undefined) break
    if (request.kind === 'ask') {
      const { value: call } = calls.next()
      if (call?.request !== hashOfAsk(request)) break
      letters.push({ call, ask: request })
    }
    turn = conversation.next(replyTo(known))
  }
  return letters
}
