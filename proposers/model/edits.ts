import type { Files, Program } from '../../engine/contracts/program.ts'
import { makeProgram } from '../../language/program.ts'
import { keepFrame } from './frame.ts'
import { locate } from './match.ts'
import { type EditFailure, type Failed, type Listing, readReply, type ReadReply, type Replacement } from './reply.ts'

const failed = (failure: EditFailure, reason: string): Failed => ({ kind: 'failure', failure, reason })

/** Replaces a part of a text. */
interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

const indentOf = (line = ''): string => /^[ \t]*/.exec(line)?.[0] ?? ''
const isBlank = (line: string): boolean => line.trim() === ''

/** Blank lines at the beginning of both that do not count. */
function withoutBlankHead({ search, replace }: Replacement): Pick<Replacement, 'search' | 'replace'> {
  const head = search.findIndex((line) => !isBlank(line))
  if (head <= 0) return { search, replace }
  const own = replace.findIndex((line) => !isBlank(line))
  return { search: search.slice(head), replace: replace.slice(Math.min(head, Math.max(0, own))) }
}

/** Indents the lines of a replacement as the text is, where its SEARCH is indented otherwise. */
function indented(replace: readonly string[], search: readonly string[], lines: readonly string[], first: number): readonly string[] {
  const at = search.findIndex((line) => !isBlank(line))
  const written = indentOf(search[at])
  const wanted = indentOf(lines[first + at])
  return replace.map((line) => (!isBlank(line) && line.startsWith(written) ? wanted + line.slice(written.length) : line))
}

/** The splice that a block asks for in a text, or why it is not certain. */
function spliceOf(text: string, lines: readonly string[], offsets: readonly number[], block: Replacement, label: string): Splice | Failed {
  const exact = locate(text, lines, block.search)
  const { search, replace } = exact.kind === 'none' ? withoutBlankHead(block) : block
  const match = search === block.search ? exact : locate(text, lines, search)
  const quoted = search.slice(0, 20).join('\n')
  if (match.kind === 'none') {
    return failed(
      'unmatched',
      search.length === 0 ? `the SEARCH of ${label} is empty` : `the SEARCH of ${label} occurs nowhere:\n${quoted}`,
    )
  }
  if (match.kind === 'several') return failed('ambiguous', `the SEARCH of ${label} occurs more than once; add lines around it:\n${quoted}`)
  if (match.kind === 'characters') return { start: match.start, end: match.end, text: replace.join('\n') }
  const last = match.first + search.length
  const start = offsets[match.first] ?? 0
  const after = offsets[last] ?? text.length + 1
  // Taking lines away takes one of the line feeds beside them away too.
  if (replace.length === 0)
    return after > text.length ? { start: Math.max(0, start - 1), end: text.length, text: '' } : { start, end: after, text: '' }
  return { start, end: after - 1, text: (match.loose ? indented(replace, search, lines, match.first) : replace).join('\n') }
}

function applyBlocks(
  name: string,
  text: string,
  blocks: readonly Replacement[],
): { readonly kind: 'text'; readonly text: string } | Failed {
  const lines = text.split('\n')
  const offsets: number[] = []
  let offset = 0
  for (const line of lines) {
    offsets.push(offset)
    offset += line.length + 1
  }
  const splices: Splice[] = []
  for (const [k, block] of blocks.entries()) {
    const label = blocks.length === 1 ? `the block for ${name}` : `block ${k + 1} for ${name}`
    const found = spliceOf(text, lines, offsets, block, label)
    if ('failure' in found) return found
    splices.push(found)
  }
  splices.sort((a, b) => a.start - b.start || a.end - b.end)
  let out = ''
  let position = 0
  for (const { start, end, text: fresh } of splices) {
    if (start < position) return failed('overlapping', `two blocks for ${name} change the same lines`)
    out += text.slice(position, start) + fresh
    position = end
  }
  return { kind: 'text', text: out + text.slice(position) }
}

