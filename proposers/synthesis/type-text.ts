import { BOOLEAN, type Field, listOf, NUMBER, recordOf, STRING, tupleOf, type Type, UNKNOWN } from './types.ts'

/** Levels of a written type beyond which nothing is known. */
const DEEPEST = 8

/** The parts of a text at separators that stand outside of brackets. */
function split(text: string, separators: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if ('([{<'.includes(character)) depth += 1
    else if (')]}'.includes(character) || (character === '>' && text.charAt(at - 1) !== '=')) depth -= 1
    else if (depth === 0 && separators.includes(character)) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '')
}

/** Where the bracket that opens at `open` is closed; the text's end where it is not. */
function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if ('([{<'.includes(text.charAt(at))) depth += 1
    else if (')]}>'.includes(text.charAt(at)) && (depth -= 1) === 0) return at
  }
  return text.length
}

/** What a source declares under a name: the body of an interface, or what a type alias stands for. */
function declared(name: string, text: string): string | undefined {
  const head = new RegExp(String.raw`\b(?:interface[ \t]+${RegExp.escape(name)}[ \t]*(?=\{)|type[ \t]+${RegExp.escape(name)}[ \t]*=)`).exec(
    text,
  )
  if (head === null) return undefined
  const from = head.index + head[0].length
  if (head[0].startsWith('interface')) return text.slice(from, closing(text, from) + 1)
  let end = from
  while (end < text.length && text.charAt(end) !== ';' && !(text.charAt(end) === '\n' && !/^\s*[|&]/.test(text.slice(end, end + 40)))) {
    end = '([{<'.includes(text.charAt(end)) ? closing(text, end) + 1 : end + 1
  }
  return text.slice(from, end)
}

function fieldOf(written: string, text: string, depth: number): Field | undefined {
  const own = written.replace(/^readonly\s+/, '')
  const [head, name] = /^(?:["']?)([\w$]+)(?:["']?)\??\s*:/.exec(own) ?? []
  return head === undefined || name === undefined ? undefined : { name, type: typeOf(own.slice(head.length), text, depth + 1) }
}

/** The one type of a union whose members are all of it; `null` and `undefined` are no members. */
function unionOf(members: readonly Type[]): Type {
  const [first, ...others] = members
  return first !== undefined && others.every(({ key }) => key === first.key) ? first : UNKNOWN
}

/**
 * Reads a written type; names are looked up in `text`, the source that declares them. Literals are of the type of their value, and what
 * cannot be read is unknown.
 *
 * @example
 * typeOf('readonly { name: string; sizes: number[] }[]', '')
 */
export function typeOf(written: string, text: string = '', depth = 0): Type {
  const plain = written.trim().replace(/^readonly\s+/, '')
  if (depth > DEEPEST || plain === '') return UNKNOWN
  const members = split(plain, '|')
  if (members.length > 1)
    return unionOf(members.filter((member) => member !== 'undefined' && member !== 'null').map((member) => typeOf(member, text, depth + 1)))
  if (plain === 'number' || (/^-?[\d.]+$/.test(plain) && Number.isFinite(Number(plain)))) return NUMBER
  if (plain === 'boolean' || plain === 'true' || plain === 'false') return BOOLEAN
  if (plain === 'string' || /^(?:"[^"]*"|'[^']*')$/.test(plain)) return STRING
  if (plain.endsWith('[]')) return listOf(typeOf(plain.slice(0, -2), text, depth + 1))
  if (plain.startsWith('(') && closing(plain, 0) === plain.length - 1) return typeOf(plain.slice(1, -1), text, depth + 1)
  const element = /^(?:Readonly)?Array<(.*)>$/s.exec(plain)?.[1]
  if (element !== undefined) return listOf(typeOf(element, text, depth + 1))
  const same = /^Readonly<(.*)>$/s.exec(plain)?.[1]
  if (same !== undefined) return typeOf(same, text, depth + 1)
  if (plain.startsWith('[') && closing(plain, 0) === plain.length - 1)
    return tupleOf(split(plain.slice(1, -1), ',').map((item) => typeOf(item.replace(/^[\w$]+\??\s*:/, ''), text, depth + 1)))
  if (plain.startsWith('{') && closing(plain, 0) === plain.length - 1) {
    const fields = split(plain.slice(1, -1), ';,\n').map((field) => fieldOf(field, text, depth))
    return fields.some((field) => field === undefined) ? UNKNOWN : recordOf(fields as Field[])
  }
  const meant = /^[A-Za-z_$][\w$]*$/.test(plain) ? declared(plain, text) : undefined
  return meant === undefined ? UNKNOWN : typeOf(meant, text, depth + 1)
}
