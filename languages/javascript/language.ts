import type { Node } from 'estree'
import { defineLanguage } from '../../engine/contracts/language.ts'
import type { LanguagePart } from '../../engine/contracts/language.ts'
import { evolveBlocks, isMark } from './blocks.ts'
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

const ENDINGS = ['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs']

/** JavaScript and TypeScript: equal trees are equal, whatever their comments, types and layout; the size is the nodes of the tree. */
export const javascript: LanguagePart = defineLanguage({
  name: 'javascript',
  extensions: ENDINGS,
  canonicalize(text, file) {
    const parsed = parse(text, file)
    // parsers say the file's name first
    if (!parsed.ok) return { ok: false, reason: parsed.reason.slice(file.length + 1) }
    const out: string[] = []
    const size = describe(parsed.tree, out)
    return size === Infinity ? { ok: false, reason: tooDeep } : { ok: true, canonical: out.join(''), size }
  },
  blocks(text, file) {
    if (!text.includes('EVOLVE-BLOCK-')) return undefined
    const parsed = parse(text, file)
    return parsed.ok && parsed.comments.some(isMark) ? evolveBlocks(text, parsed.comments) : undefined
  },
  words: {
    units: 'nodes of syntax',
    rules: `A program is JavaScript or TypeScript whose types can be erased, without input, output, clock or randomness of its own. It has the language's
built-ins (Math, typed arrays, Map, Set, strings, regular expressions, JSON) and no others: no BigInt, no promises, no timers, no locale, and
Date stands still. Nothing that it remembers lasts from one case to the next. Its files may
import each other by relative paths with their endings (./other.ts), not in a circle, and nothing else. Where the comments EVOLVE-BLOCK-START
and EVOLVE-BLOCK-END stand, only what is between them may change; the comments themselves stay.`,
    fence: (extension) => (/^[cm]?ts$/.test(extension) ? 'ts' : 'js'),
    fences: [
      'js',
      'ts',
      'mjs',
      'mts',
      'cjs',
      'cts',
      'jsx',
      'tsx',
      'javascript',
      'typescript',
      'ecmascript',
      'node',
      'nodejs',
      'deno',
      'bun',
    ],
    comment: (text) => `// ${text}`,
  },
})
