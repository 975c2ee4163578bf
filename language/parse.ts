import { stripTypeScriptTypes } from 'node:module'
import type { Program as Tree } from 'estree'
import { parseModule } from 'meriyah'

/** A source file that parses, or why it does not; the reason names a line and holds no text of the program. */
export type Parsed =
  | { readonly ok: true; readonly tree: Tree; /** The source with types replaced by blanks: offsets stay. */ readonly script: string }
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

/** Replaces types by blanks. Throws a SyntaxError for what cannot be erased (enums, namespaces) or does not parse. */
export function stripTypes(text: string): string {
  if (!announced) {
    announceQuietly()
    announced = true
  }
  return stripTypeScriptTypes(text)
}

/**
 * Parses a JavaScript or TypeScript module. Types are replaced by blanks first, so that every node's `start` and `end`
 * hold for the original text too.
 */
export function parse(text: string, name: string): Parsed {
  try {
    const script = /\.[cm]?ts$/.test(name) ? stripTypes(text) : text
    return { ok: true, tree: parseModule(script, { next: true, ranges: true }) as Tree, script }
  } catch (error) {
    const line = (error as { loc?: { start?: { line?: number } } }).loc?.start?.line
    return { ok: false, reason: `${name} does not parse${line === undefined ? '' : ` at line ${line}`}` }
  }
}
