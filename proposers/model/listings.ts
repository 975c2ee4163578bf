import { withoutMargins } from './margins.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Language, Languages } from '../../engine/contracts/language.ts'
import { ownLanguages } from '../../languages/index.ts'
import { evolveBlocks } from '../../languages/javascript/blocks.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { indentAt } from '../../languages/javascript/source.ts'
import { lexemesOf } from './lexemes.ts'
import { locate, searched } from './match.ts'
import { failed, type Failed, type Listing } from './reading/forms.ts'
import { fileNamed } from './reading/names.ts'
import { applyReplacements } from './replacements.ts'
import { isFenceOf, languageOf } from './reply.ts'
import { unnumbered } from './reading/wrappings.ts'
import { declaredIn, exportsOf, type Outline, outlineOf } from './statements.ts'

/** Longest text that may be a file of a program, in characters. */
const LONGEST = 500_000
/** Texts that are looked at, the last ones of a reply. */
const LOOKED = 16
/** What a fence holds that is no program, whatever it looks like. */
const OTHER =
  /^(?:text|txt|plaintext|plain|output|console|log|bash|sh|shell|zsh|powershell|json[5c]?|yaml|yml|toml|csv|html|css|diff|patch|math|latex)$/i
/** What a fence of a part of a program is called. */
const CODE = /^(?:|code|\.?[cm]?[jt]sx?|javascript|typescript|ecmascript|es\d*|node(?:js)?|deno|bun|[\w@./-]+\.[cm]?[jt]sx?)$/i
/** What stands between the markers of a text; all of it where there are none. */
function markedIn(text: string): string {
  const opening = text.indexOf('EVOLVE-BLOCK-START')
  const from = opening === -1 ? 0 : text.indexOf('\n', opening) + 1
  const closing = from === 0 ? -1 : text.indexOf('EVOLVE-BLOCK-END', from)
  return closing === -1 ? text : text.slice(from, Math.max(from, text.lastIndexOf('\n', closing)))
}

const unmarked = (text: string): string => text.replace(/^[\uFEFF\u200B\s]*(?=\S)/, (lead) => lead.replaceAll(/[\uFEFF\u200B]/g, ''))

