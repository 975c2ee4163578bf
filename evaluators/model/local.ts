import type { ModelQuestion, ModelReply } from '../../engine/contracts/converse.ts'
import { TernateError, textOf } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { estimatePrompt } from '../../models/call.ts'
import { estimateTokens } from '../../models/tokens.ts'

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

/** The fault of a model that is a program of the problem's own and does not keep its word. */
const broken = ({ name }: Problem, what: string): TernateError =>
  new TernateError('PROBLEM_MODEL', `the model of ${name} ${what}`, 'Correct `model` in problem.ts: it returns a text for every question.')

/**
 * Has the problem's own model answer.
 *
 * @throws TernateError `PROBLEM_MODEL`
 */
export function answerLocally(problem: Problem, question: ModelQuestion): ModelReply {
  let said: unknown
  try {
    said = problem.model?.(question)
  } catch (thrown) {
    const [line = ''] = (textOf(thrown) ?? '').split('\n', 1)
    throw broken(problem, `threw ${line.slice(0, 200)}`)
  }
  if (typeof said === 'string')
    return { text: said.toWellFormed(), tokens: { sent: estimatePrompt(question.messages), received: estimateTokens(said) } }
  const { text, tokens } = Object(said) as Partial<ModelReply>
  if (typeof text !== 'string' || !isCount(tokens?.sent) || !isCount(tokens?.received) || tokens === undefined)
    throw broken(problem, 'returns neither a text nor a text with its tokens')
  return { text: text.toWellFormed(), tokens }
}
