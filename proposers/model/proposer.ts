import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import { evaluate } from '../../engine/contracts/proposer.ts'
import type { Context, Shown, Proposal, Proposer, Reply, Request } from '../../engine/contracts/proposer.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { beginConversation, type Conversation, note, type Voices } from './conversation.ts'
import { changedFiles, printEdits } from './diff.ts'
import { show } from './fence.ts'
import { reflect, updateTemplate, summarise } from './learning.ts'
import { winsOf } from './companions.ts'
import { saidOf, showCase, showCount } from './results.ts'
import type { SlotName } from './templates.ts'
import { write, type Written, type WritingTask } from './writing.ts'

/** Options of a model proposer. A count of 0 turns a mechanism off. */
export interface ModelOptions extends Voices {
  /** One in so many tickets without a second parent takes an inspiration for one. 4 unless given. */
  readonly crossoverEvery?: number
  /** Times that a program which does not score goes back to the model with its error. 1 unless given. */
  readonly maxRepairs?: number
  /** One in so many changes that did not help is reflected on. 8 unless given. */
  readonly reflectEvery?: number
  /** One in so many tickets sums up the notes first. 200 unless given. */
  readonly summarizeEvery?: number
  /** One in so many tickets has a template updated first. 100 unless given. */
  readonly templateUpdateEvery?: number
  /** Nodes that an offspring may have, unless its parent has more; the context's `room` unless given. */
  readonly size?: number
  /** Slots that are left empty, to see what they are worth. */
  readonly omit?: readonly SlotName[]
}

/** Finished cases of which it is told what they burned, when a later one ran out of fuel. */
const MEASURED = 12

/** What was wrong with a program that did not score. */
export function errorOf(evaluation: Evaluation, names?: readonly string[]): string {
  const failed = evaluation.cases.findIndex(({ verdict }) => verdict !== 'scored')
  const result = evaluation.cases[failed]
  if (result === undefined) return evaluation.verdict
  const said = `${result.verdict} on ${showCase(failed, names)}: ${saidOf(result)}`
  if (result.verdict !== 'fuel') return said
  const finished = evaluation.cases.slice(0, failed).map(({ fuel }, k) => `${showCase(k, names)} burned ${showCount(fuel)}`)
  return [`${said} after ${showCount(result.fuel)} units`, ...finished.slice(-MEASURED)].join('\n')
}

/** Characters kept of what an attempt is in words, and of its change. */
const WORDS = 400
const CHANGE = 1000

/** An attempt as a note: one line, and behind it the change, if there is room for all of it. */
export function attemptOf(words: string, change: string): string {
  const line = show(words, WORDS).replaceAll(/\s+/g, ' ').trim()
  const shown = show(change, CHANGE)
  return change === '' || change.length > CHANGE || shown.length > CHANGE ? line : `${line}\n\n${shown}`
}

/** True in one of so many cases, never for 0. */
const oneIn = (count: number, random: Random): boolean => count > 0 && random.integer(count) === 0

/** With whom a parent is crossed: the inspiration that is better on the most cases; undefined when none is better on any. */
function mateOf({ parents: [parent], inspirations, direction }: Context): Shown | undefined {
  let best: { readonly item: Shown; readonly wins: number } | undefined
  for (const item of parent === undefined ? [] : inspirations) {
    const wins = parent === undefined ? 0 : winsOf(item, parent, direction).length
    if (wins > (best?.wins ?? 0)) best = { item, wins }
  }
  return best?.item
}

/** What a prompt asks for, and the context that it shows: a failing parent is repaired, a second parent crossed in. */
function plan(context: Context, crossoverEvery: number): Pick<WritingTask, 'purpose' | 'context' | 'error'> {
  const [parent, ...others] = context.parents
  if (parent !== undefined && parent.evaluation.verdict !== 'scored')
    return { purpose: 'repair', context, error: errorOf(parent.evaluation, context.caseNames) }
  if (others.length > 0) return { purpose: 'crossover', context }
  const mate = mateOf(context)
  const inspirations = context.inspirations.filter((item) => item !== mate)
  if (parent === undefined || mate === undefined || !oneIn(crossoverEvery, context.random)) return { purpose: 'offspring', context }
  return { purpose: 'crossover', context: { ...context, parents: [parent, mate], inspirations } }
}

