import type { Message } from '../../engine/contracts/model.ts'
import type { Step, Trace } from '../../engine/contracts/trace.ts'
import { bold, dim } from './layout.ts'
import type { Names } from './program.ts'
import { count, oneLine, score } from './text.ts'

/** Traces that are printed where nobody names a case. */
const FEW = 10

/** Characters of a line. */
const MOST = 200

/** How long a call took, where that is known. */
const timeOf = (took: number | undefined): string =>
  took === undefined ? '' : took < 1000 ? `, ${took} ms` : `, ${(took / 1000).toFixed(1)} s`

const dollarsOf = (millionths: number): string => (millionths === 0 ? '' : `, $${(millionths / 1e6).toFixed(6)}`)

/** What a question says, as far as it was read or made again: of one that the journal knows by its hash alone, nothing. */
function saidIn(question: unknown): { readonly step?: string; readonly role?: string; readonly messages: readonly Message[] } {
  const { step, role, messages } = Object(question) as { readonly step?: string; readonly role?: string; readonly messages?: unknown }
  return {
    ...(typeof step === 'string' ? { step } : {}),
    ...(typeof role === 'string' ? { role } : {}),
    messages: Array.isArray(messages) ? (messages as Message[]) : [],
  }
}

function stepLines({ address, call, envelope, cost, model, took: time }: Step): string[] {
  const { step, role = call.capability, messages } = saidIn(call.question)
  const { tokens } = cost
  const head = `  ${address.call + 1} ${oneLine(step ?? role, 60)}`
  const took = `${model === undefined ? '' : `${oneLine(model, 60)}, `}${count(tokens.sent)} tokens sent, ${count(tokens.received)} received${dollarsOf(cost.cost)}${timeOf(time)}`
  const reply = envelope.ok
    ? typeof envelope.value === 'string'
      ? envelope.value
      : ((Object(envelope.value) as { readonly text?: string }).text ?? JSON.stringify(envelope.value))
    : envelope.error
  return [
    `${head}  ${dim(took)}`,
    ...messages.map(({ role: speaker, content }) => dim(`      ${oneLine(`${speaker}: ${content}`, MOST)}`)),
    `      ${envelope.ok ? '' : 'no reply: '}${oneLine(reply, MOST)}`,
  ]
}

/** The traces of a program as text: a tree of cases, their calls, and what was said in them. */
export function traceLines(traces: readonly Trace[], names: Names, cases: readonly number[] | undefined): string[] {
  const shown = cases === undefined ? traces.slice(0, FEW) : traces
  const left = traces.length - shown.length
  return [
    ...shown.flatMap(({ set, case: position, steps, answer, result }) => {
      const said = result.verdict === 'scored' ? score(result.score) : result.verdict
      const why = result.verdict === 'scored' ? (result.feedback ?? '') : result.reason
      return [
        `${bold(oneLine(names[set]?.[position] ?? `case ${position + 1}`, 60))}  ${said}  ${dim(oneLine(why, 100))}`,
        ...steps.flatMap(stepLines),
        ...(answer === undefined
          ? []
          : [`  ${dim('answer')} ${oneLine(typeof answer === 'string' ? answer : JSON.stringify(answer), MOST)}`]),
      ]
    }),
    ...(left > 0 ? [dim(`${count(left)} more cases: \`--case N\` shows one, \`--json\` all`)] : []),
    ...(traces.length === 0 ? ['it was judged on no train case'] : []),
  ]
}
