import type { Step, Trace } from '../contracts/trace.ts'

/**
 * Why cases of a program that makes calls went wrong, told by rule from its traces. Of each case that has no full score the first that applies:
 *
 * - `permission`: a call that it had no right to make
 * - `stopping`: fuel, calls or the limit of a capability were spent
 * - `format`: a question that the capability does not take, or an answer that the verifier refuses
 * - `retrieval`: a file that was to be read was not there
 * - `tool`: a tool, a test, a model or a person gave no answer
 * - `plan`: anything else: all calls were answered, and what was made of them was wrong
 */
export const failureClasses = ['permission', 'stopping', 'format', 'retrieval', 'tool', 'plan'] as const

export type FailureClass = (typeof failureClasses)[number]

/** How many cases went wrong by class; classes without any are left out. */
export type Failures = Readonly<Partial<Record<FailureClass, number>>>

/** The class of a call that was not answered. */
function classOfStep({ call, envelope }: Step): FailureClass | undefined {
  if (envelope.ok) return undefined
  if (envelope.denied === true) return 'permission'
  if (envelope.error.startsWith('spent')) return 'stopping'
  if (envelope.error.startsWith('this is no question for ')) return 'format'
  return call.capability === 'files' ? 'retrieval' : 'tool'
}

/** Why a case went wrong; undefined where it did not: it scored, and its metric `solved`, where it has one, is 1 or more. */
export function failureOf({ steps, result }: Pick<Trace, 'steps' | 'result'>): FailureClass | undefined {
  if (result.verdict === 'scored' && (result.metrics['solved'] ?? 1) >= 1) return undefined
  const said = new Set(steps.map(classOfStep))
  if (result.verdict === 'fuel') said.add('stopping')
  if (result.verdict === 'invalid') said.add('format')
  return failureClasses.find((each) => said.has(each)) ?? 'plan'
}

/** The failures of a program by class, from the traces of its train cases; undefined where none of them has a call. */
export function failuresOf(traces: readonly Trace[]): Failures | undefined {
  if (traces.every(({ steps }) => steps.length === 0)) return undefined
  const counts: Partial<Record<FailureClass, number>> = {}
  const found = traces.map(failureOf)
  for (const each of failureClasses) {
    const count = found.filter((one) => one === each).length
    if (count > 0) counts[each] = count
  }
  return counts
}