/** Judges what was written; what does not score goes back with its error, so many times. */
function* mend(
  conversation: Conversation,
  context: Context,
  first: Written & { kind: 'program' },
  maxRepairs: number,
  omit: readonly SlotName[],
) {
  let written = first
  let evaluation = yield* evaluate(written.program.files)
  for (let k = 0; k < maxRepairs && evaluation.verdict !== 'scored'; k++) {
    const failing = { ...context, parents: [{ program: written.program, evaluation }], inspirations: [] }
    const task = {
      purpose: 'repair',
      context: failing,
      frame: first.program.files,
      error: errorOf(evaluation, context.caseNames),
      omit,
    } as const
    const again = yield* write(conversation, task)
    if (again.kind === 'failure') break
    written = { ...again, words: first.words }
    evaluation = yield* evaluate(written.program.files)
  }
  return { written, evaluation }
}

/** Whether a result is better than the parent's. */
function helps(evaluation: Evaluation, { parents, direction }: Context): boolean {
  const before = parents[0]?.evaluation.score
  const { score } = evaluation
  if (score === undefined || before === undefined) return score !== undefined
  return direction === 'minimize' ? score < before : score > before
}

/**
 * The proposer that asks language models. Per ticket: a model and a template are chosen by what committed calls gained; the model is asked
 * for a change of the parent, for a cross of two, or for the repair of a parent that fails; a reply that cannot be used is told back once;
 * a program is judged in full inside the ticket, and one that does not score goes back once with its error. What was attempted is noted,
 * and turns into a lesson or a rejection when the ticket commits; now and then it reflects on what did not help, sums up its notes and
 * updates its templates.
 *
 * Throws a TernateError `TEMPLATE_MISSING` when there is no template for what it asks.
 *
 * @example
 * createModelProposer({ ensemble: { models: [{ name: 'small', weight: 1 }] }, templates: loadTemplates() })
 */
export function createModelProposer(options: ModelOptions): Proposer {
  const { crossoverEvery = 4, maxRepairs = 1, reflectEvery = 8, summarizeEvery = 200, templateUpdateEvery = 100, omit = [], size } = options
  return {
    *propose(given: Context): Generator<Request, Proposal, Reply> {
      const context = size === undefined ? given : { ...given, room: size }
      const { random, memory, parents } = context
      const [parent] = parents
      if (parent === undefined) return { kind: 'failure', operator: 'none', reason: 'no parent' }
      const conversation = beginConversation(options, random, memory)
      if (memory !== undefined && oneIn(summarizeEvery, random)) yield* summarise(conversation, context, memory)
      if (memory !== undefined && oneIn(templateUpdateEvery, random)) yield* updateTemplate(conversation, context, memory)

      const planned = plan(context, crossoverEvery)
      const operator = `${conversation.model.name}/${planned.purpose}`
      const scope = memory?.parents[0] === undefined ? {} : { parent: memory.parents[0], island: memory.island }
      const attempt = (words: string, change = ''): ReturnType<typeof note> =>
        note({ kind: 'note', about: 'attempt', scope, text: attemptOf(words, change) })
      const first = yield* write(conversation, { ...planned, frame: parent.program.files, omit })
      if (first.kind === 'failure') {
        if (memory !== undefined && first.words) yield* attempt(first.words)
        return { kind: 'failure', operator, reason: first.reason }
      }
      const { written, evaluation } = yield* mend(conversation, context, first, maxRepairs, omit)
      if (memory !== undefined) {
        const change = printEdits(parent.program.files, written.program.files)
        yield* attempt(`${written.words} [${changedFiles(parent.program.files, written.program.files).join(', ')}]`, change)
        if (!helps(evaluation, context) && oneIn(reflectEvery, random)) {
          yield* reflect(conversation, context, { change, evaluation, scope })
        }
      }
      return { kind: 'program', files: written.program.files, operator }
    },
  }
}
