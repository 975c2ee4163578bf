import { SHORT } from './forms.ts'

/** The name of a source file. */
const FILE = '[\\w@./-]{0,120}\\w\\.[cm]?[jt]sx?'
const WHOLE = new RegExp(`^${FILE}$`, 'i')
/** What may stand around a name. */
const DRESS = ' \t`*_"\'()[]#>:=-'
/** What may stand before it. */
const LABEL = /^(?:\d{1,3}[.)]|(?:file|filename|file name|path)\s*[:=])/i
const SAID = /^\s*(?:#{1,6}\s+|\*\*|[-*]\s+)?file(?:name)?:\s*[`*"']*([^`*"'\s]+)[`*"']*:?\s*$/i
const TAG = /^\s*<\w{1,20}\s[^<>]*?(?:path|name|file|filename)\s*=\s*["']([^"'<>]{1,200})["'][^<>]*>/i
const COMMENT = new RegExp(
  `^\\s*(?://+|/\\*+|#|<!--)\\s*(?:(?:file|filename|path)\\s*[:=]\\s*)?[\`"']?(${FILE})[\`"']?\\s*(?:\\*/|-->)?\\s*$`,
  'i',
)
const LABELLED = /^\s*(?:\/\/|\/\*)\s*file(?:name)?:\s*([^\s*]+)\s*(?:\*\/)?\s*$/i
const ANY = new RegExp(`(?<![\\w@./-])${FILE}(?![\\w/-])`, 'gi')
const INFO = new RegExp(`(?:^|[\\s=:"'{(])(${FILE})["')}]*$`, 'i')

/** A text without what may stand around a name. */
function undressed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && DRESS.includes(text[start] as string)) start++
  while (end > start && DRESS.includes(text[end - 1] as string)) end--
  return text.slice(start, end)
}

/** The name that is all that a line says. */
function aloneIn(line: string): string | undefined {
  if (line.length > SHORT) return undefined
  let said = undressed(line)
  for (let label = LABEL.exec(said); label !== null; label = LABEL.exec(said)) said = undressed(said.slice(label[0].length))
  return WHOLE.test(said) ? said : undefined
}

const first = (line: string, ...patterns: readonly RegExp[]): string | undefined => {
  if (line.length > SHORT) return undefined
  for (const pattern of patterns) {
    const name = pattern.exec(line)?.[1]
    if (name !== undefined) return name
  }
  return undefined
}

/** The file that a line of its own names: a heading, bold or in backticks, with or without the word `file`, or a tag with a path. */
export const headingOf = (line: string): string | undefined => first(line, SAID, TAG) ?? aloneIn(line)

/** The file that the first line of a listing names in a comment. */
export const commentOf = (line: string): string | undefined => first(line, LABELLED, COMMENT)

/** The file that stands behind a fence. */
export const fileOfInfo = (info: string): string | undefined => first(info, INFO)

/** The only file that a line of prose which announces something speaks of. */
export function announcedIn(line: string): string | undefined {
  if (line.length > SHORT || !/[:.]\W*$/.test(line)) return undefined
  const names = new Set(line.match(ANY))
  return names.size === 1 ? [...names][0] : undefined
}

/** The file of a program that a name means: itself, or the only one that is called so in another folder or with another ending. */
export function fileNamed(names: readonly string[], wanted: string): string | undefined {
  const plain = wanted.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '')
  if (names.includes(plain)) return plain
  const stem = (name: string): string => name.replace(/\.[cm]?[jt]sx?$/i, '')
  const alike = [(name: string) => name.endsWith(`/${plain}`) || plain.endsWith(`/${name}`), (name: string) => stem(name) === stem(plain)]
  for (const test of alike) {
    const found = names.filter(test)
    if (found.length === 1) return found[0]
  }
  return undefined
}
