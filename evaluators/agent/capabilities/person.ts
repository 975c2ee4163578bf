import * as z from 'zod'
import type { AgentReply, CapabilityPart } from '../../../engine/contracts/agent-capability.ts'
import { TernateError } from '../../../engine/contracts/fault.ts'
import { defineCapability } from '../../../engine/contracts/part.ts'
import { useOf } from './tool.ts'

/** A question to a person, for whom the problem's `agent.person` stands in: in a search thousands of them are asked. The answer is a text. */
export const person: CapabilityPart = defineCapability({
  name: 'person',
  create(_options, { problem: { agent, name } }) {
    const standIn = agent?.person
    if (standIn === undefined)
      throw new TernateError(
        'CAPABILITY_PERSON',
        `agents of ${name} may ask a person, and the problem says nothing of what that answers`,
        'Give `agent.person` in problem.ts, or take `person` out of `rights`.',
      )
    return {
      question: z.strictObject({ question: z.string().trim().min(1).max(2000) }),
      answer: ({ question }, use): AgentReply => ({
        value: standIn(
          question,
          useOf(use, ({ capability }) => capability === 'person'),
        ),
      }),
    }
  },
})
