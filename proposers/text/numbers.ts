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

/** Spots that do not overlap, from the beginning on; of those that begin at one place the longest. */
function apart(spots: readonly Spot[]): Spot[] {
  const kept: Spot[] = []
  let end = 0
  for (const spot of [...spots].sort((a, b) => a.start - b.start || b.written.length - a.written.length)) {
    if (spot.start < end) continue
    kept.push(spot)
    end = spot.start + spot.written.length
  }
  return kept
}

/** The phrases of a program that others may stand for. */
function choicesIn(workspace: Parameters<TextOperator>[0]): Choice[] {
  const { choices = [] } = workspace.context.vocabulary
  return ownPassages(workspace).flatMap((passage) =>
    choices.flatMap((phrases) =>
      apart(phrases.flatMap((phrase) => spotsOf(phrase, passage))).map((spot) => ({
        ...spot,
        others: phrases.filter((phrase) => phrase !== spot.written),
      })),
    ),
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
