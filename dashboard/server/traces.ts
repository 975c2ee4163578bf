import { commitOf, tracesOf } from '../../engine/journal/traces.ts'
import { defined } from '../../engine/contracts/defined.ts'
import type { Step, Trace } from '../../engine/contracts/trace.ts'
import type { TracedCase, TracedCall, Traces } from '../api-types.ts'
import { madeAgain } from './made-again.ts'
import { LIMITS, short, truncate } from './truncate.ts'
import type { Volume } from './volume.ts'

/** What is told of each: cases of a program, calls of a case, messages of a call. */
export const MOST = { cases: 40, calls: 40, messages: 8 }

/** A message of a question, which may hold anything. */
interface Said {
  readonly role: unknown
  readonly content: unknown
}

/** What a question says, as far as it was made again: of one that the journal knows by its hash alone, no messages. */
function saidIn(question: unknown): { readonly name?: string; readonly messages: readonly Said[] } {
  const { step, role, messages } = Object(question) as { readonly step?: unknown; readonly role?: unknown; readonly messages?: unknown }
  const name = [step, role].find((each) => typeof each === 'string')
  return { ...defined({ name }), messages: Array.isArray(messages) ? (messages as Said[]) : [] }
}

/** A call of a trace. Of many messages the first one and the last ones are told: between them stand demonstrations. */
function callOf({ call, envelope, cost, model, took }: Step): TracedCall {
  const { name = call.capability, messages } = saidIn(call.question)
  const { value } = envelope.ok ? envelope : { value: envelope.error }
  const said = typeof value === 'string' ? value : ((Object(value) as { readonly text?: string }).text ?? JSON.stringify(value) ?? '')
  const cut = Math.max(0, messages.length - MOST.messages)
  const told = cut === 0 ? messages : [...messages.slice(0, 1), ...messages.slice(1 - MOST.messages)]
  return {
    name: short(name),
    ...defined({ model: model && short(model), took }),
    messages: told.map(({ role, content }) => ({ role: short(String(role)), said: truncate(String(content), LIMITS.text) })),
    cut,
    answered: envelope.ok,
    said: truncate(said, LIMITS.text),
    sent: cost.tokens.sent,
    received: cost.tokens.received,
    cost: cost.cost,
  }
}

/** Traces as a page shows them. */
export const rowsOf = (traces: readonly Trace[]): TracedCase[] =>
  traces.slice(0, MOST.cases).map(({ case: position, steps, answer, result }) => ({
    position,
    name: `case ${position + 1}`,
    verdict: result.verdict,
    ...(result.verdict === 'scored' ? { score: result.score } : {}),
    said: truncate(result.verdict === 'scored' ? (result.feedback ?? '') : result.reason, LIMITS.text),
    calls: steps.slice(0, MOST.calls).map(callOf),
    cut: Math.max(0, steps.length - MOST.calls),
    count: steps.length,
    sent: steps.reduce((sum, { cost }) => sum + cost.tokens.sent, 0),
    received: steps.reduce((sum, { cost }) => sum + cost.tokens.received, 0),
    cost: steps.reduce((sum, { cost }) => sum + cost.cost, 0),
    ...(steps.some(({ took }) => took !== undefined) ? { took: steps.reduce((sum, { took = 0 }) => sum + took, 0) } : {}),
    ...(answer === undefined ? {} : { answer: truncate(typeof answer === 'string' ? answer : JSON.stringify(answer), LIMITS.text) }),
  }))

/**
 * The traces of a program on train cases, made again where the page may run the run's problem; else as far as the journal tells them. Undefined where
 * the run has no such program.
 */
export async function tracesFor({ folder, runIndex: { archive }, known }: Volume, number: number): Promise<Traces | undefined> {
  const brought = commitOf(archive, number)
  if (brought === undefined) return undefined
  const recorded = tracesOf(brought.commit, brought.took)
  const names = known.facts?.cases['train'] ?? []
  const made = await madeAgain<Traces>(folder, {
    script: new URL('./traces-thread.ts', import.meta.url),
    data: { folder, number, cases: recorded.map(({ case: position }) => position) },
    without(reason) {
      const called = recorded.filter(({ steps }) => steps.length > 0)
      return { cases: rowsOf(called), more: Math.max(0, called.length - MOST.cases), reason }
    },
  })
  return { ...made, cases: made.cases.map((each) => ({ ...each, name: names[each.position] ?? each.name })) }
}
