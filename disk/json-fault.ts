/** What may stand at a place of a JSON text. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing'

/** Where a text stops being JSON, and what should have stood there. */
export interface JsonFault {
  readonly at: number
  readonly expected: Expected
}

const BLANK = /[ \t\n\r]/

/** The offset behind the string that begins at `at`, or where it goes wrong, as a negative number less one. */
function passString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const unit = text.charCodeAt(end)
    if (unit === 34) return end + 1
    if (unit < 32) return -end - 1
    if (unit !== 92) continue
    const escape = text.charAt(end + 1)
    if (escape === 'u') {
      const bad = /[^0-9a-fA-F]/.exec(text.slice(end + 2, end + 6))
      if (bad !== null || end + 6 > text.length) return -(bad === null ? text.length : end + 2 + bad.index) - 1
      end += 5
    } else if (escape !== '' && '"\\/bfnrt'.includes(escape)) end += 1
    else return -(end + 1) - 1
  }
  return -text.length - 1
}

/** The same for a number: how its parts follow each other is JSON's, not JavaScript's. */
function passNumber(text: string, start: number): number {
  let at = start
  const digits = (): boolean => {
    const before = at
    while (/[0-9]/.test(text.charAt(at))) at++
    return at > before
  }
  if (text.charAt(at) === '-') at++
  if (text.charAt(at) === '0') at++
  else if (!digits()) return -at - 1
  if (text.charAt(at) === '.') {
    at++
    if (!digits()) return -at - 1
  }
  if (/[eE]/.test(text.charAt(at))) {
    at++
    if (/[+-]/.test(text.charAt(at))) at++
    if (!digits()) return -at - 1
  }
  return at
}

function passWord(text: string, at: number): number {
  for (const word of ['true', 'false', 'null']) {
    if (text.charAt(at) !== word.charAt(0)) continue
    for (let k = 1; k < word.length; k++) if (text.charAt(at + k) !== word.charAt(k)) return -(at + k) - 1
    return at + word.length
  }
  return -at - 1
}

const passScalar = (text: string, at: number): number =>
  text.charAt(at) === '"' ? passString(text, at) : /[-0-9]/.test(text.charAt(at)) ? passNumber(text, at) : passWord(text, at)

/** Finds the first character that keeps a text from being JSON; the text's end when it stops too early, undefined when it is JSON. */
export function jsonFault(text: string): JsonFault | undefined {
  const open: boolean[] = []
  let expected: Expected = 'value'
  let at = 0
  for (;;) {
    while (at < text.length && BLANK.test(text.charAt(at))) at++
    const next = text.charAt(at)
    const after = (): Expected => (open.length === 0 ? 'nothing' : 'comma or end')
    const isEnd = next === (open.at(-1) === true ? '}' : ']')
    if (at >= text.length) return expected === 'nothing' ? undefined : { at, expected }
    if ((expected === 'value or end' || expected === 'key or end' || expected === 'comma or end') && isEnd) {
      open.pop()
      expected = after()
      at += 1
    } else if (expected === 'comma or end' && next === ',') {
      expected = open.at(-1) === true ? 'key' : 'value'
      at += 1
    } else if (expected === 'colon' && next === ':') {
      expected = 'value'
      at += 1
    } else if ((expected === 'value' || expected === 'value or end') && (next === '[' || next === '{')) {
      open.push(next === '{')
      expected = next === '{' ? 'key or end' : 'value or end'
      at += 1
    } else if (expected === 'value' || expected === 'value or end' || ((expected === 'key' || expected === 'key or end') && next === '"')) {
      const end = passScalar(text, at)
      if (end < 0) return { at: -end - 1, expected }
      expected = expected.startsWith('key') ? 'colon' : after()
      at = end
    } else return { at, expected }
  }
}

/** Words that other languages have for numbers and values, and JSON has not. */
const FOREIGN_WORD = /^[+-]?(NaN|nan|Infinity|inf|undefined|None|True|False)\b/

/** What stands at a fault, in words. */
function wordsFor(text: string, { at, expected }: JsonFault): string {
  const from = Math.max(0, /[-+]/.test(text.charAt(at - 1)) ? at - 1 : at)
  const word = FOREIGN_WORD.exec(text.slice(from, from + 20)) ?? FOREIGN_WORD.exec(text.slice(Math.max(0, at - 1), at + 20))
  const here = text.charAt(at)
  if (word !== null) return `${word[0]} is no value of JSON: leave it out, or write a number, null or a text`
  if (at >= text.length) return 'the text ends too early'
  if (expected === 'nothing') return 'several values stand one after another, as in JSON lines: put them into one list, [..., ...]'
  if (here === "'") return 'texts and names stand between double quotes'
  if (here === '/' || here === '#') return 'JSON has no comments'
  if ((here === ']' || here === '}') && (expected === 'key' || expected === 'value')) return 'a comma stands before the end'
  if (here.charCodeAt(0) < 32) return 'a text holds a line break or another control character'
  if (expected === 'key' || expected === 'key or end') return 'a name between double quotes is missing'
  return `${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))} cannot stand there`
}

/** Whether a text begins as JSON of a list or an object would. */
const looksLikeJson = (text: string): boolean => /^\s*[[{"]/.test(text.slice(0, 10_000))

/** What a text is that is no JSON, in words that go on where the name of its file ends. */
export function explainJson(text: string): string {
  if (text.trim() === '') return 'is empty'
  if (!looksLikeJson(text)) {
    const [first = ''] = text.trimStart().slice(0, 200).split('\n')
    const kind = /[,;\t]/.test(first) ? 'looks like a table (CSV)' : 'looks like plain text (as those of OR-Library or TSPLIB)'
    const { at } = jsonFault(text) ?? { at: 0 }
    return `is not JSON: ${placeOf(text, at)}: it ${kind}: make a JSON list of it, or read it in problem.ts`
  }
  const fault = jsonFault(text)
  return fault === undefined ? 'is not JSON' : `is not JSON: ${placeOf(text, fault.at)}: ${wordsFor(text, fault)}`
}

function placeOf(text: string, at: number): string {
  let line = 1
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', start)) {
    line += 1
    start = end + 1
  }
  return `line ${line}, column ${at - start + 1}`
}
