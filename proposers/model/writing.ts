import { defined } from '../../engine/contracts/defined.ts'
import type { Purpose, Slots, Turn } from '../../engine/contracts/model.ts'
import type { Files, Program } from '../../engine/contracts/program.ts'
import { trace } from '../../engine/contracts/proposer.ts'
import type { Context, Reply, Request } from '../../engine/contracts/proposer.ts'
import type { CaseTrace } from '../../engine/contracts/trace.ts'
import { type Conversation, reasonOf } from './conversation.ts'
import { readOffspring } from './edits.ts'
import type { EditTask } from './edits.ts'
import { show } from './fence.ts'
import { roomOf, showError, slotsOf } from './prompts.ts'
import type { EditFailure } from './reading/forms.ts'
import { withoutThoughts } from './reading/thoughts.ts'
import { toldCases } from './results.ts'
import type { SlotName } from './templates.ts'

/** A program that a model wrote, with its own words about it, or why there is none. */
export type Written =
  | { readonly kind: 'program'; readonly program: Program; readonly words: string }
  | { readonly kind: 'failure'; readonly reason: string; /** Absent when no reply came. */ readonly words?: string }

/** Failures that a model hears of and may mend once; a cut reply would be cut again, and no change is no mistake of form. */
const MENDABLE: ReadonlySet<EditFailure> = new Set<EditFailure>([
  'nothing',
  'malformed',
  'unmatched',
  'ambiguous',
  'overlapping',
  'unknown file',
  'outside',
  'elided',
  'syntax',
  'oversized',
])

/** Characters kept of what a model says about its change. */
const WORDS = 400

/** Characters of a reply that stand in its correction. */
const REPLY = 40_000

/** What a reply says before it shows code. */
function wordsOf(reply: string): string {
  const { text } = withoutThoughts(reply)
  const code = /^ {0,3}(?:```|~~~|<{5,}|#{1,6} |\*{0,2}file:)/m.exec(text.slice(0, 20_000))
  return show(text.slice(0, code?.index ?? WORDS).trim(), WORDS)
}

/** What is to be written. */
export interface WritingTask {
  readonly purpose: 'offspring' | 'crossover' | 'repair'
  /** The context as the prompt shows it; its first parent is the program to be changed. */
  readonly context: Context
  /** The program whose text outside of evolve blocks stays. */
  readonly frame: Files
  readonly error?: string
  readonly omit: readonly SlotName[]
}

/** What is said of a reply that cannot be used. What it quotes of the program stands in a fence. */
function correctionOf(reason: string): string {
  const [said = '', ...quoted] = reason.split('\n')
  return [
    'That reply could not be used. What was wrong with it:',
    showError(said),
    ...(quoted.length === 0 ? [] : [showError(quoted.join('\n'))]),
    'Keep the idea and write the whole answer again, in the format that was asked for.',
  ].join('\n\n')
}

/** Cases of which a prompt shows what the parent did. */
const TRACED = 3

/** What the parent did on the train cases that went worst; nothing where programs make no calls. */
export function* tracesOf({ parents: [parent], direction, traceable }: Context): Generator<Request, readonly CaseTrace[], Reply> {
  if (traceable !== true || parent === undefined) return []
  return yield* trace(parent, toldCases(parent.evaluation, direction).slice(0, TRACED))
}

/** Asks for a changed program by the template of a purpose. */
export function* write(conversation: Conversation, task: WritingTask): Generator<Request, Written, Reply> {
  const { purpose, context, frame, omit } = task
  const [parent] = context.parents
  const traces = yield* tracesOf(context)
  return yield* ask(conversation, {
    purpose,
    slots: slotsOf(context, { ...(task.error === undefined ? {} : { error: task.error }), omit, traces }),
    base: parent?.program.files ?? {},
    frame,
    ...defined({ entry: context.entry?.name, languages: context.languages }),
    limit: roomOf(context),
    known: new Set([...context.parents, ...context.inspirations].map(({ program }) => program.canonicalHash)),
  })
}

/** Asks for a program; a reply that cannot be used is told back once, with the reason, as the next turn of the same conversation. */
export function* ask(
  conversation: Conversation,
  { purpose, slots, ...task }: EditTask & { readonly purpose: Purpose; readonly slots: Slots },
): Generator<Request, Written, Reply> {
  const turns: Turn[] = []
  for (;;) {
    const outcome = yield* conversation.ask(purpose, slots, [...turns])
    if (outcome.kind !== 'reply') return { kind: 'failure', reason: reasonOf(outcome) }
    const read = readOffspring(outcome.text, task)
    if (read.kind === 'program') return { kind: 'program', program: read.program, words: wordsOf(outcome.text) }
    const reason = `${read.failure}: ${read.reason}`
    if (turns.length > 0 || !MENDABLE.has(read.failure)) {
      return { kind: 'failure', reason: show(reason.split('\n')[0] ?? '', 300), words: wordsOf(outcome.text) }
    }
    turns.push({ reply: show(withoutThoughts(outcome.text).text.trim(), REPLY), error: correctionOf(reason) })
  }
}
