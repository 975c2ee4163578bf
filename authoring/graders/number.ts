import * as z from 'zod'
import { defineGrader } from '../../engine/contracts/part.ts'
import type { GraderPart } from '../../engine/contracts/part.ts'
import { shown } from './text.ts'

const options = z.strictObject({
  value: z.number().optional().describe('what the number is to be; what the case expects unless given'),
  absolute: z.number().nonnegative().default(0).describe('how far it may be off'),
  relative: z.number().nonnegative().default(0).describe('how far it may be off, as a share of the value'),
  find: z.enum(['whole', 'first', 'last']).default('whole').describe('which number of a text is meant; the whole text is one unless given'),
})

/** Characters of an answer in which numbers are looked for. */
const LONGEST = 100_000

const WHOLE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const DIGIT = /[\d.]/

/** A number as people write it: signs, decimals, exponents, commas between three digits each. */
function read(text: string): number | undefined {
  const trimmed = text.trim().slice(0, 400)
  const plain = /^[+-]?\d{1,3}(?:,\d{3}){1,40}(?:\.\d{1,60})?$/.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed
  return WHOLE.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : undefined
}

/** The first number of a text, or the last: words are taken apart at blanks, and what stands around a number, as a currency or a full stop, is left out. */
function numberIn(text: string, which: 'first' | 'last'): number | undefined {
  const words = text.slice(which === 'last' ? -LONGEST : 0, which === 'last' ? undefined : LONGEST).split(/\s/)
  if (which === 'last') words.reverse()
  for (const word of words) {
    const from = word.search(DIGIT)
    if (from === -1 || word.length > 400) continue
    let end = word.length
    while (end > from && !/\d/.test(word.charAt(end - 1))) end--
    const sign = /[+-]/.test(word.charAt(from - 1)) ? 1 : 0
    const found = read(word.slice(from - sign, end))
    if (found !== undefined) return found
  }
  return undefined
}

/** The answer is a number, or a text with one, that is close enough to what the case expects. */
export const number: GraderPart = defineGrader({
  name: 'number',
  options,
  create: ({ value, absolute, relative, find }) => ({
    grade({ expected }, answer) {
      const wanted = value ?? (typeof expected === 'string' ? read(expected) : expected)
      if (typeof wanted !== 'number' || !Number.isFinite(wanted)) return { score: 0, why: 'the case expects no number' }
      const given = typeof answer === 'string' ? (find === 'whole' ? read(answer) : numberIn(answer, find)) : answer
      if (typeof given !== 'number' || Number.isNaN(given)) return { score: 0, why: `is ${shown(answer)}, and no number is found in it` }
      const off = Math.abs(given - wanted)
      return off <= Math.max(absolute, relative * Math.abs(wanted)) ? { score: 1 } : { score: 0, why: `is ${given}, not ${wanted}` }
    },
  }),
})
