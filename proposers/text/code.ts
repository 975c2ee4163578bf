import type { Random } from '../../engine/contracts/random.ts'
import { ownPassages } from './passages.ts'
import type { Passage } from './passages.ts'
import { tokensOf } from './tokens.ts'
import type { Token } from './tokens.ts'
import { openBlocks, textFiles, withFile } from './workspace.ts'
import type { TextOperator, Workspace } from './workspace.ts'

/** Operators that can stand for each other. */
const CLASSES: readonly (readonly string[])[] = [
  ['+', '-', '*', '/'],
  ['<', '<=', '>', '>='],
  ['==', '!='],
  ['+=', '-=', '*='],
  ['&&', '||'],
  ['//', '%'],
]

/** Names that can: each pair in every language that has both. */
const NAMES: readonly (readonly string[])[] = [
  ['min', 'max'],
  ['True', 'False'],
  ['true', 'false'],
  ['sin', 'cos'],
  ['floor', 'ceil'],
]

/** Words behind which a name is declared, and signs behind which it is a part of something else. */
const DECLARES: ReadonlySet<string> = new Set(
  'def class import from as for function fn let const var int long double float char struct global'.split(' '),
)
const JOINS = '.@$#\\'

const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t'
const isWordSign = (sign: string | undefined): boolean => sign !== undefined && /^\w$/.test(sign)

/** Whether an assignment sign stands at a place. */
const assignsAt = (text: string, at: number): boolean =>
  (text[at] === '=' && text[at + 1] !== '=') || ('-+*/%'.includes(text[at] ?? ' ') && text[at + 1] === '=')

/** Whether something before a place makes a name of what stands there. */
function isDeclared(text: string, start: number): boolean {
  if (JOINS.includes(text[start - 1] ?? ' ')) return true
  let end = start
  while (isBlank(text[end - 1])) end -= 1
  let from = end
  while (isWordSign(text[from - 1])) from -= 1
  return end < start && DECLARES.has(text.slice(from, end))
}

/** Whether something behind a place calls what stands there, takes a part of it, or assigns to it, be it to several at once. */
function isTarget(text: string, end: number): boolean {
  let at = end
  while (isBlank(text[at])) at += 1
  if ('([{'.includes(text[at] ?? ' ') || assignsAt(text, at)) return true
  if (text[at] !== ',') return false
  while (text[at] === ',' || isBlank(text[at]) || isWordSign(text[at])) at += 1
  return assignsAt(text, at)
}

/** A passage of code, with its tokens. */
interface Code {
  readonly passage: Passage
  readonly tokens: readonly Token[]
}

const known = new WeakMap<Passage, Code>()

/** The passages of a program's code in languages that nothing is known of. */
function codeOf({ context, files }: Workspace, passages: readonly Passage[]): readonly Code[] {
  const names = new Set(textFiles(files, context).flatMap(({ file, language }) => (language.name === 'other' ? [file] : [])))
  return passages.flatMap((passage): Code[] => {
    const file = passage.key.slice(0, passage.key.lastIndexOf('#'))
    if (!names.has(file)) return []
    const code = known.get(passage) ?? { passage, tokens: tokensOf(passage.text, file) }
    known.set(passage, code)
    return [code]
  })
}

/** Whether a program has a file in a language that nothing is known of. */
export const hasCode = (workspace: Pick<Workspace, 'files' | 'context'>): boolean =>
  textFiles(workspace.files, workspace.context).some(({ language }) => language.name === 'other')

/** A place in code, and what may stand there. */
interface Spot {
  readonly passage: Passage
  readonly token: Token
  readonly others: readonly string[]
}

const put = ({ passage, token }: Spot, by: string): ReturnType<TextOperator> =>
  passage.write(passage.text.slice(0, token.start) + by + passage.text.slice(token.start + token.text.length))

/** Whether a name or a number stands for a value, as far as the signs around it tell. */
const isValue = ({ text }: Passage, { kind, start, text: own }: Token): boolean =>
  kind !== 'operator' && !isDeclared(text, start) && !isTarget(text, start + own.length)

