import * as z from 'zod'
import { evaluate } from '../../engine/contracts/proposer.ts'
import type { Proposal, Reply, Request } from '../../engine/contracts/proposer.ts'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import { componentAt } from './components.ts'
import { minibatchOf } from './cases.ts'
import { showEvidence, tracesOn } from './evidence.ts'
import { merge, tellingCases } from './merge.ts'
import { defineAsking, propose, rewrite } from './session.ts'
import type { Session } from './session.ts'

const options = z.strictObject({
  /** Train cases that are reflected on. */
  cases: z.int().positive().max(1000).default(3),
  /** Whether the parent is evaluated on them once more, as published; what it did there is on record. */
  again: z.boolean().default(false),
})

/** Merges three parents: two programs, and one that both come from. Undefined where that makes nothing new. */
function merged({ context, parent }: Session): Proposal | undefined {
  const [, mate, ancestor] = context.parents
  const files = mate && ancestor && merge([parent, mate, ancestor], context)
  if (mate === undefined || files === undefined) return undefined
  const cases = tellingCases(parent.evaluation, mate.evaluation, context, context.random)
  return { kind: 'program', files, operator: 'merge', ...(cases.length === 0 ? {} : { cases }) }
}

/**
 * Reflective mutation as in GEPA (Agrawal et al. 2025; gepa-ai/gepa, src/gepa/proposer/reflective_mutation/reflective_mutation.py and
 * src/gepa/strategies/component_selector.py): what the parent did on a minibatch of train cases, traces and feedback, is shown to a model, which writes one
 * file of it anew. Files take turns, the next one each time that a program is a parent, and an offspring goes on where its parent was. The offspring is
 * meant for the cases of the minibatch, on which the acceptance rule `minibatch` tries it first. Given three parents, two programs and an ancestor of
 * both, it merges these and asks nobody. Minibatches are drawn anew where there an epoch is gone through.
 */
export const gepa: ProposerPart = defineAsking({
  name: 'gepa',
  purposes: ['gepa'],
  options,
  *work(session, { cases, again }): Generator<Request, Proposal, Reply> {
    const { context, parent } = session
    const made = merged(session)
    if (made !== undefined) return made
    const positions = minibatchOf(parent, cases, context.random)
    const traces = yield* tracesOn(context, parent, positions)
    const written = yield* rewrite(session, {
      purpose: 'gepa',
      component: componentAt(parent.program.files, context.memory?.turn ?? context.random.integer(1000)),
      slots: { feedback: showEvidence(parent, positions, traces, context) },
    })
    if (again && written.kind === 'program') yield* evaluate(parent.program.files, positions)
    return yield* propose(session, written, 'gepa', positions)
  },
})
