import * as z from 'zod'
import { alarm, clear, defineDetector, note } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { AuditContext } from '../contracts.ts'
import { dataOf } from './case-data.ts'
import type { CaseData } from './case-data.ts'

const NUMBER = /(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/g
const TEXT = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g

/** Digits and characters from which on a constant is none that anybody writes. */
const DIGITS = 4
const CHARACTERS = 6

/** Whether a number has so many digits that matter: 1000 and 0.5 have one, 3.14159 six. */
const isRare = (value: number): boolean => value.toExponential().replace(/e.*$/, '').replace(/\D/g, '').length >= DIGITS

/** The constants of files that could be of no one but a case: written as literals, rare enough, and not in the champion. */
function literalsOf(files: Files): { readonly numbers: ReadonlySet<number>; readonly texts: ReadonlySet<string> } {
  const numbers = new Set<number>()
  const texts = new Set<string>()
  for (const source of Object.values(files)) {
    for (const [literal] of source.matchAll(NUMBER)) if (isRare(Number(literal))) numbers.add(Number(literal))
    for (const [, a, b, c] of source.matchAll(TEXT)) {
      const text = a ?? b ?? c ?? ''
      if (text.length >= CHARACTERS) texts.add(text)
    }
  }
  return { numbers, texts }
}

/** How many of the candidate's own constants stand in case data, and in no other data. */
function equalTo({ candidate, champion, problem }: AuditContext, data: CaseData, elsewhere: CaseData): number {
  const own = literalsOf(candidate.files)
  const before = literalsOf(champion.files)
  const numbers = [...own.numbers].filter((value) => !before.numbers.has(value) && (data.numbers.has(value) || data.numbers.has(-value)))
  const texts = [...own.texts].filter((text) => !before.texts.has(text) && data.texts.has(text) && !problem.statement.includes(text))
  return (
    numbers.filter((value) => !elsewhere.numbers.has(value) && !elsewhere.numbers.has(-value)).length +
    texts.filter((text) => !elsewhere.texts.has(text)).length
  )
}

const nothing: CaseData = { texts: new Set(), numbers: new Set(), lists: [] }

/** Looks for constants that a candidate can only have from the cases that it is judged on. */
export const constants: DetectorPart = defineDetector({
  name: 'constants',
  looksFor: 'numbers and texts in the source that are data of cases which no search has seen, or a table of train cases',
  options: z.strictObject({
    /** Constants of unseen cases from which on it is no coincidence. */
    unseen: z.int().min(1).default(2),
    /** Of train cases, which a search may learn from: from how many on that is shown. */
    train: z.int().min(1).default(3),
  }),
  async examine(context, { unseen: most, train: shown }) {
    const steered = dataOf([...context.problem.train, ...context.problem.validation])
    const unseen = equalTo(context, dataOf(context.sets.flatMap(({ cases }) => cases)), steered)
    if (unseen >= most) return [alarm(`${unseen} constants of the source are data of cases that no search has seen`, { constants: unseen })]
    const train = equalTo(context, dataOf(context.problem.train), nothing)
    if (train >= shown)
      return [note(`${train} constants of the source are data of train cases: it may know them by heart`, { constants: train })]
    return [clear('no constants that only cases could have given')]
  },
})
