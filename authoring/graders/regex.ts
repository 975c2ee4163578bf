import * as z from 'zod'
import { defineGrader } from '../../engine/contracts/part.ts'
import type { GraderPart } from '../../engine/contracts/part.ts'
import { superlinear } from './linear.ts'
import { asText, shown } from './text.ts'

/** Characters of an answer that a pattern is tried on. */
export const LONGEST = 100_000

/** What keeps a pattern from being tried on answers that may want to keep it busy; undefined where nothing does. */
export function wrongPattern(pattern: string, flags: string): string | undefined {
  try {
    RegExp(pattern, flags)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  const fault = superlinear(pattern, flags)
  return (
    fault && `may take longer than linear time on an answer: ${fault}; anchor it, or let parts that follow each other begin differently`
  )
}

const options = z
  .strictObject({
    pattern: z.string().min(1).max(2000).describe('a regular expression of JavaScript'),
    flags: z
      .string()
      .regex(/^[imsu]{0,4}$/, 'i, m, s or u')
      .default(''),
    captures: z.boolean().default(false).describe('whether the first group must be what the case expects'),
    not: z.boolean().default(false).describe('whether the pattern may fit nowhere'),
  })
  .superRefine(({ pattern, flags }, context) => {
    const message = wrongPattern(pattern, flags)
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['pattern'], message })
  })

/** A regular expression fits somewhere in the answer; with `captures` its first group is what the case expects. */
export const regex: GraderPart = defineGrader({
  name: 'regex',
  options,
  create({ pattern, flags, captures, not }) {
    const made = new RegExp(pattern, flags)
    return {
      grade({ expected }, answer) {
        const text = asText(answer)
        if (text === undefined) return { score: 0, why: `is ${shown(answer)}, which is no text` }
        if (text.length > LONGEST) return { score: 0, why: `is longer than ${LONGEST} characters` }
        const found = made.exec(text)
        if (not) return found === null ? { score: 1 } : { score: 0, why: `has ${shown(found[0])}` }
        if (found === null) return { score: 0, why: `has nothing that fits ${shown(pattern)}` }
        if (!captures) return { score: 1 }
        const group = (found[1] ?? '').trim()
        const wanted = asText(expected)?.trim()
        return group === wanted ? { score: 1 } : { score: 0, why: `has ${shown(group)}, not ${shown(wanted)}` }
      },
    }
  },
})
