import type { Component } from './component.ts'
import type { Iterator } from './iterators.ts'
import { listOf, type Type } from './types.ts'

/** A name that a term may read. */
export interface Name {
  readonly name: string
  readonly type: Type
}

/** What a term does with its arguments. */
export type Operation =
  | { readonly kind: 'literal'; readonly value: number | string | boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly component: Component }
  /** Its arguments: a list, what is done with each element, and what `reduce` begins with. */
  | { readonly kind: 'traverse'; readonly iterator: Iterator; readonly parameters: readonly Name[] }
  | { readonly kind: 'list' }
  | { readonly kind: 'record'; readonly names: readonly string[] }
  | { readonly kind: 'member'; readonly name: string }
  /** A value by a key, a string or a number, from a table of literals; 0 or '' for a key that is not in it. */
  | { readonly kind: 'table'; readonly entries: readonly (readonly [string, number | string])[]; readonly otherwise: number | string }
  /** Its arguments: what each state begins with, the condition under which a round follows, each state's next value, and the result. */
  | { readonly kind: 'loop'; readonly states: readonly Name[] }

/** A well-typed expression, as data: it can be computed on examples, changed, written as JavaScript and read back from it. */
export interface Term {
  readonly operation: Operation
  readonly args: readonly Term[]
  readonly type: Type
  /** Number of terms in it. */
  readonly size: number
}

const made = (operation: Operation, args: readonly Term[], type: Type, own = 1): Term => ({
  operation,
  args,
  type,
  size: args.reduce((sum, { size }) => sum + size, own),
})

export const literal = (value: number | string | boolean, type: Type): Term => made({ kind: 'literal', value }, [], type)
export const nameTerm = ({ name, type }: Name): Term => made({ kind: 'name', name }, [], type)
export const call = (component: Component, args: readonly Term[], type: Type): Term => made({ kind: 'call', component }, args, type)
export const iterate = (iterator: Iterator, parameters: readonly Name[], args: readonly Term[], type: Type): Term =>
  made({ kind: 'traverse', iterator, parameters }, args, type)
export const listTerm = (args: readonly Term[], element: Type): Term => made({ kind: 'list' }, args, listOf(element))
export const tupleTerm = (args: readonly Term[], type: Type): Term => made({ kind: 'list' }, args, type)
export const recordTerm = (names: readonly string[], args: readonly Term[], type: Type): Term => made({ kind: 'record', names }, args, type)
export const memberTerm = (object: Term, name: string, type: Type): Term => made({ kind: 'member', name }, [object], type)
export const tableTerm = (
  key: Term,
  entries: readonly (readonly [string, number | string])[],
  otherwise: number | string,
  type: Type,
): Term => made({ kind: 'table', entries, otherwise }, [key], type, 1 + entries.length)
export const loopTerm = (states: readonly Name[], args: readonly Term[], type: Type): Term => made({ kind: 'loop', states }, args, type)

/** A term with other arguments. */
export const withArgs = (term: Term, args: readonly Term[]): Term =>
  made(term.operation, args, term.type, term.operation.kind === 'table' ? 1 + term.operation.entries.length : 1)

/** The names that an operation makes for its argument at a position. */
export function binds(operation: Operation, at: number): readonly Name[] {
  if (operation.kind === 'traverse') return at === 1 ? operation.parameters : []
  if (operation.kind === 'loop') return at >= operation.states.length ? operation.states : []
  return []
}

/** Where a term stands in another one: the way down to it, and the names that are made on the way. */
export interface Place {
  readonly term: Term
  readonly path: readonly number[]
  readonly names: readonly Name[]
}

/** Every place of a term, outer ones before inner ones. */
export function placesOf(root: Term): Place[] {
  const places: Place[] = []
  const visit = (term: Term, path: readonly number[], names: readonly Name[]): void => {
    places.push({ term, path, names })
    term.args.forEach((arg, at) => {
      const own = binds(term.operation, at)
      visit(arg, [...path, at], own.length === 0 ? names : [...names, ...own])
    })
  }
  visit(root, [], [])
  return places
}

/** A term with another one in a place. */
export function replaceAt(root: Term, path: readonly number[], term: Term, depth = 0): Term {
  const at = path[depth]
  if (at === undefined) return term
  return withArgs(
    root,
    root.args.map((arg, k) => (k === at ? replaceAt(arg, path, term, depth + 1) : arg)),
  )
}

/** The names that a term reads and does not make itself. */
export function freeNames(term: Term, own: ReadonlySet<string> = new Set(), into: Set<string> = new Set()): Set<string> {
  if (term.operation.kind === 'name' && !own.has(term.operation.name)) into.add(term.operation.name)
  term.args.forEach((arg, at) => {
    const made = binds(term.operation, at)
    freeNames(arg, made.length === 0 ? own : new Set([...own, ...made.map(({ name }) => name)]), into)
  })
  return into
}
