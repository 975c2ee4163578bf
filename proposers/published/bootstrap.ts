import * as z from 'zod'
import { defineProposer } from '../../engine/contracts/part.ts'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Context, Shown } from '../../engine/contracts/proposer.ts'
import { demonstrationsText, drawDemonstrations } from '../text/demonstrations.ts'
import { demonstrationFiles, passedBy } from './cases.ts'

/** A program whose files of demonstrations each hold some of the train cases that a program passes; undefined where there is no such file or case. */
export function bootstrapped(shown: Shown, context: Context, most: number): Files | undefined {
  const { demonstrations, random } = context
  const passed = passedBy(shown, context)
  let files: Files | undefined
  for (const file of passed.length === 0 ? [] : demonstrationFiles(shown, context)) {
    const rule = demonstrations?.get(file)
    if (rule === undefined) continue
    const many = 1 + random.integer(Math.min(most, rule.most, passed.length))
    const list = drawDemonstrations(rule, random, many, [], () => random.pick(passed))
    if (list.length > 0) files = { ...(files ?? shown.program.files), [file]: demonstrationsText(list) }
  }
  return files
}

/**
 * Bootstrapped demonstrations (DSPy: Khattab et al. 2023; stanfordnlp/dspy, dspy/teleprompt/utils.py, `create_n_fewshot_demo_sets`): sets of 1 to `most` (4)
 * train cases on which the parent's traces pass, drawn with equal chances. It asks nobody.
 */
export const bootstrap: ProposerPart = defineProposer({
  name: 'bootstrap',
  languages: ['text', 'json', 'other'],
  options: z.strictObject({ most: z.int().positive().max(1000).default(4) }),
  create: ({ most }) => ({
    *propose(context) {
      const [parent] = context.parents
      const files = parent && bootstrapped(parent, context, most)
      return files === undefined
        ? { kind: 'failure', operator: 'bootstrap', reason: 'the parent passes no train case, or has no file of demonstrations' }
        : { kind: 'program', files, operator: 'bootstrap' }
    },
  }),
})
