import * as z from 'zod'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import { evaluate } from '../../engine/contracts/proposer.ts'
import type { Written } from '../model/writing.ts'
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
  /** Texts that are written by one prompt; the best by the verifier is proposed. */
  samples: z.int().positive().max(100).default(8),
})

/**
 * Optimisation by prompting, OPRO (Yang et al. 2023; google-deepmind/opro, opro/optimization/optimize_instructions.py and opt_utils.py): a model sees the
 * best texts so far with their scores, in ascending order, and a few train cases, and writes a text that is to score higher. Texts are those of
 * one file, files taking turns; programs are the parent and the inspirations. Eight texts are written by one prompt and evaluated on train, as there; the best of
 * them joins the trajectory, where there all do. Cases are shown as demonstrations where the problem makes some of
 * them, else as traces of the best program. Scores stand as they are, where there they are rounded to hundredths.
 */
export const opro: ProposerPart = defineAsking({
  name: 'opro',
  purposes: ['opro'],
  options,
  *work(session, { most, examples, order, scores, samples }) {
    const { context, parent } = session
    const { random, trainCases } = context
    const worse = (a: (typeof context.parents)[number], b: typeof a): number =>
      isBetter(context, a.evaluation, b.evaluation) ? 1 : isBetter(context, b.evaluation, a.evaluation) ? -1 : 0
    const rising = [...context.parents, ...context.inspirations].sort(worse).slice(-most)
    const list = order === 'ascending' ? rising : order === 'descending' ? rising.toReversed() : sample(rising, rising.length, random)
    const positions = sample([...Array(trainCases).keys()], examples, random)
    const shown = showExamples(context, positions)
    const traces = shown === '' ? yield* tracesOn(context, parent, positions) : []
    const component = componentAt(parent.program.files, context.memory?.turn ?? random.integer(1000))
    const slots = {
      history: showHistory(list, component, { scores }),
      examples: shown === '' && traces.length > 0 ? showEvidence(parent, positions, traces, context) : shown,
    }
    const seen = new Set<string>()
    let failure: Written = { kind: 'failure', reason: 'no text was written' }
    let best: { readonly written: Written; readonly evaluation: Evaluation } | undefined
    for (let k = 0; k < samples; k++) {
      const written = yield* rewrite(session, { purpose: 'opro', component, slots, isWhole: true })
      if (written.kind === 'failure') failure = written
      // no reply came: the next question would have none either
      if (written.kind === 'failure' && written.words === undefined) break
      if (written.kind === 'failure' || seen.has(written.program.canonicalHash)) continue
      seen.add(written.program.canonicalHash)
      const evaluation = yield* evaluate(written.program.files)
      if (best === undefined || isBetter(context, evaluation, best.evaluation)) best = { written, evaluation }
    }
    return yield* propose(session, best?.written ?? failure, 'opro')
  },
})
