import * as z from 'zod'
import { defineGrader } from '../../engine/contracts/part.ts'
import type { GraderPart } from '../../engine/contracts/part.ts'
import { asText, shown } from './text.ts'

const some = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(1000)])

const options = z.strictObject({
  text: some.optional().describe('a text, or several; what the case expects unless given'),
  any: z.boolean().default(false).describe('whether one of several is enough'),
  ignoreCase: z.boolean().default(false).describe('whether capital and small letters are one'),
  not: z.boolean().default(false).describe('whether none of them may stand in the answer'),
})

/** The texts that a case expects, where it expects texts. */
function wantedIn(expected: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(expected) ? expected : [expected]
  return list.flatMap((each) => asText(each) ?? []).filter((each) => each !== '')
}

/** A text stands in the answer. Of several the mark is the share that does. */
export const contains: GraderPart = defineGrader({
  name: 'contains',
  options,
  create({ text, any, ignoreCase, not }) {
    const plain = (each: string): string => (ignoreCase ? each.toLowerCase() : each)
    return {
      grade({ expected }, answer) {
        const read = asText(answer)
        if (read === undefined) return { score: 0, why: `is ${shown(answer)}, which is no text` }
        const wanted = wantedIn(text ?? expected)
        if (wanted.length === 0) return { score: 0, why: 'the case expects no text' }
        const whole = plain(read)
        const found = wanted.filter((each) => whole.includes(plain(each)))
        if (not) return found.length === 0 ? { score: 1 } : { score: 0, why: `has ${shown(found[0])}` }
        const score = any ? Math.min(1, found.length) : found.length / wanted.length
        if (score === 1) return { score }
        const lacking = wanted.filter((each) => !found.includes(each))
        return { score, why: `lacks ${shown(lacking[0])}${lacking.length === 1 ? '' : ` and ${lacking.length - 1} more`}` }
      },
    }
  },
})
