import type { Random } from '../../engine/contracts/random.ts'
import { ownPassages } from './passages.ts'
import type { Passage } from './passages.ts'
import type { TextOperator } from './workspace.ts'

/** A number in words: up to 15 digits, and as many decimals; not a part of a name or of a version. */
const NUMBER = /(?<![\w.-])\d{1,15}(?:\.\d{1,15})?(?![\w-]|\.\w)/g

/** A place in a passage. */
interface Spot {
  readonly passage: Passage
  readonly start: number
  readonly written: string
}

const replaced = ({ passage, start, written }: Spot, by: string): ReturnType<TextOperator> =>
  passage.write(passage.text.slice(0, start) + by + passage.text.slice(start + written.length))

/** A number near another one, with as many decimals, 0 or more: a normal step of a quarter of it, of one unit of its last digit at least. */
function near(written: string, random: Random): string {
  const decimals = written.includes('.') ? written.length - written.indexOf('.') - 1 : 0
  const unit = 10 ** -decimals
  const value = Number(written)
  const moved = Math.max(0, value + Math.max(unit, value / 4) * random.normal())
  const text = moved.toFixed(decimals)
  return text === value.toFixed(decimals) ? (value + unit).toFixed(decimals) : text
}

/** Puts a number near it in the place of one that stands in a passage. */
export const mutateNumber: TextOperator = (workspace) => {
  const { random } = workspace
  const spots = ownPassages(workspace).flatMap((passage) =>
    [...passage.text.matchAll(NUMBER)].map((match): Spot => ({ passage, start: match.index, written: match[0] })),
  )
  if (spots.length === 0) return undefined
  const spot = random.pick(spots)
  return replaced(spot, near(spot.written, random))
}

const isWordSign = (sign: string | undefined): boolean => sign !== undefined && /^[\p{L}\p{N}_]$/u.test(sign)

/** Where a phrase stands in a passage by itself, not as a part of a longer word. */
function spotsOf(phrase: string, passage: Passage): Spot[] {
  const { text } = passage
  const found: Spot[] = []
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length)) {
    const isWhole =
      !(isWordSign(phrase[0]) && isWordSign(text[at - 1])) && !(isWordSign(phrase.at(-1)) && isWordSign(text[at + phrase.length]))
    if (isWhole) found.push({ passage, start: at, written: phrase })
  }
  return found
}

/** A phrase that stands in a program, and those that may stand in its place. */
interface Choice extends Spot {
  readonly others: readonly string[]
}

/** The phrases of a program that others may stand for. A phrase that is a part of a longer one of its list is none where that stands. */
function choicesIn(workspace: Parameters<TextOperator>[0]): Choice[] {
  const { choices = [] } = workspace.context.vocabulary
  return ownPassages(workspace).flatMap((passage) =>
    choices.flatMap((phrases) => {
      const taken: Spot[] = []
      for (const phrase of [...phrases].sort((a, b) => b.length - a.length))
        for (const spot of spotsOf(phrase, passage)) {
          const end = spot.start + phrase.length
          if (taken.every(({ start, written }) => end <= start || spot.start >= start + written.length)) taken.push(spot)
        }
      return taken.map((spot) => ({ ...spot, others: phrases.filter((phrase) => phrase !== spot.written) }))
    }),
  )
}

/** Puts another phrase of the same list of choices in the place of one. */
export const changeChoice: TextOperator = (workspace) => {
  const { random } = workspace
  const found = choicesIn(workspace).filter(({ others }) => others.length > 0)
  if (found.length === 0) return undefined
  const choice = random.pick(found)
  return replaced(choice, random.pick(choice.others))
}
