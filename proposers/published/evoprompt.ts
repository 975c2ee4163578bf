import * as z from 'zod'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import { componentAt } from './components.ts'
import { showHistory } from './evidence.ts'
import { defineAsking, propose, rewrite } from './session.ts'

/**
 * EvoPrompt (Guo et al. 2024; beeevita/EvoPrompt, evoluter.py): a model carries out the steps of an evolutionary algorithm on texts. Of the genetic algorithm: it crosses the
 * texts of two parents and mutates the result; of differential evolution (template variant `de`): it mutates what differs between two programs, combines that
 * with the best and crosses it with the parent. Both steps are one question, as there. The other texts are those of the second parent, or of the
 * inspirations in their order.
 */
export const evoprompt: ProposerPart = defineAsking({
  name: 'evoprompt',
  purposes: ['evoprompt'],
  options: z.strictObject({}),
  *work(session) {
    const { context, parent } = session
    const others = [...context.parents.slice(1), ...context.inspirations]
    const component = componentAt(parent.program.files, context.memory?.turn ?? context.random.integer(1000))
    const list = others.length === 0 ? [parent] : others
    const written = yield* rewrite(session, {
      purpose: 'evoprompt',
      component,
      isWhole: true,
      slots: { parent: showHistory([parent], component, { scores: false }), inspirations: showHistory(list, component, { scores: false }) },
    })
    return yield* propose(session, written, 'evoprompt')
  },
})
