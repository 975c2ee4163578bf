import { parseJson } from '../disk/json.ts'

/**
 * One text for one value: JSON with sorted keys, written so that every double survives. `-0` stays `-0`, infinities are
 * `1e999` and `-1e999` (which any JSON parser reads as such), NaN is `{"#":"NaN"}`; a key that begins with `#` gets
 * another one. Fields that are undefined are absent. A line of text without line breaks, fit for hashing and for storing.
 *
 * Throws a TypeError for what is not plain data: functions, symbols, bigints, class instances, holes in lists.
 */
export function encode(value: unknown): string {
  const copy = arranged(value)
  return copy === undefined ? spell(value) : JSON.stringify(copy)
}

/**
 * A copy with sorted keys, which JSON.stringify writes as `spell` would, in half the time; undefined for a value with anything in
 * it on which the two differ.
 */
function arranged(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : undefined
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' || typeof value === 'boolean' || value === null ? value : undefined
  return Array.isArray(value) ? arrangedList(value) : arrangedFields(value)
}

function arrangedList(list: readonly unknown[]): unknown[] | undefined {
  const copy: unknown[] = []
  for (let i = 0; i < list.length; i++) {
    const item = arranged(list[i])
    if (item === undefined) return undefined
    copy.push(item)
  }
  return copy
}

/** Whether a key begins with a digit, so that an object does not keep it where it was put, or is escaped, or sets a prototype. */
function isOdd(key: string): boolean {
  const first = key.charCodeAt(0)
  return first === 35 || (first >= 48 && first <= 57) || key === '__proto__'
}

function arrangedFields(value: object): object | undefined {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return undefined
  const copy: Record<string, unknown> = {}
  for (const key of sorted(Object.keys(value))) {
    const field: unknown = (value as Record<string, unknown>)[key]
    if (field === undefined) continue
    const item = isOdd(key) ? undefined : typeof field === 'string' ? field : arranged(field)
    if (item === undefined) return undefined
    copy[key] = item
  }
  return copy
}

/** The text of any value, written bit by bit. */
function spell(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
      return Number.isNaN(value) ? '{"#":"NaN"}' : value > 0 ? '1e999' : '-1e999'
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? spellList(value) : spellFields(value)
    default:
      throw new TypeError(`a ${typeof value} has no canonical encoding`)
  }
}

function spellList(list: readonly unknown[]): string {
  let text = '['
  for (let i = 0; i < list.length; i++) text += (i === 0 ? '' : ',') + spell(list[i])
  return `${text}]`
}

function spellFields(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects have a canonical encoding')
  let text = '{'
  for (const key of sorted(Object.keys(value))) {
    const field: unknown = (value as Record<string, unknown>)[key]
    if (field === undefined) continue
    if (text.length > 1) text += ','
    text += `${JSON.stringify(key.startsWith('#') ? `#${key}` : key)}:${spell(field)}`
  }
  return `${text}}`
}

/** Sorts by code units, in place. Records have few keys, mostly in order: insertion beats the general way by far. */
function sorted(keys: string[]): string[] {
  if (keys.length > 16) return keys.sort()
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string
    let at = i
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string
    keys[at] = key
  }
  return keys
}

/** The value of a canonical text. Throws a SyntaxError for a text that is not JSON, or holds more than any that was written (see `BOUNDS`). */
export function decode(text: string): unknown {
  const value = parseJson(text)
  return text.includes('"#') ? restore(value) : value
}

/** Undoes the two escapes that plain JSON does not know. */
function restore(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(restore)
  const fields = Object.entries(value)
  if (fields.length === 1 && fields[0]?.[0] === '#') return Number.NaN
  return Object.fromEntries(fields.map(([key, field]) => [key.startsWith('#') ? key.slice(1) : key, restore(field)]))
}
