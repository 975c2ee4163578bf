import { TernateError } from '../../engine/contracts/fault.ts'
import type { CaseDraft } from '../../engine/contracts/problem.ts'
import { isFailure, wantedOf } from './app-trace.ts'
import type { AppTrace } from './app-trace.ts'
import { attributed } from './attribution.ts'

/**
 * A case of a failure: its input, and as the label what a person put in the place of the output. Which trace it is from, and what the failure
 * is put down to, stands in its metadata, which no program sees.
 *
 * @throws TernateError `TRACE_NO_CASE` for a trace that did not fail
 */
export function caseOf(trace: AppTrace): CaseDraft & { readonly name: string } {
  if (!isFailure(trace))
    throw new TernateError(
      'TRACE_NO_CASE',
      `the trace ${trace.id} did not fail`,
      'A regression set is of failures: give the trace a verdict, or name another.',
    )
  const expected = wantedOf(trace)
  const { cause } = attributed(trace)
  return {
    name: trace.id,
    input: trace.input,
    ...(expected === undefined ? {} : { expected }),
    metadata: { trace: trace.id, cause, ...(trace.versions === undefined ? {} : { versions: trace.versions }) },
  }
}
