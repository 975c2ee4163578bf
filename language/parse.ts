import { stripTypeScriptTypes } from 'node:module'
import type { Expression, Program as Tree } from 'estree'
import { parseModule } from 'meriyah'

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
  | { readonly ok: false; readonly reason: string }

/** Node announces once that type stripping is experimental; the version is pinned, so the reader need not know. */
function announceQuietly(): void {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    stripTypeScriptTypes('')
  } finally {
    process.emitWarning = emitWarning
  }
}
let announced = false

/** Texts last stripped: an offspring is read by its proposer, by whoever names it and by the meter, and stripping is most of reading. */
const REMEMBERED = 64
const stripped = new Map<string, string>()

/** Replaces types by blanks. Throws a SyntaxError for what cannot be erased (enums, namespaces) or does not parse. */
export function stripTypes(text: string): string {
  if (!announced) {
    announceQuietly()
    announced = true
  }
  const known = stripped.get(text)
  if (known !== undefined) return known
  const script = stripTypeScriptTypes(text)
  const [oldest] = stripped.keys()
  if (stripped.size >= REMEMBERED && oldest !== undefined) stripped.delete(oldest)
  stripped.set(text, script)
  return script
}

/**
 * Parses a JavaScript or TypeScript module. Types are replaced by blanks first, so that every node's `start` and `end`
 * hold for the original text too.
 */
export function parse(text: string, name: string): Parsed {
  try {
    const script = /\.[cm]?ts$/.test(name) ? stripTypes(text) : text
    const comments: Comment[] = []
    const onComment = (_: string, comment: string, start: number, end: number): void => void comments.push({ text: comment, start, end })
    return { ok: true, tree: parseModule(script, { next: true, ranges: true, onComment }) as Tree, script, comments }
  } catch (error) {
    const line = (error as { loc?: { start?: { line?: number } } }).loc?.start?.line
    return { ok: false, reason: `${name} does not parse${line === undefined ? '' : ` at line ${line}`}` }
  }
}

const expressions = new Map<string, Expression | undefined>()

/** Parses one JavaScript expression, without positions; undefined for what is not one. Equal texts give the same node, which is not to be changed. */
export function parseExpression(text: string): Expression | undefined {
  if (!expressions.has(text)) expressions.set(text, readExpression(text))
  return expressions.get(text)
}

function readExpression(text: string): Expression | undefined {
  try {
    const [statement, ...more] = (parseModule(`(${text}\n)`, { next: true }) as Tree).body
    return statement?.type === 'ExpressionStatement' && more.length === 0 ? statement.expression : undefined
  } catch {
    return undefined
  }
}
