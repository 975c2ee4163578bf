import type { CaseTrace, Step } from '../../engine/contracts/trace.ts'
import { fence } from './fence.ts'
import { showCase } from './results.ts'

/** Characters of all traces together, of a message, and of a reply or an answer. */
const MOST = { all: 12_000, message: 600, said: 1000 } as const

/** The first characters of a text, with how many there were. */
const head = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)} [${text.length - most} more characters]`

const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** A call: its step or role, the last message of the question, which differs from case to case, and what came back. */
function showStep({ address, call, envelope }: Step): string[] {
  const { step, role, messages } = Object(call.question) as { readonly step?: string; readonly role?: string; readonly messages?: unknown }
  const last = Array.isArray(messages) ? (messages.at(-1) as { readonly content?: unknown } | undefined)?.content : undefined
  return [
    `call ${address.call + 1} (${step ?? role ?? call.capability})`,
    ...(typeof last === 'string' ? [`  asked: ${head(last, MOST.message)}`] : []),
    envelope.ok ? `  said: ${head(plain(envelope.value), MOST.said)}` : `  no reply: ${head(envelope.error, MOST.message)}`,
  ]
}

/**
 * Traces for a prompt: of each train case the calls, the answer and the result. What a program, an input or a model wrote is capped, and all of it
 * stands in one fence, which nothing inside can end.
 */
export function showTraces(traces: readonly CaseTrace[], names?: readonly string[]): string {
  if (traces.length === 0) return ''
  const lines = traces.flatMap(({ case: position, steps, answer, result }) => [
    `${showCase(position, names)}: ${result.verdict === 'scored' ? `score ${result.score}` : result.verdict}`,
    ...steps.flatMap(showStep),
    ...(answer === undefined ? [] : [`answer: ${head(plain(answer), MOST.said)}`]),
    `feedback: ${head((result.verdict === 'scored' ? result.feedback : result.reason) ?? '', MOST.message)}`,
    '',
  ])
  return fence(lines.join('\n'), { info: 'text', limit: MOST.all })
}
