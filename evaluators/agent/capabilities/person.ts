import * as z from 'zod'
import type { AgentReply, CapabilityPart } from '../../../engine/contracts/agent-capability.ts'
import { defineCapability } from '../../../engine/contracts/part.ts'
import { askRun } from './outside.ts'
import { useOf } from './tool.ts'

/** A question to a person: the case waits for the answer, which is a text. */
export const person: CapabilityPart = defineCapability({
  name: 'person',
  create: (_options, { problem: { agent } }) => ({
    question: z.strictObject({ question: z.string().trim().min(1).max(2000) }),
    async answer(asked: { readonly question: string }, use): Promise<AgentReply> {
      if (agent?.person === undefined) return { value: await askRun('person', asked, use) }
      return {
        value: agent.person(
          asked.question,
          useOf(use, ({ capability }) => capability === 'person'),
        ),
      }
    },
  }),
})
