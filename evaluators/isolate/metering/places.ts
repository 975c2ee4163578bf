import type { Node, Program as Tree } from 'estree'
import { isNode, eachChild, type Printing } from './tree.ts'

/** A node's text as it was printed, and the text of the program that it comes from. */
export interface Span {
  readonly begin: number
  readonly end: number
  readonly origin: Origin
}

/** A stretch of a file. */
interface Origin {
  readonly file: string
  readonly start: number
  readonly end: number
}

type Sourced = Node & { start?: number; end?: number; file?: string }

/** Notes in every node of a tree which file it comes from: nodes are moved and copied, and bring it along. */
export function sign(tree: Tree, file: string): void {
  const visit = (node: Node): void => {
    ;(node as Sourced).file = file
    eachChild(node, visit)
  }
  visit(tree)
}

/** Notes the spans of nodes that come from a file, each after those in it. */
export const noting =
  (spans: Span[]): Printing =>
  (node, begin, end) => {
    const { file, start, end: stop } = node as Sourced
    if (isNode(node) && file !== undefined && start !== undefined && stop !== undefined)
      spans.push({ begin, end, origin: { file, start, end: stop } })
  }

/** What may stand between the end of a part of an expression and what is next in it. */
const BETWEEN = /(?:[\s)]|\/\/[^\n]*|\/\*[^]*?\*\/)*/y

/**
 * Where the text comes from that stands at a position of what was printed: where the innermost node begins that is there, or what follows the part
 * of it that ends before.
 */
export function originAt(
  spans: readonly Span[],
  at: number,
  textOf: (file: string) => string,
): { readonly file: string; readonly offset: number } | undefined {
  let inner: Span | undefined
  for (const span of spans) {
    if (span.begin <= at && at < span.end && (inner === undefined || span.end - span.begin < inner.end - inner.begin)) inner = span
  }
  if (inner === undefined) return undefined
  const { file, start, end } = inner.origin
  let before = start
  for (const { begin, end: stop, origin } of spans) {
    if (begin >= inner.begin && stop <= at && origin.file === file && origin.end > before && origin.end < end) before = origin.end
  }
  if (before === start) return { file, offset: start }
  BETWEEN.lastIndex = before
  const skipped = BETWEEN.exec(textOf(file))?.[0].length ?? 0
  return { file, offset: before + skipped < end ? before + skipped : start }
}

/** A position in a text as people count: lines and columns from 1, a byte-order mark not among them. */
export function lineOf(text: string, offset: number): string {
  let line = 1
  let start = text.startsWith('\ufeff') ? 1 : 0
  for (const { index, 0: mark } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
    if (index + mark.length > offset) break
    line += 1
    start = index + mark.length
  }
  return `${line}:${Math.max(0, offset - start) + 1}`
}