/** A file of a program, and what a reply may say of it. */
interface Target {
  readonly name: string
  readonly text: string
  readonly language: Language
  /** Of a file of JavaScript that parses. */
  readonly outline: Outline | undefined
  /** What a text has to declare to be the whole file. */
  readonly required: readonly string[]
  readonly listings: readonly Listing[]
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(lexemesOf(text).map((lexeme) => lexeme.text))

const endsLike = (text: string, base: string): string => (base.endsWith('\n') && !text.endsWith('\n') ? `${text}\n` : text)

/** Whether a text is the whole of a file: it declares what it has to. One that does not parse is, when it says so in words. */
function isWhole({ name, required }: Target, text: string): boolean {
  if (!required.every((word) => text.includes(word))) return false
  const outline = outlineOf(name, text)
  if (outline !== undefined) return required.every((word) => declaredIn(outline).has(word))
  return required.every((word) =>
    new RegExp(`(?:function\\*?|const|let|var|class)\\s+${word.replaceAll(/\W/g, '\\$&')}(?![\\w$])`).test(text),
  )
}

/**
 * A whole file of a program without evolve blocks, with what it uses of the file before and does not bring: models leave out what they do
 * not change. What was exported is exported again.
 */
function completed({ name, outline, required }: Target, text: string): string {
  const own = outlineOf(name, text)
  if (outline === undefined || own === undefined) return text
  const declared = declaredIn(own)
  let used = wordsOf(own.script)
  const carried = new Set<(typeof outline.statements)[number]>()
  for (let grown = true; grown;) {
    const more = outline.statements.filter(
      (statement) =>
        !carried.has(statement) && statement.names.some((word) => used.has(word)) && !statement.names.some((word) => declared.has(word)),
    )
    for (const statement of more) carried.add(statement)
    used = new Set([...used, ...more.flatMap(({ start, end }) => [...wordsOf(outline.script.slice(start, end))])])
    grown = more.length > 0
  }
  const lines = outline.statements.filter((statement) => carried.has(statement)).map(({ start, end }) => outline.text.slice(start, end))
  const exported = exportsOf(own)
  const hidden = own.statements.filter(({ names }) => names.some((word) => required.includes(word) && !exported.includes(word)))
  const shown = hidden
    .toSorted((a, b) => b.start - a.start)
    .reduce((so, { start }) => `${so.slice(0, start)}export ${so.slice(start)}`, text)
  return [...lines, shown].join('\n\n')
}

/** A file in which the statements of a part of it stand in the place of those that declare the same; undefined when it is no such part. */
function merged({ name, text, outline }: Target, part: string): string | undefined {
  const own = outlineOf(name, part)
  if (outline === undefined || own === undefined || own.statements.length === 0) return undefined
  const replaced = own.statements.map(({ names }) => outline.statements.find((other) => other.names.some((word) => names.includes(word))))
  if (own.statements.some(({ names }) => names.length === 0) || replaced.every((item) => item === undefined)) return undefined
  const exportOf = (k: number): string => (replaced[k]?.exported === true && own.statements[k]?.exported === false ? 'export ' : '')
  let out = ''
  let position = 0
  for (const [at, statement] of outline.statements.entries()) {
    const here = own.statements.flatMap(({ start, end }, k) => (replaced[k] === statement ? [exportOf(k) + part.slice(start, end)] : []))
    // What is new stands before the first statement of the file: it is declared before it is used.
    const fresh = at === 0 ? own.statements.flatMap(({ start, end }, k) => (replaced[k] === undefined ? [part.slice(start, end)] : [])) : []
    out +=
      text.slice(position, statement.start) +
      [...fresh, ...(here.length > 0 ? here : [text.slice(statement.start, statement.end)])].join('\n\n')
    position = statement.end
  }
  return out + text.slice(position)
}

/** Declared names of a text, as it says them. */
const declaredWords = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:const|let|var|function\*?|class)\s+([\w$]+)/g)].map(([, word = '']) => word)

/** The file with a text as the inside of its only evolve block; undefined when it cannot be all of it. */
function asBody({ text, outline }: Target, body: string): string | undefined {
  if (outline === undefined) return undefined
  const [block, another] = evolveBlocks(text, outline.comments)
  if (block === undefined || another !== undefined || (block.start === 0 && block.end === text.length)) return undefined
  const own = markedIn(body)
  const before = text.slice(block.start, block.end)
  const [old, fresh] = [wordsOf(before), wordsOf(own)]
  const declared = new Set(declaredWords(own))
  // A body that needs what the old one declared, or has lost its end, is a part of one.
  if (declaredWords(before).some((word) => fresh.has(word) && !declared.has(word))) return undefined
  if (old.has('return') && !fresh.has('return')) return undefined
  const indent = indentAt(text, block.end)
  const lines = withoutMargins(own).split('\n')
  const shallow = lines.filter((line) => line.trim() !== '').every((line) => !line.startsWith(indent)) ? indent : ''
  return `${text.slice(0, block.start)}\n${lines.map((line) => (line === '' ? line : shallow + line)).join('\n')}\n${indent}${text.slice(block.end)}`
}

/** Listings in pairs, of which the first stands in the file and the second is to take its place. */
function inPairs({ name, text, listings }: Target): string | undefined {
  if (listings.length < 2 || listings.length % 2 === 1) return undefined
  const where = searched(text)
  const blocks = listings.flatMap((listing, k) =>
    k % 2 === 1 ? [{ search: (listings[k - 1]?.text ?? '').split('\n'), replace: listing.text.split('\n') }] : [],
  )
  if (blocks.some(({ search }) => locate(where, search).length !== 1)) return undefined
  const applied = applyReplacements({ [name]: text }, blocks)
  return applied.kind === 'files' ? applied.files[name] : undefined
}

