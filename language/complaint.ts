import { parseModule } from 'meriyah'
import { stripTypes } from './parse.ts'

/** What a parser says, without the position and the words of the text that it quotes at length. */
const plain = (message: string): string =>
  message
    .replace(/^\[[\d:-]+\]:?\s*/, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200)

/**
 * Says why a source file does not parse, with its line where the parser knows it; undefined for one that does.
 *
 * @example
 * syntaxOf('a.ts', 'enum A {}') // 'a.ts does not parse at line 1: TypeScript enum is not supported in strip-only mode'
 */
export function syntaxOf(name: string, text: string): string | undefined {
  try {
    parseModule(/\.[cm]?ts$/.test(name) ? stripTypes(text) : text, { next: true, ranges: true })
    return undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) return undefined
    const {
      loc,
      description,
      stack = '',
    } = error as SyntaxError & { readonly loc?: { readonly start?: { readonly line?: number } }; readonly description?: string }
    // Node writes the line of what its stripper refuses before the stack.
    const line = loc?.start?.line ?? /^:(\d+)\n/.exec(stack)?.[1]
    const reason = plain(description ?? error.message)
    return `${name} does not parse${line === undefined ? '' : ` at line ${line}`}${reason === '' ? '' : `: ${reason}`}`
  }
}
