import * as z from 'zod'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { componentsOf } from './components.ts'
import { demonstrationFiles, passedBy, sample } from './cases.ts'
import { showEvidence, showExamples, showHistory, tracesOn } from './evidence.ts'
import { defineAsking, propose, rewrite } from './session.ts'

/** Ways to write an instruction, of which one is drawn for each (stanfordnlp/dspy, dspy/propose/grounded_proposer.py, `TIPS`: the same kinds, in words of our own). */
const TIPS = [
  '',
  'Be inventive.',
  'Be short and clear.',
  'Be thorough: say all that helps.',
  'Say what is at stake if the answer is wrong.',
  'Say whom the reader is to be, such as an expert in the field.',
] as const

/**
 * Grounded instructions, as in MIPROv2 (Opsahl-Ong et al. 2024; stanfordnlp/dspy, dspy/propose/grounded_proposer.py): a model sees the statement, the program, train cases
 * that it passes, earlier instructions with their scores, and a tip that is drawn, and writes a file of instructions anew. Which file is
 * drawn, of those that are neither code nor demonstrations. There a summary of the data is made first; here the cases stand for themselves.
 */
export const instruct: ProposerPart = defineAsking({
  name: 'instruct',
  purposes: ['instruct'],
  languages: ['text', 'json', 'other'],
  options: z.strictObject({ examples: z.int().nonnegative().max(100).default(3), history: z.int().nonnegative().max(100).default(5) }),
  *work(session, { examples, history }) {
    const { context, parent } = session
    const { random } = context
    const data = demonstrationFiles(parent, context)
    const open = componentsOf(parent.program.files).filter((names) => names.every((name) => !isJavaScript(name) && !data.includes(name)))
    if (open.length === 0)
      return yield* propose(session, { kind: 'failure', reason: 'the program has no file of instructions' }, 'instruct')
    const component = random.pick(open)
    const positions = sample(passedBy(parent, context), examples, random)
    const shown = showExamples(context, positions)
    const traces = shown === '' ? yield* tracesOn(context, parent, positions) : []
    const written = yield* rewrite(session, {
      purpose: 'instruct',
      component,
      slots: {
        examples: shown === '' && traces.length > 0 ? showEvidence(parent, positions, traces, context) : shown,
        history: showHistory(sample(context.inspirations, history, random), component, { scores: true }),
        advice: random.pick(TIPS),
      },
    })
    return yield* propose(session, written, 'instruct')
  },
})
