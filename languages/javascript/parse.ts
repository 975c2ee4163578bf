import type { Expression, Program as Tree } from 'estree'
import { LRUCache } from 'lru-cache'
import { parseModule } from 'meriyah'
import { DEEPEST, isTooDeep } from './depth.ts'
import { erasePlainTypes } from './plain-types.ts'
import { stripTypes } from './strip.ts'

/** A comment and where it stands in the text. */
export interface Comment {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A source file that parses, or why it does not; the reason names a line and holds no text of the program. */
export type Parsed =
  | {
      readonly ok: true
      readonly tree: Tree
      /** The source with types replaced by blanks: offsets stay. */
      readonly script: string
      /** In the order of the text; those inside types are blanked with them. */
      readonly comments: readonly Comment[]
    }
  | ({ readonly ok: false; readonly reason: string } & Wrong)

/** What is wrong with a text, and where; a text that is too deep is that as a whole. */
interface Wrong {
  readonly why: string
  /** Counted from 1, both. */
  readonly at?: { readonly line: number; readonly column: number }
}

const MARK = '\ufeff'

/** A text without the byte-order mark that some editors put at its beginning. */
export const withoutMark = (text: string): string => (text.startsWith(MARK) ? text.slice(1) : text)

/** Characters of the texts last stripped: an offspring is read when it is named, and again once it is a parent; stripping is most of reading. */
const REMEMBERED = 2 ** 21
/** A script, or what is wrong with the text that it was to be made of. */
type Script = { readonly ok: true; readonly script: string } | ({ readonly ok: false } & Wrong)
const scripts = new LRUCache<string, Script>({ maxSize: REMEMBERED, sizeCalculation: (_, text) => 1 + text.length })

/** What is said of a source that is nested too deeply, or whose tree is. */
export const tooDeep: string = `is too deep: more than ${DEEPEST} levels`

/** What the parsers say that holds nothing of the program. */
const SAID =
  /^(Expression expected|Declaration or statement expected|Identifier expected|Property or signature expected|Type expected|Unexpected eof|Unexpected token|Unterminated (?:string|template|regexp|regular expression|block comment)|Invalid (?:regular expression|assignment target|left-hand side)|Illegal (?:return|break|continue)|Missing initializer)/
/** Names that errors give to types that leave something behind. */
const UNERASABLE =
  /^TypeScript (enum|namespace declaration|parameter property|import equals declaration|export assignment|module declaration)/

function wrongAt(line: number, column: number, message: string, isUnerasable = false): Wrong {
  const kind = UNERASABLE.exec(message)?.[1] ?? (message.startsWith('The angle-bracket syntax') ? 'assertions written <T>x' : undefined)
  const why = isUnerasable
    ? `types that cannot be erased${kind === undefined ? '' : `: ${kind}`}`
    : (SAID.exec(message)?.[1] ?? 'unexpected token').toLowerCase()
  return { why, at: { line, column } }
}

/** The same in words, about a file. */
export const wrongIn = (name: string, { why, at }: Wrong): string =>
  at === undefined ? `${name} ${why}` : `${name} does not parse at line ${at.line}:${at.column}: ${why}`

const isTyped = (name: string): boolean => /\.[cm]?ts$/.test(name)

function scriptOf(text: string, hasTypes: boolean): Script {
  if (isTooDeep(text)) return { ok: false, why: tooDeep }
  if (!hasTypes) return { ok: true, script: text }
  const plain = withoutMark(text)
  const stripped = stripTypes(plain)
  if (stripped === 'broken') return { ok: false, why: tooDeep }
  if ('refusal' in stripped) {
    const { line, column, isUnerasable, message } = stripped.refusal
    return { ok: false, ...wrongAt(line, column, message, isUnerasable) }
  }
  return { ok: true, script: text === plain ? stripped.script : MARK + stripped.script }
}

/** A TypeScript module without its types, or why it has none; it may still not parse. */
export function eraseTypes(text: string): Script {
  const known = scripts.get(text)
  if (known !== undefined) return known
  const script = scriptOf(text, true)
  scripts.set(text, script)
  return script
}

/** Trees that were read and not changed, by what they are the trees of, for whoever reads the same next; characters of all their texts. */
const LEFT = 2 ** 16
const left = new LRUCache<string, Parsed & { readonly ok: true }>({ maxSize: LEFT, sizeCalculation: (_, key) => 1 + key.length })

const keyOf = (text: string, name: string): string => (isTyped(name) ? `ts ${text}` : text)

/** Leaves the tree of a text, which nobody changes or keeps, to whoever parses the text next. */
export function leaveTree(text: string, name: string, parsed: Parsed & { readonly ok: true }): void {
  left.set(keyOf(text, name), parsed)
}

/**
 * Parses a JavaScript or TypeScript module; the tree is the caller's to change. Types are replaced by blanks first, so that every node's `start` and `end`
 * hold for the original text too. What could be nested too deeply is refused before anything reads it.
 */
export function parse(text: string, name: string): Parsed {
  const key = keyOf(text, name)
  const known = left.get(key)
  if (known !== undefined) {
    left.delete(key)
    return known
  }
  const plain = isTyped(name) && !isTooDeep(text) ? erasePlainTypes(text) : undefined
  if (plain !== undefined) {
    const read = parseScript(plain, name)
    // of what is wrong the stripper says what and where
    if (read.ok) return read
  }
  const made = isTyped(name) ? eraseTypes(text) : scriptOf(text, false)
  return made.ok ? parseScript(made.script, name) : { ...made, reason: wrongIn(name, made) }
}

function parseScript(script: string, name: string): Parsed {
  const comments: Comment[] = []
  const onComment = (_: string, comment: string, start: number, end: number): void => void comments.push({ text: comment, start, end })
  try {
    return { ok: true, tree: parseModule(script, { next: true, ranges: true, onComment }) as Tree, script, comments }
  } catch (error) {
    const { loc, description = '' } = error as { loc?: { start?: { line: number; column: number } }; description?: string }
    const wrong = loc?.start === undefined ? { why: tooDeep } : wrongAt(loc.start.line, loc.start.column + 1, description)
    return { ok: false, reason: wrongIn(name, wrong), ...wrong }
  }
}

const expressions = new Map<string, Expression | undefined>()

/** Parses one JavaScript expression, without positions; undefined for what is not one. Equal texts give the same node, which is not to be changed. */
export function parseExpression(text: string): Expression | undefined {
  if (!expressions.has(text)) expressions.set(text, readExpression(text))
  return expressions.get(text)
}

function readExpression(text: string): Expression | undefined {
  if (isTooDeep(text)) return undefined
  try {
    const [statement, ...more] = (parseModule(`(${text}\n)`, { next: true }) as Tree).body
    return statement?.type === 'ExpressionStatement' && more.length === 0 ? statement.expression : undefined
  } catch {
    return undefined
  }
}
