import * as z from 'zod'
import type { CapabilityPart } from '../../../engine/contracts/agent-capability.ts'
import { defineCapability } from '../../../engine/contracts/part.ts'

/** A line for people and proposers who read what the program did; it has no effect. */
export const note: CapabilityPart = defineCapability({
  name: 'note',
  create: () => ({ question: z.strictObject({ text: z.string().min(1).max(1000) }), answer: () => ({ value: true }) }),
})