/** The file of a program that a reply means: of one file alone, that one, whatever it is called. */
function fileOf(base: Files, wanted: string | undefined): string | undefined {
  const names = Object.keys(base)
  return names.length === 1 ? names[0] : names.find((name) => name === wanted?.replace(/^\.\//, ''))
}

const unknownFile = (base: Files, wanted: string | undefined): Failed =>
  failed(
    'unknown file',
    `${wanted === undefined ? 'a part of the reply names no file' : `there is no file ${wanted}`}; the files are ${Object.keys(base).sort().join(', ')}`,
  )

function applyReplacements(base: Files, replacements: readonly Replacement[]): { readonly kind: 'files'; readonly files: Files } | Failed {
  const blocks = new Map<string, Replacement[]>()
  for (const block of replacements) {
    const name = fileOf(base, block.file)
    if (name === undefined) return unknownFile(base, block.file)
    blocks.set(name, [...(blocks.get(name) ?? []), block])
  }
  const files: Record<string, string> = { ...base }
  for (const [name, own] of blocks) {
    const applied = applyBlocks(name, base[name] ?? '', own)
    if (applied.kind === 'failure') return applied
    files[name] = applied.text
  }
  return { kind: 'files', files }
}

const CODE = /^(?:js|ts|javascript|typescript|[cm]js|[cm]ts)?$/i

/** The fenced texts that may be programs: those said to be in another language are not. */
const codeAmong = (listings: readonly Listing[]): readonly Listing[] =>
  listings.filter(({ info, file }) => file !== undefined || CODE.test(info.split(/[\s{]/)[0] ?? ''))

function applyListings(
  base: Files,
  listings: readonly Listing[],
  entry: string,
): { readonly kind: 'files'; readonly files: Files } | Failed {
  const names = Object.keys(base)
  const code = codeAmong(listings)
  if (code.length === 0) return failed('nothing', 'no fenced text of the reply is a program')
  // Beside the program itself a reply may show parts of it: the one that names the entry counts.
  const naming = code.filter(({ text }) => text.includes(entry))
  const chosen = names.length > 1 || code.length === 1 ? code : naming
  if (names.length === 1 && chosen.length !== 1) {
    return failed('ambiguous', `the reply holds ${code.length} fenced texts, and it is not clear which one is the program`)
  }
  const files: Record<string, string> = { ...base }
  const written = new Set<string>()
  for (const { file, text } of chosen) {
    const name = fileOf(base, file)
    if (name === undefined) return unknownFile(base, file)
    if (written.has(name)) return failed('ambiguous', `the reply writes ${name} twice`)
    written.add(name)
    files[name] = base[name]?.endsWith('\n') && !text.endsWith('\n') ? `${text}\n` : text
  }
  return { kind: 'files', files }
}

/** Applies what was read of a reply to a program's files. Blocks are searched in the text as it was, so their order does not matter. */
export function applyReply(base: Files, reply: ReadReply, entry: string): { readonly kind: 'files'; readonly files: Files } | Failed {
  switch (reply.kind) {
    case 'failure':
      return reply
    case 'replacements':
      return applyReplacements(base, reply.replacements)
    case 'listings':
      return applyListings(base, reply.listings, entry)
  }
}

/** What a reply is read against. */
export interface EditTask {
  /** The program that the reply changes. */
  readonly base: Files
  /** The program whose text outside of evolve blocks stays. */
  readonly frame: Files
  /** Name of the entry function. */
  readonly entry: string
  /** Nodes that the result may have. */
  readonly limit: number
  /** Forms that are no news: those of the programs shown. */
  readonly known: ReadonlySet<string>
}

/** The offspring that a reply makes, or why it makes none. Total: whatever the reply holds, it does not throw. */
export function readOffspring(reply: string, task: EditTask): { readonly kind: 'program'; readonly program: Program } | Failed {
  const read = readReply(reply)
  const applied = applyReply(task.base, read, task.entry)
  if (applied.kind === 'failure') return applied
  const files: Record<string, string> = {}
  for (const [name, text] of Object.entries(applied.files)) {
    const kept = keepFrame(name, task.frame[name] ?? text, text, read.kind === 'listings')
    if (kept.kind === 'failure') return kept
    files[name] = kept.text
  }
  const made = makeProgram(files)
  if (!made.ok) return failed('syntax', made.reason)
  const { program } = made
  if (task.known.has(program.form))
    return failed('unchanged', 'the reply changes nothing but layout and comments, or repeats a program that was shown')
  if (program.size > task.limit) return failed('oversized', `the result has ${program.size} nodes of syntax, and ${task.limit} are allowed`)
  return { kind: 'program', program }
}

/** Seeds that a reply may bring. */
const SEEDS = 8

/**
 * The seed programs of a reply: each fenced program is one; where files are named, a name that comes again begins the next seed.
 * `name` is what a file is called that the reply does not name. A seed that does not parse fails, and the others stand.
 */
export function readSeeds(
  reply: string,
  { name, entry }: { readonly name: string; readonly entry: string },
): readonly ({ readonly kind: 'program'; readonly program: Program } | Failed)[] {
  const read = readReply(reply)
  if (read.kind === 'failure') return [read]
  const listings = read.kind === 'listings' ? codeAmong(read.listings) : []
  if (listings.length === 0) return [failed('nothing', 'the reply holds no program in a fence')]
  const seeds: Record<string, string>[] = [{}]
  for (const { file, text } of listings) {
    const wanted = file?.replace(/^\.\//, '') ?? name
    if (!/^\w[\w.-]*\.[cm]?[jt]s$/.test(wanted) || /\.[.-]/.test(wanted))
      return [failed('unknown file', `${wanted} is no plain name of a source file`)]
    const last = seeds.at(-1) as Record<string, string>
    if (Object.hasOwn(last, wanted)) seeds.push({ [wanted]: `${text}\n` })
    else last[wanted] = `${text}\n`
  }
  return seeds.slice(0, SEEDS).map((files) => {
    const made = makeProgram(files)
    if (!made.ok) return failed('syntax', made.reason)
    const exports = Object.values(files).some((text) => text.includes(entry))
    return exports ? { kind: 'program', program: made.program } : failed('nothing', `no file of the seed exports ${entry}`)
  })
}
