import { parseJson } from '../../../disk/json.ts'
import type { Reading, Replacement } from './forms.ts'

const FILE_KEYS = ['file', 'path', 'filename', 'file_path', 'filePath', 'name']
const SEARCH_KEYS = ['search', 'old', 'old_string', 'oldString', 'old_str', 'old_text', 'old_code', 'find', 'original', 'before', 'from']
const REPLACE_KEYS = [
  'replace',
  'new',
  'new_string',
  'newString',
  'new_str',
  'new_text',
  'new_code',
  'replacement',
  'updated',
  'after',
  'to',
]
const CODE_KEYS = ['code', 'program', 'source', 'content', 'contents', 'solution', 'implementation', 'text', 'new_program', 'new_content']
/** Levels that are looked through: calls of tools put what they are given into a string within objects. */
const LEVELS = 6
const SOURCE_NAME = /^[\w@./-]{1,200}\.[cm]?[jt]sx?$/

type Bag = Readonly<Record<string, unknown>>
const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text, or the lines of one, under the first of these keys that has any. */
function textAt(bag: Bag, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(bag, key) ? bag[key] : undefined
    if (typeof value === 'string') return value
    if (Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === 'string')) return value.join('\n')
  }
  return undefined
}

const fileAt = (bag: Bag): { file?: string } => {
  const file = textAt(bag, FILE_KEYS)
  return file === undefined ? {} : { file }
}

function editOf(bag: Bag): Replacement | undefined {
  const search = textAt(bag, SEARCH_KEYS)
  const replace = textAt(bag, REPLACE_KEYS)
  if (search === undefined || replace === undefined) return undefined
  return { ...fileAt(bag), search: search.split('\n'), replace: replace === '' ? [] : replace.split('\n') }
}

const replacements = (found: readonly Replacement[]): Reading | undefined =>
  found.length === 0 ? undefined : { kind: 'replacements', replacements: found }

/** Files by their names, or one program. */
function listingsOf(bag: Bag): Reading | undefined {
  const named = Object.entries(bag).filter((entry): entry is [string, string] => SOURCE_NAME.test(entry[0]) && typeof entry[1] === 'string')
  if (named.length > 0) return { kind: 'listings', listings: named.map(([file, text]) => ({ file, info: 'json', text })) }
  const text = textAt(bag, CODE_KEYS)
  return text === undefined ? undefined : { kind: 'listings', listings: [{ ...fileAt(bag), info: 'json', text }] }
}

/** What several values come to: all their changes, else all their files. */
function readAll(values: readonly unknown[], level: number, read: (text: string) => Reading | undefined): Reading | undefined {
  const all = values.slice(0, 100).flatMap((value) => readValue(value, level, read) ?? [])
  const changes = all.flatMap((item) => (item.kind === 'replacements' ? item.replacements : []))
  const listings = all.flatMap((item) => (item.kind === 'listings' ? item.listings : []))
  return replacements(changes) ?? (listings.length === 0 ? undefined : { kind: 'listings', listings })
}

function readValue(value: unknown, level: number, read: (text: string) => Reading | undefined): Reading | undefined {
  if (level > LEVELS) return undefined
  if (typeof value === 'string') return /^\s*[[{]/.test(value) ? readJsonText(value, level + 1, read) : undefined
  if (Array.isArray(value)) return readAll(value, level + 1, read)
  if (!isBag(value)) return undefined
  const edit = editOf(value)
  if (edit !== undefined) return replacements([edit])
  const inner = Object.values(value).filter((item) => typeof item === 'object' && item !== null)
  const file = fileAt(value)
  const found = readAll(inner, level + 1, read)
  // Edits under a file's name are edits of that file.
  if (found?.kind === 'replacements') return replacements(found.replacements.map((item) => ({ ...file, ...item })))
  if (found !== undefined) return found
  const listings = listingsOf(value)
  const said = Object.values(value).filter((item) => typeof item === 'string')
  // A text within JSON may be a reply of its own: blocks, a diff, a fence.
  for (const text of said) {
    const within = read(text) ?? readValue(text, level + 1, read)
    if (within !== undefined && within.kind !== 'failure') return within
  }
  return listings
}

/** JSON as models write it: line breaks stand in strings, and a comma before what closes. */
function repaired(text: string): string {
  let out = ''
  let from = 0
  let quoted = false
  for (let k = 0; k < text.length; k++) {
    const unit = text[k]
    if (unit === '\\') k++
    else if (unit === '"') quoted = !quoted
    else if (quoted && (unit === '\n' || unit === '\r' || unit === '\t')) {
      out += text.slice(from, k) + (unit === '\n' ? '\\n' : unit === '\t' ? '\\t' : '')
      from = k + 1
    } else if (!quoted && unit === ',' && /^\s{0,200}[\]}]/.test(text.slice(k + 1, k + 202))) {
      out += text.slice(from, k)
      from = k + 1
    }
  }
  return out + text.slice(from)
}

function parsed(text: string): unknown {
  for (const form of [() => text, () => repaired(text)]) {
    try {
      return parseJson(form())
    } catch {
      // not this form
    }
  }
  return undefined
}

function readJsonText(text: string, level: number, read: (text: string) => Reading | undefined): Reading | undefined {
  const start = text.search(/[[{]/)
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  if (start < 0 || end < start) return undefined
  return readValue(parsed(text.slice(start, end + 1)), level, read)
}

/**
 * What a text that is JSON says: edits as objects with what to find and what to put there, files by name, or a program, under whatever
 * keys they have, also as the arguments of a call. `read` reads what stands in a string of it.
 */
export function readJson(text: string, read: (text: string) => Reading | undefined): Reading | undefined {
  return /^\s*[[{]/.test(text) && /[\]}]\s*$/.test(text) ? readJsonText(text, 0, read) : undefined
}
