import * as z from 'zod'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { evaluate } from '../../engine/contracts/proposer.ts'
import { showFiles } from '../model/companions.ts'
import { fence } from '../model/fence.ts'
import { showFeedback, showScores } from '../model/results.ts'
import type { Written } from '../model/writing.ts'
import { componentAt } from './components.ts'
import { defineAsking, isBetter, propose, rewrite, say } from './session.ts'

const options = z.strictObject({
  /** Times that a program is written within one proposal. */
  rounds: z.int().positive().max(20).default(4),
  /** Whether the model is asked for advice on its own program before it goes on, as published. */
  advice: z.boolean().default(true),
})

/**
 * Self-Refine (Madaan et al. 2023; madaan/self-refine, src/pie/run.py): a model writes a program, is asked what is to be said of it, and writes it again, so many
 * rounds within one proposal. Each version is evaluated on train, and its results are among what the next round sees; the best by the
 * verifier is proposed. There the last version counts, and nothing but the model's own word is heard.
 */
export const selfRefine: ProposerPart = defineAsking({
  name: 'self-refine',
  purposes: ['self-refine', 'advice'],
  options,
  *work(session, { rounds, advice }) {
    const { context, parent } = session
    const component = componentAt(parent.program.files, context.memory?.turn ?? context.random.integer(1000))
    let current: { readonly program: Program; readonly evaluation: Evaluation } = parent
    let best: { readonly written: Written; readonly evaluation: Evaluation } | undefined
    for (let round = 1; round <= rounds; round++) {
      const shown = {
        parent: showFiles(current.program.files, undefined, context.languages),
        scores: showScores(current.evaluation, context),
        feedback: showFeedback(current.evaluation, context),
      }
      const said = advice ? yield* say(session, 'advice', session.slots({ ...shown, format: '' })) : undefined
      const written = yield* rewrite(session, {
        purpose: 'self-refine',
        files: current.program.files,
        component,
        slots: { ...shown, advice: said === undefined ? '' : fence(said, { info: 'text', limit: 4000 }) },
      })
      if (written.kind === 'failure') {
        if (best === undefined) return yield* propose(session, written, 'self-refine')
        break
      }
      const evaluation = yield* evaluate(written.program.files)
      current = { program: written.program, evaluation }
      if (best === undefined || isBetter(context, evaluation, best.evaluation)) best = { written, evaluation }
    }
    return yield* propose(session, best?.written ?? { kind: 'failure', reason: 'no round wrote a program' }, 'self-refine')
  },
})