/**
 * What the listings for a file may make of it, the likeliest first. The last whole text counts, of those that are not the file as it was;
 * else a pair of before and after, a part of the file, or the body of its only block.
 */
function* textsFor(target: Target, fixed: boolean): Generator<string> {
  if (target.language.name !== 'javascript') return yield* plainTextsFor(target)
  const { listings, text } = target
  const wholes = listings.filter((listing) => isWhole(target, listing.text))
  const news = wholes.filter((listing) => listing.text.trim() !== text.trim())
  const last = news.at(-1) ?? wholes.at(-1)
  if (last !== undefined) {
    yield endsLike(fixed ? last.text : completed(target, last.text), text)
    if (news.length > 1)
      for (const other of news.slice(0, -1).toReversed()) yield endsLike(fixed ? other.text : completed(target, other.text), text)
    return
  }
  const paired = inPairs(target)
  if (paired !== undefined) yield paired
  for (const listing of listings.slice(-2).toReversed()) {
    if (listing.open === true || (listing.file === undefined && !CODE.test(languageOf(listing)))) continue
    const found = merged(target, listing.text) ?? asBody(target, listing.text)
    if (found !== undefined) yield endsLike(found, text)
  }
}

/** A listing as a file that is no code: numbers before its lines are the reply's, unless the file's own lines have some. */
const plainly = ({ text, numbered }: Listing, base: string): string =>
  numbered !== undefined && unnumbered(base.split('\n')) !== undefined ? numbered : text

/**
 * The same of a file that is no code: each text that is not the file as it was may be the whole of it, the last one first; else the inside
 * of its only evolve block.
 */
function* plainTextsFor(target: Target): Generator<string> {
  const { listings, text, language, name } = target
  const found = listings
    .filter((listing) => listing.file !== undefined || isFenceOf(language, languageOf(listing)))
    .map((listing) => plainly(listing, text))
  const news = found.filter((one) => one.trim() !== text.trim())
  const paired = inPairs(target)
  if (paired !== undefined) yield paired
  for (const one of (news.length > 0 ? news : found.slice(-1)).toReversed()) yield endsLike(one, text)
  const [block, another] = language.blocks(text, name) ?? []
  if (block === undefined || another !== undefined) return
  for (const one of news.toReversed()) {
    const inside = withoutMargins(markedIn(one))
    yield `${text.slice(0, block.start)}\n${inside}\n${indentAt(text, block.end)}${text.slice(block.end)}`
  }
}

/** The listings of each file, by what they name or declare; those that are of none are left out. */
function sort(base: Files, listings: readonly Listing[], entry: string | undefined, languages: Languages): readonly Target[] | Failed {
  const names = Object.keys(base).sort()
  const outlines = new Map(names.map((name) => [name, outlineOf(name, base[name] ?? '')]))
  const own = new Map<string, Listing[]>()
  for (const listing of listings) {
    const named = listing.file === undefined ? undefined : fileNamed(names, listing.file)
    const name =
      names.length === 1
        ? names[0]
        : (named ?? (listing.file === undefined ? (homeOf(listing, outlines) ?? fencedHome(listing, names, languages)) : undefined))
    if (name !== undefined) own.set(name, [...(own.get(name) ?? []), listing])
    else if (listing.file !== undefined)
      return failed('unknown file', `there is no file ${listing.file}; the files are ${names.join(', ')}`)
  }
  if (own.size === 0) return failed('unknown file', `a part of the reply names no file; the files are ${names.join(', ')}`)
  return [...own].map(([name, mine]) => {
    const outline = outlines.get(name)
    return {
      name,
      text: base[name] ?? '',
      language: languages.of(name),
      outline,
      required: names.length === 1 && entry !== undefined ? [entry] : outline === undefined ? [] : exportsOf(outline),
      listings: mine,
    }
  })
}

