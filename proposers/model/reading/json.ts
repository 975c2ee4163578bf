import { parseJson } from '../../../disk/json.ts'
import { parse as parseYaml } from 'yaml'
import type { Listing, Reading, Replacement } from './forms.ts'
import { type Part, partOf } from './keys.ts'
import { strictJson } from './lenient.ts'

/** Levels that are looked through: calls of tools put what they are given into a string within objects. */
const LEVELS = 12
/** Characters of YAML that are read: its parser takes more than linear time. */
const LONGEST_YAML = 50_000
/** How files of JavaScript are called. */
export const SOURCE_NAME: RegExp = /^[\w@./-]{1,200}\.[cm]?[jt]sx?$/

/** How a text within JSON is read, and what is the name of a file. */
export interface Within {
  read(text: string): Reading | undefined
  isName(text: string): boolean
}

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
function fileAt(bag: Bag, isName: Within['isName']): { file?: string } {
  const file = textAt(bag, 'file') ?? (typeof bag.name === 'string' && isName(bag.name) ? bag.name : undefined)
  return file === undefined ? {} : { file }
}

function editOf(bag: Bag, isName: Within['isName']): Replacement | undefined {
  const search = textAt(bag, 'search')
  const replace = textAt(bag, 'replace')
  if (search === undefined || replace === undefined) return undefined
  return { ...fileAt(bag, isName), search: search.split('\n'), replace: replace === '' ? [] : replace.split('\n') }
}

const replacements = (found: readonly Replacement[]): Reading | undefined =>
  found.length === 0 ? undefined : { kind: 'replacements', replacements: found }

/** Files by their names, or one program. */
function listingsOf(bag: Bag, isName: Within['isName']): Reading | undefined {
  const named = Object.entries(bag).filter((entry): entry is [string, string] => isName(entry[0]) && typeof entry[1] === 'string')
  if (named.length > 0) return { kind: 'listings', listings: named.map(([file, text]) => ({ file, info: 'json', text })) }
  const text = textAt(bag, 'code') ?? textAt(bag, 'replace')
  return text === undefined ? undefined : { kind: 'listings', listings: [{ ...fileAt(bag, isName), info: 'json', text }] }
}

/** Files by their names that are no code: whatever stands in them, it is theirs. */
function plainFilesOf(bag: Bag, isName: Within['isName']): Reading | undefined {
  const files = Object.entries(bag)
  const isFile = ([key, text]: readonly [string, unknown]): boolean => isName(key) && typeof text === 'string'
  if (!files.some((entry) => isFile(entry) && !SOURCE_NAME.test(entry[0]))) return undefined
  return { kind: 'listings', listings: files.filter(isFile).map(([file, text]) => ({ file, info: 'json', text: text as string })) }
}

/** A list of texts that is one program, line by line or as a whole. */
const isProgram = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((line) => typeof line === 'string') &&
  /\b(?:function|=>|return)\b/.test(value.join('\n'))

/** What several values come to: all their changes, else all their files. */
function readAll(values: readonly unknown[], level: number, within: Within): Reading | undefined {
  const all = values.slice(0, 100).flatMap((value) => readValue(value, level, within) ?? [])
  const changes = all.flatMap((item) => (item.kind === 'replacements' ? item.replacements : []))
  const listings = all.flatMap((item) => (item.kind === 'listings' ? item.listings : []))
  return replacements(changes) ?? (listings.length === 0 ? undefined : { kind: 'listings', listings })
}

function readValue(value: unknown, level: number, within: Within): Reading | undefined {
  if (level > LEVELS) return undefined
  if (typeof value === 'string') return (/^\s*[[{]/.test(value) ? readJsonText(value, level + 1, within) : undefined) ?? within.read(value)
  if (isProgram(value)) return { kind: 'listings', listings: [{ info: 'json', text: value.join('\n') }] }
  if (Array.isArray(value)) return readAll(value, level + 1, within)
  if (!isBag(value)) return undefined
  const named = plainFilesOf(value, within.isName)
  if (named !== undefined) return named
  const edit = editOf(value, within.isName)
  if (edit !== undefined) return replacements([edit])
  const inner = Object.values(value).filter((item) => typeof item === 'object' && item !== null)
  const file = fileAt(value, within.isName)
  const found = readAll(inner, level + 1, within)
  // Edits under a file's name are edits of that file.
  if (found?.kind === 'replacements') return replacements(found.replacements.map((item) => ({ ...file, ...item })))
  if (found !== undefined) return found
  const listings = listingsOf(value, within.isName)
  const said = Object.values(value).filter((item) => typeof item === 'string')
  // A text within JSON may be a reply of its own: blocks, a diff, a fence.
  for (const text of said) {
    const found = within.read(text) ?? readValue(text, level + 1, within)
    if (found !== undefined && found.kind !== 'failure') return found
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

function readJsonText(text: string, level: number, within: Within): Reading | undefined {
  const start = text.search(/[[{]/)
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  if (start < 0 || end < start) return undefined
  return readValue(parsed(text.slice(start, end + 1)), level, within)
}

/**
 * What a text that is JSON says: edits as objects with what to find and what to put there, files by name, or a program, under whatever
 * keys they have, also as the arguments of a call.
 */
export function readJson(text: string, within: Within): Reading | undefined {
  return /^\s*[[{]/.test(text) && /[\]}]\s*$/.test(text) ? readJsonText(text, 0, within) : undefined
}

/** The same of JSON with prose before and behind: from the first line that begins an object or a list to the last one that ends one. */
export function readJsonWithin(text: string, within: Within): Reading | undefined {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => /^\s*[[{]/.test(line))
  const end = lines.findLastIndex((line) => /[\]}],?\s*$/.test(line))
  return start < 0 || end < start ? undefined : readJsonText(lines.slice(start, end + 1).join('\n'), 0, within)
}

/** The same of a fenced text that is said to be YAML. */
export function readYaml({ text, info }: Pick<Listing, 'text' | 'info'>, within: Within): Reading | undefined {
  if (!/^ya?ml\b/i.test(info) || text.length > LONGEST_YAML) return undefined
  try {
    return readValue(parseYaml(text, { logLevel: 'silent' }), 0, within)
  } catch {
    return undefined
  }
}
