import { defineLanguage } from '../../engine/contracts/language.ts'
import type { LanguagePart } from '../../engine/contracts/language.ts'
import { evolveBlocks, isMark } from './blocks.ts'
import { DEEPEST } from './depth.ts'
import { leaveTree, parse, tooDeep } from './parse.ts'

/** A syntax tree without comments, positions and layout, as text, and how many nodes it has: infinitely many where it is too deep. */
class Description {
  text = ''
  size = 0

  add(node: unknown, depth = 0): void {
    if (typeof node !== 'object' || node === null) {
      this.text += `${typeof node}${typeof node === 'string' ? JSON.stringify(node) : `"${String(node)}"`},`
    } else if (Array.isArray(node)) {
      this.text += '['
      for (const item of node) this.add(item, depth)
      this.text += ']'
    } else if (!(node instanceof RegExp)) this.#addFields(node as Readonly<Record<string, unknown>>, depth)
  }

  #addFields(fields: Readonly<Record<string, unknown>>, depth: number): void {
    const isNode = 'type' in fields
    if (isNode) {
      if (depth > DEEPEST) {
        this.size = Infinity
        return
      }
      this.text += `(${String(fields['type'])}`
      this.size += 1
    }
    for (const key in fields) {
      // How a literal is spelt does not matter; what a template says raw does.
      if (key === 'type' || key === 'start' || key === 'end' || key === 'range' || key === 'loc' || (key === 'raw' && isNode)) continue
      this.text += `${key}=`
      this.add(fields[key], depth + 1)
    }
    this.text += ')'
  }
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
    const description = new Description()
    description.add(parsed.tree)
    leaveTree(text, file, parsed)
    const { text: canonical, size } = description
    return size === Infinity ? { ok: false, reason: tooDeep } : { ok: true, canonical, size }
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
