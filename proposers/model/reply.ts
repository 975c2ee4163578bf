import type { Language, Languages } from '../../engine/contracts/language.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { ownLanguages } from '../../languages/index.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { barePrograms } from './reading/bare.ts'
import { failed, type Listing, type Reading, type Replacement } from './reading/forms.ts'
import { readJson, readJsonWithin, readYaml, SOURCE_NAME, type Within } from './reading/json.ts'
import { type Names, namesAmong } from './reading/names.ts'
import { addedBy, barePatchesIn, hasHeads, isPatch, patchOf } from './reading/patches.ts'
import { scan } from './reading/scan.ts'
import { readTags } from './reading/tags.ts'
import { marksIn, withoutThoughts } from './reading/thoughts.ts'
import { unwrappings } from './reading/wrappings.ts'

/** Fences around fences that are opened. */
const LAYERS = 3
const FENCE = /^ {0,40}(?:`{3,}|~{3,})/m
const WRAPPER = /^(?:markdown|md|text|txt|plaintext|xml|html)?$/i

/** What is known of the program that a reply is about. */
interface About {
  readonly names: Names
  /** Its files are JavaScript, all of them: of nothing else is a reply about code mistaken for it. */
  readonly isCode: boolean
  /** It has a file of JSON. */
  readonly hasJson: boolean
  /** Whether a file of it that is no code may stand behind a fence that says so. */
  mayHold(info: string): boolean
}

/** What a fence says its language is. */
export const languageOf = ({ info }: Pick<Listing, 'info'>): string => info.split(/[\s{,:]/)[0] ?? ''

/** Whether a file of a language may stand behind a fence that says so. */
export const isFenceOf = ({ words: { fences } }: Language, info: string): boolean =>
  info === '' || fences === 'any' || fences.includes(info.toLowerCase())

function aboutOf(files: readonly string[], languages: Languages): About {
  const others = files.filter((file) => !isJavaScript(file)).map((file) => languages.of(file))
  return {
    names: namesAmong(files),
    isCode: others.length === 0,
    hasJson: others.some(({ name }) => name === 'json'),
    mayHold: (info) => others.some((language) => isFenceOf(language, info)),
  }
}

/** A fenced text that holds fences of its own is opened, unless it may be a file that holds them: what stands in those counts. */
function unwrapped(
  listing: Listing,
  about: About,
  layer = 0,
): { readonly listings: readonly Listing[]; readonly replacements: readonly Replacement[] } {
  const whole = { listings: [listing], replacements: [] }
  if (layer >= LAYERS || !WRAPPER.test(listing.info) || !FENCE.test(listing.text)) return whole
  const inner = scan(listing.text, about.names)
  if (inner.listings.length + inner.replacements.length === 0) return whole
  if (about.mayHold(languageOf(listing)) && inner.replacements.length === 0) return whole
  const parts = inner.listings.map((item) => unwrapped(item, about, layer + 1))
  return {
    listings: parts.flatMap(({ listings }) => listings),
    replacements: [...inner.replacements, ...parts.flatMap(({ replacements }) => replacements)],
  }
}

const changes = (replacements: readonly Replacement[]): Reading[] =>
  replacements.length === 0 ? [] : [{ kind: 'replacements', replacements }]
const programs = (listings: readonly Listing[]): Reading[] => (listings.length === 0 ? [] : [{ kind: 'listings', listings }])

/** Whether what JSON says names what it changes; what does not may be a file of JSON itself. */
const isSure = (reading: Reading): boolean =>
  reading.kind === 'replacements' || (reading.kind === 'listings' && reading.listings.every(({ file }) => file !== undefined))

/** What stands in a text that is no JSON. */
function readText(text: string, about: About): Reading[] {
  const within = withinOf(about)
  const { replacements, listings, wrong } = scan(text, about.names)
  const opened = listings.map((listing) => unwrapped(listing, about))
  const blocks = [...replacements, ...opened.flatMap((item) => item.replacements)]
  const fenced = opened.flatMap((item) => item.listings)
  // Of text that is no code, lines that begin with a dash may be a list.
  const patches = fenced.filter(({ text, info }) => isPatch(text, info))
  const sure = patches.filter(({ text, info }) => about.isCode || hasHeads(text) || !about.mayHold(languageOf({ info })))
  const json = fenced.map((item) => readJson(item.text, within) ?? readYaml(item, within)).filter((item) => item !== undefined)
  const early = about.hasJson ? json.filter(isSure) : json
  const rest = fenced.filter((item) => !sure.includes(item))
  const patched = [...sure.flatMap(patchOf), ...(patches.length === 0 ? barePatchesIn(text) : [])]
  return [
    ...(wrong === undefined ? changes(blocks) : [wrong]),
    ...programs([...patches, { info: '', text }].flatMap(addedBy)),
    ...changes(patched),
    ...early,
    ...programs(rest),
    ...json.filter((item) => !early.includes(item)),
    ...changes(patches.filter((item) => !sure.includes(item)).flatMap(patchOf)),
    ...[readTags(text) ?? []].flat(),
    ...(rest.length === 0 ? barePrograms(text).flatMap(programs) : []),
    ...[(fenced.length === 0 ? readJsonWithin(text, within) : undefined) ?? []].flat(),
  ]
}

/** How what stands in a string within JSON is read, if it is a reply of its own. */
const withinOf = (about: About): Within => ({
  isName: (text) => SOURCE_NAME.test(text) || about.names.is(text),
  read: (text) => (/[<`~]{3}|^@@|^\*\*\* Begin Patch|^--- /m.test(text) ? readText(text, about)[0] : undefined),
})

/** What a text says that is JSON as a whole: edits, files or a program, or the file of JSON that the reply is about. */
function readWhole(text: string, about: About): Reading[] {
  const said = [readJson(text, withinOf(about)) ?? []].flat()
  const isFile = about.hasJson && /^\s*[[{]/.test(text) && /[\]}]\s*$/.test(text)
  if (!isFile) return said
  return [...said.filter(isSure), ...programs([{ info: 'json', text: text.trim() }]), ...said.filter((item) => !isSure(item))]
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
 * `base` is the program that the reply is about: its files and their languages say what else than JavaScript a reply may hold.
 * Each reader is a function of the text, total, and takes time in proportion to its length.
 */
export function readReply(reply: string, base: Files = {}, languages: Languages = ownLanguages): readonly [Reading, ...Reading[]] {
  const files = Object.keys(base)
  const about = aboutOf(files, languages)
  const own = marksIn(files.filter((file) => !isJavaScript(file)).map((file) => base[file] ?? ''))
  const { text, open } = withoutThoughts(unmarked(reply), own)
  const [first, ...more] = [text, ...unwrappings(text)].flatMap((form) => [...readWhole(form, about), ...readText(form, about)])
  if (first !== undefined) return [first, ...more]
  if (text.trim() === '' && open) return [failed('truncated', 'the reply ends inside of its thoughts: no answer follows them')]
  if (text.trim() === '') return [failed('nothing', 'the reply is empty beside its thoughts')]
  if (/^\s*[[{]/.test(text)) return [failed('nothing', 'the reply is JSON in which no edit and no program was found')]
  return [failed('nothing', 'the reply holds neither a SEARCH/REPLACE block nor a program in a fence')]
}

/** The fenced texts of a reply, whatever they are. */
export const fencedTexts = (reply: string): readonly string[] =>
  scan(withoutThoughts(unmarked(reply)).text).listings.map(({ text }) => text)
