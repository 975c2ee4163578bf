import { styleText } from 'node:util'

const KEYWORDS =
  'as async await break case catch class const continue default delete do else export extends false finally for from function if import in instanceof let new null of return static super switch this throw true try type typeof undefined var void while yield interface'

/** What is seen of a language without parsing it: comments, strings, numbers, words. */
const PARTS =
  /(?<comment>\/\/[^\n]*|\/\*(?:(?!\*\/)[\s\S])*(?:\*\/)?)|(?<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?)|(?<number>\b\d[\w.]*)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)/gu

const keywords = new Set(KEYWORDS.split(' '))

/** Whether a file's source is coloured: what looks like strings and keywords in a text means nothing. */
const isColoured = (name: string): boolean => /\.(?:[cm]?[jt]s|json)$/.test(name)

/** A printable source in colour, line by line. Colours are left out where they are not wanted (NO_COLOR, not a terminal). */
export function highlight(source: string): string[] {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    text
      .split('\n')
      .map((line) => styleText(style, line))
      .join('\n')
  return source
    .replace(PARTS, (text, ...rest) => {
      const { comment, string, number } = rest.at(-1) as Record<string, string | undefined>
      if (comment !== undefined) return paint('dim', text)
      if (string !== undefined) return paint('green', text)
      if (number !== undefined) return paint('yellow', text)
      return keywords.has(text) ? paint('magenta', text) : text
    })
    .split('\n')
}

/** The printable files of a program in colour, line by line, as far as they are in a language whose colours are known; of several each under its name. */
export function highlightFiles(files: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(files).sort()
  return names.flatMap((name) => {
    const text = files[name] ?? ''
    const heading = names.length === 1 ? [] : [styleText('dim', `// ${name}`)]
    return [...heading, ...(isColoured(name) ? highlight(text) : text.split('\n'))]
  })
}
