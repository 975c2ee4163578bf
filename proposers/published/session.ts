import type * as z from 'zod'
import { defined } from '../../engine/contracts/defined.ts'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { NoteScope, Purpose, Slots } from '../../engine/contracts/model.ts'
import { defineProposer } from '../../engine/contracts/part.ts'
import type { ProposerPart } from '../../engine/contracts/part.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Context, Proposal, Reply, Request, Shown } from '../../engine/contracts/proposer.ts'
import type { CaseTrace } from '../../engine/contracts/trace.ts'
import { ownLanguages } from '../../languages/index.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { beginConversation, note } from '../model/conversation.ts'
import type { Conversation } from '../model/conversation.ts'
import { changedFiles, printEdits } from '../model/diff.ts'
import { showInline } from '../model/fence.ts'
import { EDIT_FORMAT, roomOf, slotsOf } from '../model/prompts.ts'
import { attemptOf } from '../model/proposer.ts'
import type { SlotName } from '../model/templates.ts'
import { ask } from '../model/writing.ts'
import type { Written } from '../model/writing.ts'
import { filesOf } from './components.ts'
import type { Component } from './components.ts'

/** What a proposer of a published system works with on a ticket. */
export interface Session {
  readonly context: Context
  readonly parent: Shown
  readonly conversation: Conversation
  /** What a question says beside what the context does; slots that the run leaves empty stay so. */
  slots(own: Slots, traces?: readonly CaseTrace[]): Slots
  /** Where its notes belong. */
  readonly scope: NoteScope
}

/** What is to be written. */
export interface Rewriting {
  readonly purpose: Purpose
  /** The program that it becomes part of; the parent unless given. */
  readonly files?: Files
  readonly component: Component
  readonly slots: Slots
  /** Whether code too is written as a whole, where no program stands out of those that are shown. */
  readonly isWhole?: true
}

/** How to reply with one file that is no code. */
const fileFormat = (name: string): string =>
  `Write the whole text of ${showInline(name)} anew, in one fenced block, whose fence is longer than any fence in the text. The other files stay as they are.`

/** How to reply with code that is written as a whole. */
const WHOLE = 'Write the whole program, each file in a fenced block of its own, with a line "### file: NAME" before it.'

/** Asks for a component anew, and puts what is read in the place of it. */
export function* rewrite(
  { context, parent, conversation, slots }: Session,
  { purpose, files = parent.program.files, component, slots: own, isWhole }: Rewriting,
): Generator<Request, Written, Reply> {
  const { languages = ownLanguages, entry } = context
  const base = filesOf(files, component)
  const [whole, part] = [languages.makeProgram(files), languages.makeProgram(base)]
  const others = (whole.ok ? whole.program.size : 0) - (part.ok ? part.program.size : 0)
  const isCode = component.some(isJavaScript)
  const known = new Set([...context.parents, ...context.inspirations].map(({ program }) => program.canonicalHash))
  const written = yield* ask(conversation, {
    purpose,
    slots: slots({ ...own, format: !isCode ? fileFormat(component[0] ?? '') : isWhole === true ? WHOLE : EDIT_FORMAT }),
    base,
    frame: base,
    ...defined({ entry: isCode ? entry?.name : undefined, languages: context.languages }),
    limit: Math.max(roomOf(context) - others, part.ok ? part.program.size : 0),
    known: part.ok ? new Set([part.program.canonicalHash]) : new Set(),
  })
  if (written.kind === 'failure') return written
  const made = languages.makeProgram({ ...files, ...written.program.files })
  const { words } = written
  if (!made.ok) return { kind: 'failure', reason: made.reason, words }
  return known.has(made.program.canonicalHash)
    ? { kind: 'failure', reason: 'unchanged: the reply repeats a program that was shown', words }
    : { kind: 'program', program: made.program, words }
}

/** Asks for a text that is no program; undefined where none came. */
export function* say({ conversation }: Session, purpose: Purpose, slots: Slots): Generator<Request, string | undefined, Reply> {
  const outcome = yield* conversation.ask(purpose, slots)
  return outcome.kind === 'reply' ? outcome.text.trim() : undefined
}

/** Ends a ticket with what was written, and leaves what was attempted, which its commit turns into a lesson or a rejection. */
export function* propose(
  { context, parent, conversation, scope }: Session,
  written: Written,
  purpose: Purpose,
  cases?: readonly number[],
): Generator<Request, Proposal, Reply> {
  const operator = `${conversation.model.name}/${purpose}`
  const attempt = (words: string, change = ''): ReturnType<typeof note> =>
    note({ kind: 'note', about: 'attempt', scope, text: attemptOf(words, change) })
  if (written.kind === 'failure') {
    if (context.memory !== undefined && written.words) yield* attempt(written.words)
    return { kind: 'failure', operator, reason: written.reason }
  }
  const { files } = written.program
  const own = parent.program.files
  if (context.memory !== undefined) yield* attempt(`${written.words} [${changedFiles(own, files).join(', ')}]`, printEdits(own, files))
  return { kind: 'program', files, operator, ...defined({ cases }) }
}

/** Whether a first result is better than a second one; one without a score is better than none. */
export function isBetter({ direction }: Context, a: Pick<Evaluation, 'score'>, b: Pick<Evaluation, 'score'>): boolean {
  if (a.score === undefined || b.score === undefined) return a.score !== undefined && b.score === undefined
  return direction === 'minimize' ? a.score < b.score : a.score > b.score
}

/** Defines a proposer that asks the models of the run by templates of its own. */
export function defineAsking<Schema extends z.ZodObject>({
  name,
  purposes,
  languages,
  options,
  work,
}: {
  readonly name: string
  readonly purposes: readonly Purpose[]
  readonly languages?: readonly string[]
  readonly options: Schema
  readonly work: (session: Session, options: z.output<Schema>) => Generator<Request, Proposal, Reply>
}): ProposerPart {
  return defineProposer({
    name,
    asks: true,
    purposes,
    ...defined({ languages }),
    options,
    create(given, asking) {
      if (asking === undefined)
        throw new TernateError('MODEL_MISSING', `the proposer ${name} asks a model, and this run has none`, 'Name a model with `--model`.')
      const { models, bandit, templates, omit, size } = asking
      const left = omit as readonly SlotName[]
      return {
        *propose(shown) {
          const context = size === undefined ? shown : { ...shown, room: size }
          const { random, memory } = context
          const [parent] = context.parents
          if (parent === undefined) return { kind: 'failure', operator: 'none', reason: 'no parent' }
          const conversation = beginConversation({ ensemble: { models, bandit }, templates }, random, memory)
          const slots = (own: Slots, traces: readonly CaseTrace[] = []): Slots => {
            const all = { ...slotsOf(context, { traces }), ...own }
            return Object.fromEntries(Object.entries(all).filter(([slot, text]) => text !== '' && !left.includes(slot as SlotName)))
          }
          const scope = memory?.parents[0] === undefined ? {} : { parent: memory.parents[0], island: memory.island }
          return yield* work({ context, parent, conversation, slots, scope }, given)
        },
      }
    },
  })
}
