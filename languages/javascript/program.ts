import { createHash } from 'node:crypto'
import type { Node } from 'estree'
import type { Files, Program } from '../../engine/contracts/program.ts'
import { DEEPEST } from './depth.ts'
import { parse, tooDeep } from './parse.ts'

/** Writes a syntax tree without comments, positions and layout; returns how many nodes it has, infinitely many for a tree that is too deep. */
function describe(node: unknown, out: string[], depth = 0): number {
  if (Array.isArray(node)) {
    out.push('[')
    let size = 0
    for (const item of node) size += describe(item, out, depth)
    out.push(']')
    return size
  }
  if (typeof node !== 'object' || node === null) {
    out.push(typeof node, JSON.stringify(String(node)), ',')
    return 0
  }
  if (node instanceof RegExp) return 0
  const isNode = 'type' in node
  if (isNode && depth > DEEPEST) return Infinity
  if (isNode) out.push('(', (node as Node).type)
  let size = isNode ? 1 : 0
  const bag = node as Readonly<Record<string, unknown>>
  for (const key in bag) {
    // How a literal is spelt does not matter; what a template says raw does.
    if (key === 'type' || key === 'start' || key === 'end' || key === 'range' || key === 'loc' || (key === 'raw' && isNode)) continue
    out.push(key, '=')
    size += describe(bag[key], out, depth + 1)
  }
  out.push(')')
  return size
}

/** SHA-256, the first 128 bits in hexadecimal. */
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

/** The files in the order of their names, as one unambiguous text. */
const canonical = (files: Files): string =>
  JSON.stringify(
    Object.keys(files)
      .sort()
      .map((name) => [name, files[name]]),
  )

/** Identity of a set of files, layout and comments included. */
export const identify = (files: Files): string => hash(canonical(files))

/** A program, or why there is none. */
type Made = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly reason: string }

const made = new WeakMap<Files, Made>()

/**
 * Makes a program of source files: its id, its form and its size, or why one of the files does not parse. Files do not change, so
 * that what was made of them is what is made of them.
 *
 * @example
 * const made = makeProgram({ 'initial.ts': 'export const twice = (x: number): number => x * 2' })
 */
export function makeProgram(files: Files): Made {
  const known = made.get(files) ?? make(files)
  made.set(files, known)
  return known
}

function make(files: Files): Made {
  const out: string[] = []
  let size = 0
  for (const name of Object.keys(files).sort()) {
    const parsed = parse(files[name] ?? '', name)
    if (!parsed.ok) return parsed
    out.push(JSON.stringify(name))
    size += describe(parsed.tree, out)
    if (size === Infinity) return { ok: false, reason: `${name} ${tooDeep}` }
  }
  return { ok: true, program: { id: identify(files), canonicalHash: hash(out.join('')), size, files } }
}
