import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { defineGrader } from '../../engine/contracts/part.ts'
import type { GraderPart } from '../../engine/contracts/part.ts'
import { shown } from './text.ts'

const options = z.strictObject({
  value: z.json().optional().describe('what the answer is to be; what the case expects unless given'),
  oneOf: z.boolean().default(false).describe('whether a list names several answers, each of which is right'),
  ignoreCase: z.boolean().default(false).describe('whether capital and small letters are one'),
  trim: z.boolean().default(true).describe('whether blanks around a text count for nothing'),
  not: z.boolean().default(false).describe('whether the answer must be another one'),
})

/** The answer is what the case expects: texts alike but for blanks around them, other data equal in every part. */
export const equal: GraderPart = defineGrader({
  name: 'equal',
  options,
  create({ value, oneOf, ignoreCase, trim, not }) {
    const plain = (data: unknown): unknown => {
      if (typeof data !== 'string') return data
      const kept = trim ? data.trim() : data
      return ignoreCase ? kept.toLowerCase() : kept
    }
    return {
      grade({ expected }, answer) {
        const wanted = value === undefined ? expected : value
        const right = oneOf && Array.isArray(wanted) ? (wanted as readonly unknown[]) : [wanted]
        const isEqual = right.some((each) => isDeepStrictEqual(plain(each), plain(answer)))
        if (isEqual !== not) return { score: 1 }
        return { score: 0, why: not ? `is ${shown(answer)}` : `is ${shown(answer)}, not ${right.slice(0, 3).map(shown).join(' or ')}` }
      },
    }
  },
})
