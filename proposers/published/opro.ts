import * as z from 'zod'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import { componentAt } from './components.ts'
import { sample } from './cases.ts'
import { showEvidence, showExamples, showHistory, tracesOn } from './evidence.ts'
import { defineAsking, isBetter, propose, rewrite } from './session.ts'

const options = z.strictObject({
  /** Programs of the trajectory that are shown, the best ones. */
  most: z.int().positive().max(100).default(20),
  /** Train cases that are shown as exemplars. */
  examples: z.int().nonnegative().max(100).default(3),
  /** The order of the trajectory by score. */
  order: z.enum(['ascending', 'descending', 'drawn']).default('ascending'),
  /** Whether scores stand beside the texts. */
  scores: z.boolean().default(true),
})

/**
 * Optimisation by prompting, OPRO (Yang et al. 2023; google-deepmind/opro, opro/optimization/optimize_instructions.py and opt_utils.py): a model sees the
 * best texts so far with their scores, in ascending order, and a few train cases, and writes a text that is to score higher. Texts are those of
 * one file, files taking turns; programs are the parent and the inspirations. Cases are shown as demonstrations where the problem makes some of
 * them, else as traces of the best program. Scores stand as they are, where there they are rounded to hundredths.
 */
export const opro: ProposerPart = defineAsking({
  name: 'opro',
  purposes: ['opro'],
  options,
  *work(session, { most, examples, order, scores }) {
    const { context, parent } = session
    const { random, trainCases } = context
    const worse = (a: (typeof context.parents)[number], b: typeof a): number =>
      isBetter(context, a.evaluation, b.evaluation) ? 1 : isBetter(context, b.evaluation, a.evaluation) ? -1 : 0
    const best = [...context.parents, ...context.inspirations].sort(worse).slice(-most)
    const list = order === 'ascending' ? best : order === 'descending' ? best.toReversed() : sample(best, best.length, random)
    const positions = sample([...Array(trainCases).keys()], examples, random)
    const shown = showExamples(context, positions)
    const traces = shown === '' ? yield* tracesOn(context, parent, positions) : []
    const component = componentAt(parent.program.files, context.memory?.turn ?? random.integer(1000))
    const written = yield* rewrite(session, {
      purpose: 'opro',
      component,
      slots: {
        history: showHistory(list, component, { scores }),
        examples: shown === '' && traces.length > 0 ? showEvidence(parent, positions, traces, context) : shown,
      },
    })
    return yield* propose(session, written, 'opro')
  },
})
