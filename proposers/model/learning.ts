import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Memory, NoteScope, Purpose } from '../../engine/contracts/model.ts'
import type { Context, Reply, Request } from '../../engine/contracts/proposer.ts'
import { type Conversation, note } from './conversation.ts'
import { fence, show } from './fence.ts'
import { showError, showNotes, slotsOf } from './prompts.ts'
import { showFeedback, showNumber } from './results.ts'
import { fencedTexts } from './reply.ts'
import { readTemplate } from './templates.ts'

/** Characters kept of what a model writes down. */
const LENGTH = 1500
/** Notes that a summary reads at most, and at least. */
const SUMMED = 60
const SUMMABLE = 4

/** Asks why a change did not help, and writes the answer down. */
export function* reflect(
  conversation: Conversation,
  context: Context,
  failed: { readonly change: string; readonly evaluation: Evaluation; readonly scope: NoteScope },
): Generator<Request, void, Reply> {
  const { change, evaluation, scope } = failed
  const { statement, parent, scores } = slotsOf(context)
  const result = evaluation.score === undefined ? `It did not score: ${evaluation.verdict}.` : `It scored ${showNumber(evaluation.score)}.`
  const error = `${showError(change)}\n\n${result}`
  const slots = { ...pick({ statement, parent, scores }), error, ...pick({ feedback: showFeedback(evaluation, context) }) }
  const outcome = yield* conversation.ask('reflect', slots)
  if (outcome.kind === 'reply') yield* note({ kind: 'note', about: 'reflection', scope, text: show(outcome.text.trim(), LENGTH) })
}

/** The slots that have a text. */
const pick = (slots: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(slots).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''))

/** Has the notes summed up: the summary takes the place of those that it has read, but for what users wrote. */
export function* summarise(conversation: Conversation, { statement }: Context, memory: Memory): Generator<Request, void, Reply> {
  const read = memory.notes.filter(({ kind }) => kind !== 'user').slice(-SUMMED)
  if (read.length < SUMMABLE) return
  const outcome = yield* conversation.ask('summary', { statement, notes: showNotes(read) })
  if (outcome.kind !== 'reply') return
  // Rejections stay: they keep a parent from the same attempt, which no summary does.
  const retire = read.filter(({ kind }) => kind !== 'rejection').map(({ number }) => number)
  yield* note({ kind: 'note', about: 'summary', scope: {}, text: show(outcome.text.trim(), LENGTH), retire })
}

/** How the templates for a purpose fared, best first. */
const templateStats = (memory: Memory, wanted: Purpose): string =>
  memory.templates
    .filter(({ purpose }) => purpose === wanted)
    .toSorted((a, b) => (1 + b.stats.gains) * (2 + a.stats.calls) - (1 + a.stats.gains) * (2 + b.stats.calls))
    .map(({ id, stats }) => `- template ${id.slice(0, 8)}: ${stats.gains} gains in ${stats.calls} calls`)
    .join('\n')

/**
 * Has the template that this ticket asks with improved: the templates of a search evolve beside its programs (meta-prompt evolution as in
 * AlphaEvolve, Novikov et al. 2025). What is no template is told back once.
 */
export function* updateTemplate(
  conversation: Conversation,
  { statement }: Context,
  memory: Memory,
  purpose: Purpose = 'offspring',
): Generator<Request, void, Reply> {
  const current = conversation.template(purpose)
  const summaries = showNotes(memory.notes.filter(({ kind }) => kind === 'summary').slice(-1))
  const slots = {
    statement,
    template: fence(current.text, { info: 'markdown', limit: 20_000 }),
    notes: `${templateStats(memory, purpose)}\n\n${summaries}`.trim(),
  }
  let error = ''
  for (let turn = 0; turn < 2; turn++) {
    const outcome = yield* conversation.ask('template', error === '' ? slots : { ...slots, error })
    if (outcome.kind !== 'reply') return
    const [text] = fencedTexts(outcome.text)
    const read = text === undefined ? { ok: false as const, reason: 'it holds no fenced text' } : readTemplate(purpose, `${text}\n`)
    if (read.ok) return yield* note({ kind: 'template', purpose, text: read.template.text })
    error = showError(`Your last reply is no template: ${read.reason}`)
  }
}
