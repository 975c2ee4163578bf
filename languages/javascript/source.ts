import type { Node } from 'estree'
import type { Files } from '../../engine/contracts/program.ts'
import { evolveBlocks, inBlocks, type Range } from './blocks.ts'
import { isJavaScript } from './modules.ts'
import { type Comment, parse } from './parse.ts'
import { print } from './print.ts'
import { fullExpression, rangeOf, replaceWithin, type Site, sitesOf } from './sites.ts'

/** A source file opened for editing. */
export interface Source {
  readonly name: string
  readonly text: string
  /** The text with types replaced by blanks. */
  readonly script: string
  readonly comments: readonly Comment[]
  readonly blocks: readonly Range[]
  /** Every site of the tree, parents before children. */
  readonly sites: readonly Site[]
  /** The other files of the program, as far as they are open. */
  readonly beside: readonly Source[]
}

/** Replaces a part of a text. */
export interface Edit extends Range {
  readonly text: string
}

/** Opens a source file, or says why it does not parse. */
export function openSource(
  name: string,
  text: string,
): { readonly ok: true; readonly source: Source } | { readonly ok: false; readonly reason: string } {
  const parsed = parse(text, name)
  if (!parsed.ok) return parsed
  const { script, comments, tree } = parsed
  return { ok: true, source: { name, text, script, comments, blocks: evolveBlocks(text, comments), sites: sitesOf(tree), beside: [] } }
}

/** Opens the files of JavaScript of a program that parse, in the order of their names. */
export function openProgram(files: Files): readonly Source[] {
  const sources: { source: Source; beside: Source[] }[] = []
  for (const name of Object.keys(files).filter(isJavaScript).sort()) {
    const opened = openSource(name, files[name] ?? '')
    if (!opened.ok) continue
    const beside: Source[] = []
    sources.push({ source: { ...opened.source, beside }, beside })
  }
  for (const { source, beside } of sources) for (const other of sources) if (other.source !== source) beside.push(other.source)
  return sources.map(({ source }) => source)
}

/** Whether a site's text may change. */
export function isEditable(source: Source, site: Site): boolean {
  const range = rangeOf(site.node)
  return range !== undefined && inBlocks(source.blocks, range)
}

/** The blanks that begin the line of a position. */
export function indentAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, position))?.[0] ?? ''
}

/** The text of a node that must stay as written: it holds types or comments, which the tree has not. */
const written =
  (source: Source) =>
  (node: Node): string | undefined => {
    const range = rangeOf(node)
    if (range === undefined) return undefined
    const text = source.text.slice(range.start, range.end)
    if (text !== source.script.slice(range.start, range.end)) return text
    return source.comments.some((comment) => comment.start >= range.start && comment.end <= range.end) ? text : undefined
  }

const isBlank = (text: string, at: number): boolean => at >= 0 && at < text.length && text.charAt(at).trim() === ''

/** Widens a range over the parentheses right around it. */
function overParentheses(text: string, { start, end }: Range): Range {
  let [before, after] = [start - 1, end]
  while (isBlank(text, before)) before -= 1
  while (isBlank(text, after)) after += 1
  return text[before] === '(' && text[after] === ')' ? overParentheses(text, { start: before, end: after + 1 }) : { start, end }
}

const BARE = /^(ReturnStatement|VariableDeclarator)$/
const AMBIGUOUS_START = /^(\{|function\b|class\b|let\b|async\b)/

/**
 * The edit that puts an expression in the place of the one at `site`: the full expression around it is printed anew, so that
 * parentheses and line breaks come out right. Parts that hold types or comments and do not change keep their text.
 */
export function replaceExpression(source: Source, site: Site, node: Node): Edit {
  const anchor = fullExpression(site)
  const own = rangeOf(anchor.node)
  if (own === undefined) throw new RangeError('the site is not in the source')
  const parent = anchor.parent?.node.type ?? ''
  const { start, end } = BARE.test(parent) ? overParentheses(source.text, own) : own
  const built = replaceWithin(anchor, site, node)
  const lineStart = source.text.lastIndexOf('\n', start - 1) + 1
  const place = { indent: indentAt(source.text, start), column: start - lineStart }
  const text = print(built, place, written(source))
  const wrapped =
    (AMBIGUOUS_START.test(text) && (parent === 'ExpressionStatement' || parent === 'ArrowFunctionExpression')) ||
    (built.type === 'SequenceExpression' && parent !== 'ExpressionStatement')
  return { start, end, text: wrapped ? `(${text})` : text }
}

/** The edit that puts statements before the one at `site`, each on a line of its own. */
export function insertBefore(source: Source, site: Site, statements: readonly Node[]): Edit {
  const range = rangeOf(site.node)
  if (range === undefined) throw new RangeError('the site is not in the source')
  const indent = indentAt(source.text, range.start)
  const text = statements.map((statement) => `${print(statement, { indent, column: indent.length }).replace(/;$/, '')}\n${indent}`).join('')
  return { start: range.start, end: range.start, text }
}

/** The edit that takes the statement at `site` away, with its line when nothing else stands on it. */
export function removeStatement(source: Source, site: Site): Edit {
  const range = rangeOf(site.node)
  if (range === undefined) throw new RangeError('the site is not in the source')
  const lineStart = source.text.lastIndexOf('\n', range.start - 1) + 1
  const rest = /^[ \t;]*(\n|$)/.exec(source.text.slice(range.end))
  const alone =
    rest !== null &&
    source.text.slice(lineStart, range.start).trim() === '' &&
    inBlocks(source.blocks, { start: lineStart, end: range.end + rest[0].length })
  return alone ? { start: lineStart, end: range.end + rest[0].length, text: '' } : { ...range, text: ';' }
}

/** Applies edits, which may not overlap, to a source's text. Throws a RangeError for an edit outside the evolve blocks. */
export function splice(source: Source, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end)
  let out = ''
  let position = 0
  for (const edit of ordered) {
    if (edit.start < position) throw new RangeError('edits overlap')
    if (!inBlocks(source.blocks, edit)) throw new RangeError('an edit reaches out of the evolve blocks')
    out += source.text.slice(position, edit.start) + edit.text
    position = edit.end
  }
  return out + source.text.slice(position)
}
