import { isJavaScript } from '../../../languages/javascript/modules.ts'
import { SHORT } from './forms.ts'

/** The name of a file of JavaScript. */
const SOURCE = '[\\w@./-]{0,120}\\w\\.[cm]?[jt]sx?'
/** What may stand around a name. */
const DRESS = ' \t`*_"\'()[]#>:=-'
/** What may stand before it. */
const LABEL = /^(?:\d{1,3}[.)]|(?:file|filename|file name|path)\s*[:=])/i
const SAID = /^\s*(?:#{1,6}\s+|\*\*|[-*]\s+)?file(?:name)?:\s*[`*"']*([^`*"'\s]+)[`*"']*:?\s*$/i
const TAG = /^\s*<\w{1,20}\s[^<>]*?(?:path|name|file|filename)\s*=\s*["']([^"'<>]{1,200})["'][^<>]*>/i
const LABELLED = /^\s*(?:\/\/|\/\*)\s*file(?:name)?:\s*([^\s*]+)\s*(?:\*\/)?\s*$/i

/** Where a reply names files. */
export interface Names {
  /** Whether a text is the name of a file. */
  is(text: string): boolean
  /** The file that a line of its own names: a heading, bold or in backticks, with or without the word `file`, or a tag with a path. */
  headingOf(line: string): string | undefined
  /** The file that the first line of a listing names in a comment. */
  commentOf(line: string): string | undefined
  /** The file that stands behind a fence. */
  fileOfInfo(info: string): string | undefined
  /** The only file that a line of prose which announces something speaks of. */
  announcedIn(line: string): string | undefined
}

/** A text without what may stand around a name. */
function undressed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && DRESS.includes(text[start] as string)) start++
  while (end > start && DRESS.includes(text[end - 1] as string)) end--
  return text.slice(start, end)
}

const first = (line: string, ...patterns: readonly RegExp[]): string | undefined => {
  if (line.length > SHORT) return undefined
  for (const pattern of patterns) {
    const name = pattern.exec(line)?.[1]
    if (name !== undefined) return name
  }
  return undefined
}

/** Finds the names of files in replies about a program with these files: anything that is called like JavaScript is a name, and of others those that there are. */
export function namesAmong(files: readonly string[] = []): Names {
  const others = files.filter((file) => !isJavaScript(file)).map((file) => file.replaceAll(/[^\w]/g, String.raw`\$&`))
  const file = `(?:${[...others.sort((a, b) => b.length - a.length), SOURCE].join('|')})`
  const whole = new RegExp(`^${file}$`, 'i')
  const comment = new RegExp(
    `^\\s*(?://+|/\\*+|#|<!--)\\s*(?:(?:file|filename|path)\\s*[:=]\\s*)?[\`"']?(${file})[\`"']?\\s*(?:\\*/|-->)?\\s*$`,
    'i',
  )
  const any = new RegExp(`(?<![\\w@./-])${file}(?![\\w/-])`, 'gi')
  const behind = new RegExp(`(?:^|[\\s=:"'{(])(${file})["')}]*$`, 'i')

  /** The name that is all that a line says. */
  function aloneIn(line: string): string | undefined {
    if (line.length > SHORT) return undefined
    let said = undressed(line)
    for (let label = LABEL.exec(said); label !== null; label = LABEL.exec(said)) said = undressed(said.slice(label[0].length))
    return whole.test(said) ? said : undefined
  }

  return {
    is: (text) => text.length <= SHORT && whole.test(text),
    headingOf: (line) => first(line, SAID, TAG) ?? aloneIn(line),
    commentOf: (line) => first(line, LABELLED, comment),
    fileOfInfo: (info) => first(info, behind),
    announcedIn(line) {
      if (line.length > SHORT || !/[:.]\W*$/.test(line)) return undefined
      const names = new Set(line.match(any))
      return names.size === 1 ? [...names][0] : undefined
    },
  }
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
