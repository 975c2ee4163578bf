import * as z from 'zod'
import type { AgentReply, CapabilityPart } from '../../../engine/contracts/agent-capability.ts'
import { FREE } from '../../../engine/contracts/capability.ts'
import type { ModelQuestion, QuestionDraft } from '../../../engine/contracts/converse.ts'
import { defineCapability } from '../../../engine/contracts/part.ts'
import type { ModelRole } from '../../../engine/contracts/model.ts'
import { answerLocally } from '../../model/local.ts'
import { questionOf } from '../../model/question.ts'
import { askRun } from './outside.ts'

const roles = ['propose', 'task', 'judge', 'improve'] as const satisfies readonly ModelRole[]

const message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })

/** The text of a reply as the run tells it, or why there is none. */
function textOf(said: unknown): string {
  const { kind, text, reason } = Object(said) as { readonly kind?: string; readonly text?: string; readonly reason?: string }
  if (text !== undefined) return text
  throw new Error(`the model gave no reply: ${[kind, reason].filter((each) => each !== undefined).join(', ')}`)
}

/** A question to a model, of a role that the program may ask; the reply is a text. */
export const ask: CapabilityPart = defineCapability({
  name: 'ask',
  options: z.strictObject({
    roles: z.array(z.enum(roles)).min(1).default(['task']),
    /** Characters of all messages of a question. */
    characters: z.int().positive().max(1_000_000).default(100_000),
  }),
  create({ roles: allowed, characters }, { problem }) {
    const sized = z
      .strictObject({
        role: z.enum(roles).default(allowed[0] ?? 'task'),
        system: z.string().optional(),
        user: z.string().optional(),
        messages: z.array(message).min(1).max(200).optional(),
        attempt: z.int().positive().optional(),
      })
      .refine(({ user, messages }) => (user === undefined) !== (messages === undefined), 'it has either `user` or `messages`')
      .refine(({ role }) => allowed.includes(role), 'it is for a role that this program may not ask')
      .transform((draft) => questionOf(draft as QuestionDraft))
      .refine(({ messages }) => messages.reduce((sum, { content }) => sum + content.length, 0) <= characters, 'it is too long')
    return {
      question: sized,
      async answer(question: ModelQuestion, use): Promise<AgentReply> {
        if (problem.model === undefined) return { value: textOf(await askRun('ask', question, use)) }
        const { text, tokens } = answerLocally(problem, question)
        return { value: text, cost: { ...FREE, tokens } }
      },
    }
  },
})
