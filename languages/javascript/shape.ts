/** What is roughly known of a value. */
export type Kind = 'number' | 'boolean' | 'string' | 'array' | 'object' | 'function' | 'unknown'

/** A kind, with that of an array's elements or of an object's members where they are declared. */
export interface Shape {
  readonly kind: Kind
  readonly element?: Shape
  readonly members?: readonly { readonly name: string; readonly shape: Shape }[]
  /** What a function returns. */
  readonly returns?: Shape
}

export const UNKNOWN: Shape = { kind: 'unknown' }
export const NUMBER: Shape = { kind: 'number' }
export const BOOLEAN: Shape = { kind: 'boolean' }
export const STRING: Shape = { kind: 'string' }

/** The position behind the bracket that closes the one at `open`; the text's end when none does. */
function behindBracket(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    const char = text[i] as string
    if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char) && --depth === 0) return i + 1
  }
  return text.length
}

/** Splits at separators that stand outside of brackets. */
function splitOutside(text: string, separators: RegExp): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if ('([{<'.includes(char)) depth++
    else if (')]}'.includes(char) || (char === '>' && text[i - 1] !== '=')) depth--
    else if (depth === 0 && separators.test(char)) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim()).filter((part) => part !== '')
}

/** The body of a type that the text declares under a name. */
function declaredType(name: string, text: string): string | undefined {
  const head = new RegExp(String.raw`\b(?:interface\s+${RegExp.escape(name)}\s*|type\s+${RegExp.escape(name)}\s*=\s*)\{`).exec(text)
  if (head === null) return undefined
  const open = head.index + head[0].length - 1
  return text.slice(open, behindBracket(text, open))
}

/**
 * Reads a written type; names are looked up among the interfaces and object types that `text` declares. What it cannot
 * read is `unknown`.
 *
 * @example
 * shapeOfType('readonly number[]', '') // { kind: 'array', element: { kind: 'number' } }
 */
export function shapeOfType(type: string, text: string, depth = 0): Shape {
  const plain = type
    .trim()
    .replace(/^readonly\s+/, '')
    .replace(/^\(([^()]*)\)$/s, '$1')
  if (depth > 5) return UNKNOWN
  if (plain === 'number' || plain === 'boolean' || plain === 'string') return { kind: plain }
  const returned = plain.startsWith('(') ? /^\s*=>(.*)$/s.exec(plain.slice(behindBracket(plain, 0)))?.[1] : undefined
  if (returned !== undefined) return { kind: 'function', returns: shapeOfType(returned, text, depth + 1) }
  const element = /^(.*)\[\]$/s.exec(plain)?.[1] ?? /^(?:Readonly)?Array<(.*)>$/s.exec(plain)?.[1]
  if (element !== undefined) return { kind: 'array', element: shapeOfType(element, text, depth + 1) }
  if (/^(Int|Uint|Float)\d+(Clamped)?Array$/.test(plain)) return { kind: 'array', element: NUMBER }
  if (plain.startsWith('{') && plain.endsWith('}')) {
    const members = splitOutside(plain.slice(1, -1), /[;,\n]/).flatMap((member): { name: string; shape: Shape }[] => {
      const method = /^([\w$]+)\s*\(/.exec(member)
      if (method?.[1] !== undefined) {
        const returned = /^\s*:(.*)$/s.exec(member.slice(behindBracket(member, method[0].length - 1)))?.[1]
        const returns = returned === undefined ? UNKNOWN : shapeOfType(returned, text, depth + 1)
        return [{ name: method[1], shape: { kind: 'function', returns } }]
      }
      const own = member.replace(/^readonly\s+/, '')
      const [head, name] = /^([\w$]+)\??\s*:/.exec(own) ?? []
      return head === undefined || name === undefined ? [] : [{ name, shape: shapeOfType(own.slice(head.length), text, depth + 1) }]
    })
    return { kind: 'object', members }
  }
  if (plain.startsWith('[')) return { kind: 'array' }
  if (plain.includes('=>')) return { kind: 'function' }
  const declared = /^[A-Za-z_$][\w$]*$/.test(plain) ? declaredType(plain, text) : undefined
  return declared === undefined ? UNKNOWN : shapeOfType(declared, text, depth + 1)
}
