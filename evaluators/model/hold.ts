import { textOf } from '../../engine/contracts/fault.ts'
import type { NoReply } from '../../engine/contracts/converse.ts'
import type { Asked, Conversing, ModelQuestion, ModelReply, QuestionDraft } from '../../engine/contracts/converse.ts'
import type { RunResult } from '../../engine/contracts/runner.ts'
import { questionOf } from './question.ts'

/** What comes back for a question, and the tokens that it took. */
export type Heard = ModelReply | { readonly silent: NoReply; readonly tokens: ModelReply['tokens'] }

/** What a conversation is held with. */
export interface Holding {
  readonly answer: (question: ModelQuestion) => Heard | Promise<Heard>
  /** Calls, and tokens, that it may take. */
  readonly calls: number
  readonly tokens: number
}

type Ending = Exclude<RunResult, { kind: 'skipped' }>

const isList = (asked: Asked): asked is readonly QuestionDraft[] => Array.isArray(asked)

/** Anything that `converse` threw, in one line: what files hold is what it complains of. */
function lineOf(thrown: unknown): string {
  const [line = ''] = (textOf(thrown) ?? `something of type ${typeof thrown}`).split('\n', 1)
  return line.replace(/^Error: /, '')
}

/** All answers; of several faults the first one, once none is under way any more. */
async function heard(questions: readonly ModelQuestion[], { answer }: Holding): Promise<readonly Heard[]> {
  const settled = await Promise.allSettled(questions.map(async (question) => answer(question)))
  const failed = settled.find((each) => each.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
}

/** Takes a step of a conversation; what it throws ends it. */
async function step(
  take: () => ReturnType<Conversing['next']>,
): Promise<{ readonly turn: Awaited<ReturnType<Conversing['next']>> } | { readonly thrown: unknown }> {
  try {
    return { turn: await take() }
  } catch (thrown) {
    return { thrown }
  }
}

/**
 * Holds a conversation to its end. What it throws is an outcome; faults of answering are not, and come out as they are. One that has
 * spent its calls or tokens is left at once, so that it cannot make anything of that.
 */
export async function hold(begin: () => Conversing, holding: Holding): Promise<Ending> {
  let [calls, cost] = [0, 0]
  let talk: Conversing
  const over = (): Ending | undefined => {
    if (calls <= holding.calls && cost <= holding.tokens) return undefined
    const reason = calls > holding.calls ? `spent its ${holding.calls} calls` : `spent its ${holding.tokens} tokens`
    return { kind: 'budget', cost, reason }
  }
  try {
    talk = begin()
  } catch (thrown) {
    return { kind: 'error', cost, reason: lineOf(thrown) }
  }
  for (let taken = await step(() => talk.next(...([] as unknown as [never]))); ;) {
    if ('thrown' in taken) return { kind: 'error', cost, reason: lineOf(taken.thrown) }
    const { done, value } = taken.turn
    if (done === true) return { kind: 'answer', cost, answer: value }
    let questions: ModelQuestion[]
    try {
      questions = (isList(value) ? value : [value]).map(questionOf)
    } catch (thrown) {
      return { kind: 'error', cost, reason: lineOf(thrown) }
    }
    calls += questions.length
    if (calls > holding.calls) return over() as Ending
    const all = await heard(questions, holding)
    for (const { tokens } of all) cost += tokens.sent + tokens.received
    const ended = over()
    if (ended !== undefined) return ended
    const silent = all.find((each) => 'silent' in each)
    const texts = all.map((each) => ('text' in each ? each.text : ''))
    const said = (isList(value) ? texts : texts[0]) as string & readonly string[]
    taken = await step(() => (silent === undefined ? talk.next(said) : talk.throw(silent.silent)))
  }
}