/** The only file that is no code and may stand behind the fence that a text stands in. */
function fencedHome(listing: Listing, names: readonly string[], languages: Languages): string | undefined {
  const info = languageOf(listing)
  const homes = names.filter((name) => info !== '' && !isJavaScript(name) && isFenceOf(languages.of(name), info))
  return homes.length === 1 ? homes[0] : undefined
}

/** The only file that declares something which a text exports or declares. */
function homeOf({ text }: Listing, outlines: ReadonlyMap<string, Outline | undefined>): string | undefined {
  const words = new Set(declaredWords(text))
  const homes = [...outlines].filter(([, outline]) =>
    outline?.statements.some(({ names, imports }) => !imports && names.some((word) => words.has(word))),
  )
  return homes.length === 1 ? homes[0]?.[0] : undefined
}

function noProgram(listings: readonly Listing[]): Failed {
  const names = [...new Set(listings.map(languageOf))].filter((name) => name !== '').slice(0, 4)
  return failed('nothing', `no fenced text of the reply is a program${names.length === 0 ? '' : `; the fences say ${names.join(', ')}`}`)
}

/** Why nothing comes of the listings for a file. */
function why(listings: readonly Listing[], { name, language }: Target): Failed {
  const count = listings.length
  if (listings.some(({ open }) => open)) return failed('truncated', 'the reply ends inside a fenced text')
  if (language.name !== 'javascript') return noProgram(listings)
  if (!listings.some((listing) => listing.file !== undefined || CODE.test(languageOf(listing)))) return noProgram(listings)
  if (count > 1) return failed('ambiguous', `the reply holds ${count} fenced texts, and it is not clear which one is the program`)
  return failed(
    'ambiguous',
    `the fenced text is neither the whole of ${name} nor clearly a part of it; write the whole file, or SEARCH/REPLACE blocks`,
  )
}

/**
 * What fenced texts may make of a program's files, the likeliest first, or why nothing. `framed` says whether a file has evolve blocks.
 */
export function* applyListings(
  base: Files,
  listings: readonly Listing[],
  {
    entry,
    framed,
    languages = ownLanguages,
  }: { readonly entry: string | undefined; readonly framed: (name: string) => boolean; readonly languages?: Languages },
): Generator<{ readonly kind: 'files'; readonly files: Files } | Failed> {
  const others = Object.keys(base).filter((name) => !isJavaScript(name))
  const isPlain = (info: string): boolean => others.some((name) => isFenceOf(languages.of(name), info))
  const code = listings.filter(
    (listing) =>
      listing.file !== undefined ||
      !OTHER.test(languageOf(listing)) ||
      (entry !== undefined && listing.text.includes(entry)) ||
      isPlain(languageOf(listing)),
  )
  if (code.every(({ text }) => text.trim() === '')) return yield noProgram(listings)
  const looked = code
    .filter(({ text }) => text.trim() !== '')
    .slice(-LOOKED)
    .map((listing) => ({ ...listing, text: unmarked(listing.text) }))
  if (looked.some(({ text }) => text.length > LONGEST))
    return yield failed('oversized', `a fenced text has more than ${LONGEST} characters`)
  const targets = sort(base, looked, entry, languages)
  if ('failure' in targets) return yield targets
  const found = targets.map((target) => ({ target, texts: [...textsFor(target, framed(target.name))] }))
  const blank = found.find(({ texts }) => texts.length === 0)
  if (blank !== undefined) return yield why(code, blank.target)
  const most = Math.max(...found.map(({ texts }) => texts.length))
  for (let k = 0; k < most; k++) {
    const files = Object.fromEntries(found.map(({ target, texts }) => [target.name, texts[Math.min(k, texts.length - 1)] ?? target.text]))
    yield { kind: 'files', files: { ...base, ...files } }
  }
}

/** The texts that may be first programs: those said to be in another language are not. */
export const codeAmong = (listings: readonly Listing[]): readonly Listing[] =>
  listings.filter((listing) => listing.file !== undefined || !OTHER.test(languageOf(listing)))
