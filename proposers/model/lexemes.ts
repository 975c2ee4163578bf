/** A word, a literal or a sign of a source text. */
export interface Lexeme {
  /** As it is compared: quotes of strings are alike. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Blanks and comments; strings, templates, words, numbers; any other sign by itself. */
const LEXEME =
  /(\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?(?:\*\/|$))|"(?:[^"\\\n]+|\\[\s\S])*"?|'(?:[^'\\\n]+|\\[\s\S])*'?|`(?:[^`\\]+|\\[\s\S])*`?|[\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{M}\p{Nd}\p{Pc}$\u200c\u200d]*|\d[\w.]*|[\s\S]/gu

/**
 * The lexemes of a source text or of a part of one, without blanks, comments, semicolons and commas before what closes: two texts whose
 * lexemes are alike differ in clothes only. It need not parse; what a regular expression holds may be cut otherwise, in both texts alike.
 */
export function lexemesOf(text: string): Lexeme[] {
  const found: Lexeme[] = []
  for (const { 0: part, 1: blank, index } of text.matchAll(LEXEME)) {
    if (blank !== undefined || part === ';' || part === '\uFEFF') continue
    if (/^[)\]}]$/.test(part) && found.at(-1)?.text === ',') found.pop()
    const inner = part.slice(1, -1)
    const alike = part.startsWith("'") && part.endsWith("'") && !/["\\]/.test(inner) ? `"${inner}"` : part
    found.push({ text: alike, start: index, end: index + part.length })
  }
  return found
}
