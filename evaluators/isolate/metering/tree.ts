import { type Generator, GENERATOR, generate, type State } from 'astring'
import type { BlockStatement, Expression, Identifier, Literal, Node, Statement } from 'estree'

/** A node of a syntax tree, seen as a bag of children. */
export type Bag = { type: string } & Record<string, unknown>

/** Calls `visit` with every child node of a node, in source order. */
export function eachChild(node: Node, visit: (child: Node) => void): void {
  const bag = node as unknown as Bag
  for (const key in bag) {
    const value = bag[key]
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value)) {
      if (isNode(value)) visit(value)
    } else for (const item of value) if (isNode(item)) visit(item)
  }
}

/** Replaces every child node of a node by what `change` makes of it. */
export function mapChildren(node: Node, change: (child: Node) => Node): void {
  const bag = node as unknown as Bag
  for (const key in bag) {
    const value = bag[key]
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value)) {
      if (isNode(value)) bag[key] = change(value)
    } else for (let k = 0; k < value.length; k++) if (isNode(value[k])) value[k] = change(value[k])
  }
}

/** Whether a value is a syntax node. */
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Bag).type === 'string'

export const identifier = (name: string): Identifier => ({ type: 'Identifier', name })
/** `undefined`, also where its name is taken. */
export const absent = (): Expression => ({
  type: 'UnaryExpression',
  operator: 'void',
  prefix: true,
  argument: { type: 'Literal', value: 0 },
})
export const block = (body: Statement[]): BlockStatement => ({ type: 'BlockStatement', body })
export const call = (name: string, ...args: Expression[]): Expression => ({
  type: 'CallExpression',
  callee: identifier(name),
  arguments: args,
  optional: false,
})
export const declare = (kind: 'let' | 'const', id: Node, init: Expression): Statement =>
  ({ type: 'VariableDeclaration', kind, declarations: [{ type: 'VariableDeclarator', id, init }] }) as Statement

/** A statement of ready text; the text may be set until the tree is printed. */
export interface Verbatim {
  type: 'Verbatim'
  text: string
}
export const verbatim = (text: string): Statement => ({ type: 'Verbatim', text }) as unknown as Statement

type Base = Record<string, (this: unknown, node: Node, state: State) => void>
const base = GENERATOR as unknown as Base

const printer = {
  ...GENERATOR,
  Verbatim: (node: Verbatim, state: State): void => state.write(node.text),
  // (a?.b).c is not a?.b.c: the parentheses end the chain
  ChainExpression(node: Node, state: State): void {
    state.write('(')
    base.ChainExpression?.call(this, node, state)
    state.write(')')
  },
  // a number beyond the largest is infinite, which JSON writes as null
  Literal(node: Literal, state: State): void {
    if (node.value === Infinity) state.write('1e999')
    else base.Literal?.call(this, node, state)
  },
}

/** Hears of the nodes that are printed, each after those in it: where its text begins and ends. */
export type Printing = (node: Node, begin: number, end: number) => void

/** The printer that tells of what it prints. */
const telling = (hear: Printing): object => {
  const plain = printer as unknown as Base
  const made: object = new Proxy(plain, {
    get: (_, type: string) => (node: Node, state: State & { readonly output: string }) => {
      const begin = state.output.length
      plain[type]?.call(made, node, state)
      hear(node, begin, state.output.length)
    },
  })
  return made
}

/** Prints a tree; its layout does not depend on that of the source. */
export const print = (node: Node, hear?: Printing): string =>
  generate(node, { generator: (hear === undefined ? printer : telling(hear)) as Generator, indent: ' ' })
