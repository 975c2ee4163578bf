/** What a piece of source is. */
export type Kind = 'comment' | 'string' | 'number' | 'keyword' | 'call' | 'plain'

/** A piece of a line. */
export interface Token {
  readonly kind: Kind
  readonly text: string
}

const KEYWORDS = new Set(
  (
    'as async await break case catch class const continue default delete do else export extends false finally for from function if import in ' +
    'instanceof interface let new null of readonly return static super switch this throw true try type typeof undefined var void while yield'
  ).split(' '),
)

/** Each alternative ends within its line and is read once from left to right, so that no source makes it slow. */
const PIECE = /(\/\/.*)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?)|(\b\d[\w.]*)|([\p{L}_$][\p{L}\p{N}_$]*)|(\s+|.)/giuy

/** Whether a file is in a language whose pieces are known. */
export const isColoured = (file: string): boolean => /\.(?:[cm]?[jt]s|json)$/.test(file)

/** The pieces of a line of JavaScript, TypeScript or JSON; `inside` says whether a block comment goes on from the line before. */
export function tokensOf(line: string, inside: boolean): { readonly tokens: readonly Token[]; readonly inside: boolean } {
  const tokens: Token[] = []
  let at = 0
  let open = inside
  while (at < line.length) {
    if (open || line.startsWith('/*', at)) {
      const end = line.indexOf('*/', open ? at : at + 2)
      const stop = end === -1 ? line.length : end + 2
      tokens.push({ kind: 'comment', text: line.slice(at, stop) })
      open = end === -1
      at = stop
      continue
    }
    PIECE.lastIndex = at
    const [text = '', comment, string, number, word] = PIECE.exec(line) ?? []
    if (text === '') {
      tokens.push({ kind: 'plain', text: line.slice(at) })
      break
    }
    at += text.length
    const kind: Kind =
      comment !== undefined
        ? 'comment'
        : string !== undefined
          ? 'string'
          : number !== undefined
            ? 'number'
            : word === undefined
              ? 'plain'
              : KEYWORDS.has(word)
                ? 'keyword'
                : /^\s*\(/.test(line.slice(at, at + 10))
                  ? 'call'
                  : 'plain'
    const last = tokens.at(-1)
    if (kind === 'plain' && last?.kind === 'plain') tokens[tokens.length - 1] = { kind, text: last.text + text }
    else tokens.push({ kind, text })
  }
  return { tokens, inside: open }
}
