import * as z from 'zod'
import type { CapabilityPart } from '../../../engine/contracts/agent-capability.ts'
import { defineCapability } from '../../../engine/contracts/part.ts'
import { askRun } from './outside.ts'

/** The best programs of the run on train cases, as they were known when the ticket was drawn: scores, sizes, parents, and no file or case. */
export const archive: CapabilityPart = defineCapability({
  name: 'archive',
  create: () => ({
    question: z.strictObject({ best: z.int().min(1).max(20).default(5) }),
    answer: async (question, use) => ({ value: await askRun('archive', question, use) }),
  }),
})
