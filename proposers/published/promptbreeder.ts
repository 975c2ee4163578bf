import * as z from 'zod'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import type { Slots } from '../../engine/contracts/model.ts'
import type { Reply, Request, Shown } from '../../engine/contracts/proposer.ts'
import { updateTemplate } from '../model/learning.ts'
import { bootstrapped } from './bootstrap.ts'
import { componentAt, filesOf } from './components.ts'
import type { Component } from './components.ts'
import { passedBy, sample } from './cases.ts'
import { showEvidence, showHistory, tracesOn } from './evidence.ts'
import { defineAsking, isBetter, propose, rewrite } from './session.ts'
import type { Session } from './session.ts'

/** Operators, each as likely. */
const OPERATORS = ['zero-order', 'first-order', 'distribution', 'ranked-distribution', 'lineage', 'hypermutation', 'working-out'] as const

/** Chance of a crossover of the finished text with another program's, and of other demonstrations, in hundredths. */
const CROSSOVER = 10
const SHUFFLE = 10

/** What an operator shows to the model, and what it is told to do. */
function* shownBy(
  operator: (typeof OPERATORS)[number],
  { context, conversation }: Session,
  winner: Shown,
  component: Component,
): Generator<Request, Slots, Reply> {
  const { inspirations, random, memory } = context
  const others = inspirations.filter(({ evaluation }) => evaluation.score !== undefined)
  const list = (shown: readonly Shown[]): string => showHistory(shown, component, { scores: false })
  const parent = showHistory([winner], component, { scores: false })
  switch (operator) {
    case 'zero-order':
      return {
        parent: '',
        advice: 'Write a new text from the statement alone: list hints that help to solve it, and make the text of the best one.',
      }
    case 'first-order':
      return { parent }
    case 'distribution':
      return { parent: '', history: list(sample([...others, winner], 10, random)), advice: 'Continue the list by one more text.' }
    case 'ranked-distribution': {
      const ranked = [...others, winner].sort((a, b) => (isBetter(context, a.evaluation, b.evaluation) ? 1 : -1))
      return {
        parent: '',
        history: list(ranked.slice(-10)),
        advice: 'The list is in ascending order of quality. Write the text that comes next.',
      }
    }
    case 'lineage': {
      // those that surpassed all that came before them, in the order in which they came
      let best: Shown | undefined
      const elites = others.filter((one) =>
        best === undefined || isBetter(context, one.evaluation, best.evaluation) ? ((best = one), true) : false,
      )
      return {
        parent: '',
        history: list([...elites, winner].slice(-10)),
        advice: 'These are the best texts in the order in which they were found. Write the next one.',
      }
    }
    case 'hypermutation':
      if (memory !== undefined) yield* updateTemplate(conversation, context, memory, 'promptbreeder')
      return { parent }
    case 'working-out': {
      const positions = sample(passedBy(winner, context), 2, random)
      const traces = yield* tracesOn(context, winner, positions)
      const examples = showEvidence(winner, positions, traces, context)
      return { parent: '', examples, advice: 'These are good answers of someone who was given a text. Say what that text was.' }
    }
  }
}

/**
 * Promptbreeder (Fernando et al. 2023; no code of the authors is published): of two parents the better one is changed by one of seven operators, drawn with equal chances: from
 * the statement alone, by a mutation prompt, by a list of texts of the population, the same in ascending order, by the best texts in the order of their
 * discovery, by a mutation prompt that is itself changed first, by what good answers look like. Then, one time in ten each, one part of the
 * program is that of another one, and demonstrations are drawn anew. Mutation prompts are the templates of this purpose: what gains is asked with more
 * often, where there each individual has its own. The two hypermutations of the paper are one here.
 */
export const promptbreeder: ProposerPart = defineAsking({
  name: 'promptbreeder',
  purposes: ['promptbreeder'],
  languages: ['text', 'json', 'other'],
  options: z.strictObject({}),
  *work(session) {
    const { context } = session
    const { random, memory } = context
    const [first, second] = context.parents
    const winner =
      first !== undefined && second !== undefined && isBetter(context, second.evaluation, first.evaluation) ? second : session.parent
    const own = { ...session, parent: winner }
    const component = componentAt(winner.program.files, memory?.turn ?? random.integer(1000))
    const slots = yield* shownBy(random.pick(OPERATORS), own, winner, component)
    const written = yield* rewrite(own, { purpose: 'promptbreeder', component, slots: { ...slots, scores: '', feedback: '' } })
    if (written.kind === 'failure') return yield* propose(own, written, 'promptbreeder')
    let { files } = written.program
    const others = context.inspirations
    if (others.length > 0 && random.integer(100) < CROSSOVER) {
      const theirs = random.pick(others).program.files
      const part = componentAt(files, random.integer(1000))
      if (part.every((name) => theirs[name] !== undefined)) files = { ...files, ...filesOf(theirs, part) }
    }
    if (random.integer(100) < SHUFFLE) files = bootstrapped({ ...winner, program: { ...winner.program, files } }, context, 16) ?? files
    const made = context.languages?.makeProgram(files)
    return yield* propose(own, made?.ok === true ? { ...written, program: made.program } : written, 'promptbreeder')
  },
})
