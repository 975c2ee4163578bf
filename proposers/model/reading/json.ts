import { parseJson } from '../../../disk/json.ts'
import { parse as parseYaml } from 'yaml'
import type { Listing, Reading, Replacement } from './forms.ts'
import { type Part, partOf } from './keys.ts'
import { strictJson } from './lenient.ts'

/** Levels that are looked through: calls of tools put what they are given into a string within objects. */
const LEVELS = 12
/** Characters of YAML that are read: its parser takes more than linear time. */
const LONGEST_YAML = 50_000
const SOURCE_NAME = /^[\w@./-]{1,200}\.[cm]?[jt]sx?$/

type Bag = Readonly<Record<string, unknown>>
const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The text, or the lines of one, under the first key that stands for such a part. */
function textAt(bag: Bag, part: Part): string | undefined {
  for (const [key, value] of Object.entries(bag)) {
    if (partOf(key) !== part) continue
    if (typeof value === 'string') return value
    if (Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === 'string')) return value.join('\n')
  }
  return undefined
}

/** The file that an object is about. What is only called a name may be that of a tool. */
function fileAt(bag: Bag): { file?: string } {
  const file = textAt(bag, 'file') ?? (typeof bag.name === 'string' && SOURCE_NAME.test(bag.name) ? bag.name : undefined)
  return file === undefined ? {} : { file }
}

function editOf(bag: Bag): Replacement | undefined {
  const search = textAt(bag, 'search')
  const replace = textAt(bag, 'replace')
  if (search === undefined || replace === undefined) return undefined
  return { ...fileAt(bag), search: search.split('\n'), replace: replace === '' ? [] : replace.split('\n') }
}

const replacements = (found: readonly Replacement[]): Reading | undefined =>
  found.length === 0 ? undefined : { kind: 'replacements', replacements: found }

/** Files by their names, or one program. */
function listingsOf(bag: Bag): Reading | undefined {
  const named = Object.entries(bag).filter((entry): entry is [string, string] => SOURCE_NAME.test(entry[0]) && typeof entry[1] === 'string')
  if (named.length > 0) return { kind: 'listings', listings: named.map(([file, text]) => ({ file, info: 'json', text })) }
  const text = textAt(bag, 'code') ?? textAt(bag, 'replace')
  return text === undefined ? undefined : { kind: 'listings', listings: [{ ...fileAt(bag), info: 'json', text }] }
}

/** A list of texts that is one program, line by line or as a whole. */
const isProgram = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((line) => typeof line === 'string') &&
  /\b(?:function|=>|return)\b/.test(value.join('\n'))

/** What several values come to: all their changes, else all their files. */
function readAll(values: readonly unknown[], level: number, read: (text: string) => Reading | undefined): Reading | undefined {
  const all = values.slice(0, 100).flatMap((value) => readValue(value, level, read) ?? [])
  const changes = all.flatMap((item) => (item.kind === 'replacements' ? item.replacements : []))
  const listings = all.flatMap((item) => (item.kind === 'listings' ? item.listings : []))
  return replacements(changes) ?? (listings.length === 0 ? undefined : { kind: 'listings', listings })
}

function readValue(value: unknown, level: number, read: (text: string) => Reading | undefined): Reading | undefined {
  if (level > LEVELS) return undefined
  if (typeof value === 'string') return (/^\s*[[{]/.test(value) ? readJsonText(value, level + 1, read) : undefined) ?? read(value)
  if (isProgram(value)) return { kind: 'listings', listings: [{ info: 'json', text: value.join('\n') }] }
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

function parsed(text: string): unknown {
  for (const form of [() => text, () => strictJson(text), () => `[${text.trim().split(/\n+/).join(',')}]`]) {
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

/** The same of JSON with prose before and behind: from the first line that begins an object or a list to the last one that ends one. */
export function readJsonWithin(text: string, read: (text: string) => Reading | undefined): Reading | undefined {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => /^\s*[[{]/.test(line))
  const end = lines.findLastIndex((line) => /[\]}],?\s*$/.test(line))
  return start < 0 || end < start ? undefined : readJsonText(lines.slice(start, end + 1).join('\n'), 0, read)
}

/** The same of a fenced text that is said to be YAML. */
export function readYaml({ text, info }: Pick<Listing, 'text' | 'info'>, read: (text: string) => Reading | undefined): Reading | undefined {
  if (!/^ya?ml\b/i.test(info) || text.length > LONGEST_YAML) return undefined
  try {
    return readValue(parseYaml(text, { logLevel: 'silent' }), 0, read)
  } catch {
    return undefined
  }
}