/** Texts that stand for values in a passage, each once, in alphabetical order. */
const valuesIn = ({ passage, tokens }: Code): readonly string[] =>
  [...new Set(tokens.filter((token) => isValue(passage, token)).map(({ text }) => text))].sort()

function pickSpot(workspace: Workspace, othersOf: (code: Code, token: Token) => readonly string[]): Spot | undefined {
  const spots = codeOf(workspace, ownPassages(workspace)).flatMap((code) =>
    code.tokens.flatMap((token): Spot[] => {
      const others = othersOf(code, token)
      return others.length === 0 ? [] : [{ passage: code.passage, token, others }]
    }),
  )
  return spots.length === 0 ? undefined : workspace.random.pick(spots)
}

/** Point mutation: another operator of its class, or another name of its pair: `a < b` becomes `a >= b`, `min(x, y)` `max(x, y)`. */
export const mutateOperator: TextOperator = (workspace) => {
  const spot = pickSpot(workspace, (_, { text, kind }) => {
    const family = (kind === 'operator' ? CLASSES : NAMES).find((each) => each.includes(text)) ?? []
    return family.filter((other) => other !== text)
  })
  return spot && put(spot, workspace.random.pick(spot.others))
}

/** Terminal mutation: another name or number of the same block: `best - x` becomes `best - y`. */
export const mutateName: TextOperator = (workspace) => {
  const spot = pickSpot(workspace, (code, token) =>
    isValue(code.passage, token) ? valuesIn(code).filter((other) => other !== token.text) : [],
  )
  return spot && put(spot, workspace.random.pick(spot.others))
}

/** A constant near 1, or one that halves, or doubles. */
const constant = (random: Random): string => random.pick(['0.5', '2', '1', (0.5 + random.next()).toFixed(2)])

/** Insert mutation: an operation around a value of the block: `r` becomes `(r * 0.93)`. */
export const insertOperation: TextOperator = (workspace) => {
  const { random } = workspace
  const spot = pickSpot(workspace, (code, token) => (isValue(code.passage, token) ? ['', ...valuesIn(code)] : []))
  if (spot === undefined) return undefined
  const other = random.pick(spot.others)
  return put(
    spot,
    `(${spot.token.text} ${random.pick(['+', '-', '*', '/'])} ${other === '' || random.next() < 0.4 ? constant(random) : other})`,
  )
}

/** What stands in parentheses that hold one operation on two values. */
const OPERATION = /(?<![\w\])])\(([\w.]{1,60}) [-+*/] ([\w.]{1,60})\)/g

/** Shrink mutation: one of its two values in the place of an operation: `(r * 0.93)` becomes `r`. */
export const shrinkOperation: TextOperator = (workspace) => {
  const spots = codeOf(workspace, ownPassages(workspace)).flatMap(({ passage }) =>
    [...passage.text.matchAll(OPERATION)].map((match): Spot => ({
      passage,
      token: { kind: 'name', text: match[0], start: match.index },
      others: [match[1] ?? '', match[2] ?? ''],
    })),
  )
  if (spots.length === 0) return undefined
  const spot = workspace.random.pick(spots)
  return put(spot, workspace.random.pick(spot.others))
}

/** Block crossover: a relative's evolve block in the place of the same one, in files of code. */
export const crossBlocks: TextOperator = ({ files, relatives, context, random }) => {
  const own = textFiles(files, context).filter(({ language }) => language.name === 'other')
  if (relatives.length === 0 || own.length === 0) return undefined
  const relative = random.pick(relatives)
  const pairs = own.flatMap((one) => {
    const theirs = textFiles(relative, context).find(({ file }) => file === one.file)
    const [mine, others] = [openBlocks(one), theirs === undefined ? [] : openBlocks(theirs)]
    if (theirs === undefined || mine.length !== others.length) return []
    return mine.flatMap((block, k) => {
      const other = others[k]
      const text = other === undefined ? '' : theirs.text.slice(other.start, other.end)
      return one.text.slice(block.start, block.end) === text ? [] : [{ one, block, text }]
    })
  })
  if (pairs.length === 0) return undefined
  const { one, block, text } = random.pick(pairs)
  return withFile(files, one.file, one.text.slice(0, block.start) + text + one.text.slice(block.end))
}
