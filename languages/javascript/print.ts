import { type Generator, GENERATOR, generate, type State } from 'astring'
import type { Node } from 'estree'

/** Columns that a printed line keeps within where an operator or a comma allows a break. */
const WIDTH = 100
/** What is no longer than this is not broken, wherever it stands. */
const SHORT = 40

/** A place where a line may end: before an operator or after a comma, `depth` operators deep. */
interface Break {
  readonly at: number
  readonly depth: number
}

type Printer = { [type: string]: (this: Printer, node: Node, state: State) => void }

const BINDING: Readonly<Record<string, number>> = {
  '||': 1,
  '??': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '+': 7,
  '-': 7,
  '*': 8,
  '/': 8,
  '%': 8,
}

/** `a + b - c` is one chain: its operators are breaks of one depth. */
const continues = (node: Node, parent: Node): boolean =>
  'operator' in node &&
  'operator' in parent &&
  'left' in parent &&
  parent.left === node &&
  BINDING[node.operator] !== undefined &&
  BINDING[node.operator] === BINDING[parent.operator]

/** Prints on one line and notes where it may be broken. `verbatim` gives the text of nodes that are to stay as written. */
function printFlat(
  node: Node,
  indent: string,
  verbatim: (node: Node) => string | undefined,
): { readonly text: string; readonly breaks: readonly Break[] } {
  let text = ''
  const breaks: Break[] = []
  const open: { readonly node: Node; readonly depth: number }[] = []
  const write = (code: string): void => {
    const top = open.at(-1)
    if (top !== undefined) {
      const { node: owner, depth } = top
      const operator = 'operator' in owner && 'left' in owner && code === ` ${owner.operator} `
      if (operator || (owner.type === 'ConditionalExpression' && (code === ' ? ' || code === ' : ')))
        breaks.push({ at: text.length, depth })
      if ((owner.type === 'CallExpression' || owner.type === 'NewExpression') && code === ', ') breaks.push({ at: text.length + 1, depth })
    }
    text += code
  }
  const base = GENERATOR as unknown as Printer
  const printer = new Proxy(base, {
    get:
      (_, type: string) =>
      (owner: Node, state: State): void => {
        const kept = verbatim(owner)
        if (kept !== undefined) return void (text += kept)
        const top = open.at(-1)
        const inChain =
          top !== undefined &&
          (continues(owner, top.node) ||
            (owner.type === 'ConditionalExpression' && top.node.type === 'ConditionalExpression' && top.node.alternate === owner))
        const depth = top === undefined ? 0 : inChain ? top.depth : top.depth + 1
        open.push({ node: owner, depth })
        base[type]?.call(printer, owner, state)
        open.pop()
      },
  })
  const level = indent.startsWith('\t')
    ? { indent: '\t', startingIndentLevel: indent.length }
    : { indent: '  ', startingIndentLevel: indent.length >> 1 }
  generate(node, { ...level, generator: printer as unknown as Generator, output: { write } } as never)
  return { text, breaks }
}

/** Breaks a line that is too long at its outermost breaks, and its parts likewise, each level two columns deeper. */
function wrap(text: string, breaks: readonly Break[], column: number, indent: string): string {
  if (column + text.length <= WIDTH || text.length <= SHORT || breaks.length === 0) return text
  const outermost = Math.min(...breaks.map((item) => item.depth))
  const cuts = breaks.filter((item) => item.depth === outermost)
  const deeper = `${indent}  `
  const starts = [0, ...cuts.map((cut) => cut.at)]
  const parts = starts.map((start, k) => {
    const end = starts[k + 1] ?? text.length
    const raw = text.slice(start, end)
    const part = raw.trimStart()
    const shift = end - part.length
    const inner = breaks.filter((item) => item.depth > outermost && item.at > start && item.at < end)
    return wrap(
      part.trimEnd(),
      inner.map((item) => ({ at: item.at - shift, depth: item.depth })),
      k === 0 ? column : deeper.length,
      k === 0 ? indent : deeper,
    )
  })
  return parts.join(`\n${deeper}`)
}

/** Where a text is put: the indentation of its line and the column at which it begins. */
export interface Place {
  readonly indent: string
  readonly column: number
}

/**
 * Prints an expression or a statement, with the parentheses that it needs inside; long lines are broken at operators and
 * commas. Nodes for which `verbatim` has a text keep it.
 *
 * @example
 * print(expression, { indent: '  ', column: 9 })
 */
export function print(
  node: Node,
  place: Place = { indent: '', column: 0 },
  verbatim: (node: Node) => string | undefined = () => undefined,
): string {
  const { text, breaks } = printFlat(node, place.indent, verbatim)
  return text.includes('\n') ? text : wrap(text, breaks, place.column, place.indent)
}
