import type { Range } from '../engine/contracts/language.ts'
import { behindBlanks, tokenAt } from './json.ts'

/** A value of JSON where it stands in its text. */
export interface JsonNode extends Range {
  readonly kind: 'object' | 'list' | 'string' | 'literal'
  /** Elements of a list, values of an object. */
  readonly items: readonly JsonNode[]
  /** Names of an object's fields, in the order of `items`. */
  readonly keys: readonly string[]
}

/** A value that is being read. */
interface Open {
  readonly kind: 'object' | 'list'
  readonly start: number
  readonly items: JsonNode[]
  readonly keys: string[]
}

/** Reads a text that the language `json` takes for one, without recursion. Undefined for one that it does not take. */
export function readJsonTree(text: string): JsonNode | undefined {
  const open: Open[] = []
  let root: JsonNode | undefined
  const put = (node: JsonNode): void => {
    const top = open.at(-1)
    if (top === undefined) root = node
    else top.items.push(node)
  }
  for (let at = behindBlanks(text, 0); at < text.length; at = behindBlanks(text, at)) {
    const token = tokenAt(text, at)
    if (token === undefined) return undefined
    const [start, end] = [at, at + token.length]
    at = end
    const top = open.at(-1)
    if (token.kind === 'sign') {
      if (token.text === '{' || token.text === '[') open.push({ kind: token.text === '{' ? 'object' : 'list', start, items: [], keys: [] })
      else if (token.text === '}' || token.text === ']') {
        const closed = open.pop()
        if (closed === undefined) return undefined
        put({ ...closed, end })
      }
    } else if (token.kind === 'string' && top?.kind === 'object' && top.keys.length === top.items.length) top.keys.push(token.value)
    else put({ kind: token.kind, start, end, items: [], keys: [] })
  }
  return open.length === 0 ? root : undefined
}
