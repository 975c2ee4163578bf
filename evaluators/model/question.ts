import type { ModelQuestion, QuestionDraft } from '../../engine/contracts/converse.ts'
import { defined } from '../../engine/contracts/defined.ts'
import type { Message } from '../../engine/contracts/model.ts'

const ROLES = ['propose', 'task', 'judge', 'improve']
const SPEAKERS = ['system', 'user', 'assistant']

/** Something that is no question to a model; what files hold may have come into it. */
const refuse = (what: string): Error => new Error(`converse asks what is no question: ${what}`)

/** A message as it is sent: text without halves of signs. */
function messageOf(message: unknown, k: number): Message {
  const { role, content } = Object(message) as Partial<Message>
  if (role === undefined || !SPEAKERS.includes(role)) throw refuse(`message ${k + 1} is of nobody`)
  if (typeof content !== 'string') throw refuse(`message ${k + 1} has no text`)
  return { role, content: content.toWellFormed() }
}

function messagesOf(draft: QuestionDraft): readonly Message[] {
  if ('messages' in draft) {
    if (!Array.isArray(draft.messages) || draft.messages.length === 0) throw refuse('it has no messages')
    return draft.messages.map(messageOf)
  }
  const { system, user } = draft
  return [...(system === undefined || system === '' ? [] : [{ role: 'system', content: system }]), { role: 'user', content: user }].map(
    messageOf,
  )
}

/** A question in full. Throws an Error for what is none. */
export function questionOf(draft: QuestionDraft): ModelQuestion {
  if (typeof draft !== 'object' || draft === null) throw refuse('it is no record')
  const { role = 'task', parameters, step, attempt } = draft
  if (!ROLES.includes(role)) throw refuse(`there is no role ${JSON.stringify(role)}`)
  return { role, messages: messagesOf(draft), ...defined({ parameters, step, attempt }) }
}
