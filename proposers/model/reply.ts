import { barePrograms } from './reading/bare.ts'
import { failed, type Listing, type Reading, type Replacement } from './reading/forms.ts'
import { readJson, readJsonWithin, readYaml } from './reading/json.ts'
import { addedBy, barePatchesIn, isPatch, patchOf } from './reading/patches.ts'
import { scan } from './reading/scan.ts'
import { readTags } from './reading/tags.ts'
import { withoutThoughts } from './reading/thoughts.ts'
import { unwrappings } from './reading/wrappings.ts'

/** Fences around fences that are opened. */
const LAYERS = 3
const FENCE = /^ {0,40}(?:`{3,}|~{3,})/m
const WRAPPER = /^(?:markdown|md|text|txt|plaintext|xml|html)?$/i

/** A fenced text that holds fences of its own is opened: what stands in those counts. */
function unwrapped(listing: Listing, layer = 0): { readonly listings: readonly Listing[]; readonly replacements: readonly Replacement[] } {
  const whole = { listings: [listing], replacements: [] }
  if (layer >= LAYERS || !WRAPPER.test(listing.info) || !FENCE.test(listing.text)) return whole
  const inner = scan(listing.text)
  if (inner.listings.length + inner.replacements.length === 0) return whole
  const parts = inner.listings.map((item) => unwrapped(item, layer + 1))
  return {
    listings: parts.flatMap(({ listings }) => listings),
    replacements: [...inner.replacements, ...parts.flatMap(({ replacements }) => replacements)],
  }
}

const changes = (replacements: readonly Replacement[]): Reading[] =>
  replacements.length === 0 ? [] : [{ kind: 'replacements', replacements }]
const programs = (listings: readonly Listing[]): Reading[] => (listings.length === 0 ? [] : [{ kind: 'listings', listings }])

/** What stands in a text that is no JSON. */
function readText(text: string): Reading[] {
  const { replacements, listings, wrong } = scan(text)
  const opened = listings.map((listing) => unwrapped(listing))
  const blocks = [...replacements, ...opened.flatMap((item) => item.replacements)]
  const fenced = opened.flatMap((item) => item.listings)
  const patches = fenced.filter(({ text, info }) => isPatch(text, info))
  const json = fenced.map((item) => readJson(item.text, readInner) ?? readYaml(item, readInner)).filter((item) => item !== undefined)
  const rest = fenced.filter((item) => !patches.includes(item))
  const patched = [...patches.flatMap(patchOf), ...(patches.length === 0 ? barePatchesIn(text) : [])]
  return [
    ...(wrong === undefined ? changes(blocks) : [wrong]),
    ...programs([...patches, { info: '', text }].flatMap(addedBy)),
    ...changes(patched),
    ...json,
    ...programs(rest),
    ...[readTags(text) ?? []].flat(),
    ...(rest.length === 0 ? barePrograms(text).flatMap(programs) : []),
    ...[(fenced.length === 0 ? readJsonWithin(text, readInner) : undefined) ?? []].flat(),
  ]
}

/** What stands in a string within JSON, if it is a reply of its own. */
function readInner(text: string): Reading | undefined {
  return /[<`~]{3}|^@@|^\*\*\* Begin Patch|^--- /m.test(text) ? readText(text)[0] : undefined
}

/** A text without a byte-order mark at its beginning, whose lines end in line feeds where they ended in carriage returns alone. */
const unmarked = (text: string): string => {
  const bare = text.replace(/^\s*\uFEFF/, '')
  return bare.includes('\n') ? bare : bare.replaceAll('\r', '\n')
}

/**
 * The readings of a model's reply, the surest first; the first one that makes a program is what the model means. Never empty.
 *
 * 1. Thoughts are left out (reading/thoughts.ts).
 * 2. SEARCH/REPLACE blocks, inside of fences or not (reading/scan.ts).
 * 3. Diffs: unified, as `apply_patch` has them, or lines marked with - and + (reading/patches.ts).
 * 4. JSON, or YAML in a fence that says so: edits, files or a program under whatever keys (reading/json.ts).
 * 5. Fenced texts: whole programs, files, or parts of them (reading/scan.ts; listings.ts says which).
 * 6. Tags: `<file path="...">`, `<search>` and `<replace>`, `<code>` (reading/tags.ts).
 * 7. A program without a fence (reading/bare.ts), and JSON between prose.
 * 8. The same of the text out of what was put around all of it: a quotation, escapes (reading/wrappings.ts).
 *
 * Each reader is a function of the text, total, and takes time in proportion to its length.
 */
export function readReply(reply: string): readonly [Reading, ...Reading[]] {
  const { text, open } = withoutThoughts(unmarked(reply))
  const [first, ...more] = [text, ...unwrappings(text)].flatMap((form) => [...[readJson(form, readInner) ?? []].flat(), ...readText(form)])
  if (first !== undefined) return [first, ...more]
  if (text.trim() === '' && open) return [failed('truncated', 'the reply ends inside of its thoughts: no answer follows them')]
  if (text.trim() === '') return [failed('nothing', 'the reply is empty beside its thoughts')]
  if (/^\s*[[{]/.test(text)) return [failed('nothing', 'the reply is JSON in which no edit and no program was found')]
  return [failed('nothing', 'the reply holds neither a SEARCH/REPLACE block nor a program in a fence')]
}

/** The fenced texts of a reply, whatever they are. */
export const fencedTexts = (reply: string): readonly string[] =>
  scan(withoutThoughts(unmarked(reply)).text).listings.map(({ text }) => text)
