import type { Files } from '../../engine/contracts/program.ts'
import type { Languages, Range } from '../../engine/contracts/language.ts'
import { ownLanguages } from '../../languages/index.ts'
import { inBlocks } from '../../languages/javascript/blocks.ts'
import { locate, type Place, type Searched, searched } from './match.ts'
import { nearestTo } from './nearest.ts'
import { failed, type Failed, MOST, type Replacement } from './reading/forms.ts'
import { fileNamed } from './reading/names.ts'
import { unnumbered } from './reading/wrappings.ts'

/** Replaces a part of a text. */
interface Splice extends Range {
  readonly text: string
}

/** A file that is changed. */
interface Target extends Searched {
  readonly name: string
  /** What of it may change. */
  readonly blocks: () => readonly Range[]
}

type Change = Pick<Replacement, 'search' | 'replace'>

/** Lines of a SEARCH that a reason quotes. */
const QUOTED = 20

const indentOf = (line = ''): string => /^[ \t]*/.exec(line)?.[0] ?? ''
const isBlank = (line: string): boolean => line.trim() === ''

function targetOf(name: string, text: string, languages: Languages): Target {
  let blocks: readonly Range[] | undefined
  const language = languages.of(name)
  const find = (): readonly Range[] => language.blocks(text, name) ?? [{ start: 0, end: text.length }]
  return { ...searched(text, language.name === 'javascript'), name, blocks: () => (blocks ??= find()) }
}

/** Blank lines at the beginning and the end of a SEARCH that do not count, and as many of its REPLACE. */
function withoutBlankEnds({ search, replace }: Change): Change {
  const head = search.findIndex((line) => !isBlank(line))
  if (head < 0) return { search, replace }
  const tail = search.length - 1 - search.findLastIndex((line) => !isBlank(line))
  const own = Math.max(
    0,
    replace.findIndex((line) => !isBlank(line)),
  )
  const last = replace.length - 1 - replace.findLastIndex((line) => !isBlank(line))
  const end = replace.length - Math.min(tail, replace.some((line) => !isBlank(line)) ? last : replace.length)
  return { search: search.slice(head, search.length - tail), replace: replace.slice(Math.min(head, own), end) }
}

const FENCE = /^\s*(`{3,}|~{3,})[^`]{0,80}$/

/** The lines inside of a fence that is all there is beside blank lines. */
function unfenced(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isBlank(line))
  const last = lines.findLastIndex((line) => !isBlank(line))
  const mark = first < last ? FENCE.exec((lines[first] ?? '').slice(0, 100))?.[1] : undefined
  return mark !== undefined && lines[last]?.trim() === mark ? lines.slice(first + 1, last) : lines
}

/** A block as it may be meant, to the letter first: without blank lines at its ends, fences inside, or numbers before its lines. */
function* meantBy(block: Change): Generator<Change> {
  yield block
  yield withoutBlankEnds(block)
  const [search, replace] = [unfenced(block.search), unfenced(block.replace)]
  if (search !== block.search) yield withoutBlankEnds({ search, replace })
  const bare = unnumbered(search)
  if (bare !== undefined) yield withoutBlankEnds({ search: bare, replace: unnumbered(replace) ?? replace })
}

/** The lines of a replacement indented as the text is, where its SEARCH is indented otherwise. */
function indented({ search, replace }: Change, wanted: string): string[] {
  const written = indentOf(search.find((line) => !isBlank(line)))
  return replace.map((line) => (!isBlank(line) && line.startsWith(written) ? wanted + line.slice(written.length) : line))
}

/** The lines of a replacement, indented as the text is; those that do not change at its ends are the text's own. */
function indentedLike(change: Change, own: readonly string[]): readonly string[] {
  const { search, replace } = change
  const same = (a: number, b: number): boolean => search.at(a)?.trim() === replace.at(b)?.trim()
  const most = Math.min(search.length, replace.length)
  let [head, tail] = [0, 0]
  while (head < most && same(head, head)) head++
  while (tail < most - head && same(-1 - tail, -1 - tail)) tail++
  const first = search.findIndex((line) => !isBlank(line))
  const lines = indented(change, indentOf(own[first]))
  return [...own.slice(0, head), ...lines.slice(head, lines.length - tail), ...own.slice(own.length - tail)]
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1

/** Puts lines where a place is: whole lines go with their line feed when nothing comes in their place. */
function spliceAt({ text }: Target, { start, end, by }: Place, change: Change): Splice {
  if (by === 'characters') return { start, end, text: change.replace.join('\n') }
  if (by === 'lines' || by === 'trimmed lines') {
    // Taking lines away takes one of the line feeds beside them away too.
    if (change.replace.length === 0)
      return end < text.length ? { start, end: end + 1, text: '' } : { start: Math.max(0, start - 1), end, text: '' }
    const lines = by === 'lines' ? change.replace : indentedLike(change, text.slice(start, end).split('\n'))
    return { start, end, text: lines.join('\n') }
  }
  const begin = lineStart(text, start)
  const leads = isBlank(text.slice(begin, start))
  const lines = indented(change, leads ? text.slice(begin, start) : indentOf(text.slice(begin, start)))
  const put = leads ? lines.join('\n') : lines.join('\n').trimStart()
  const semicolon = /^[ \t]*;/.exec(text.slice(end, end + 40))?.[0].length ?? 0
  return { start: leads ? begin : start, end: put.trimEnd() === '' || /[;}]\s*$/.test(put) ? end + semicolon : end, text: put }
}

/** Where a change belongs in a file: once in what may change, or else once at all. */
function placesOf(target: Target, change: Change): readonly Place[] {
  const places = locate(target, change.search)
  if (places.length < 2) return places
  const within = places.filter((place) => inBlocks(target.blocks(), place))
  return within.length > 0 ? within : places
}

/** The splices that a block asks for in a file, or why they are not certain. */
function splicesOf(target: Target, block: Replacement, label: string): readonly Splice[] | Failed {
  const bare = withoutBlankEnds(block)
  for (const change of meantBy(block)) {
    const places = placesOf(target, change)
    const [place, another] = places
    // By lexemes blank lines do not count, so that those at the ends go first.
    if (place?.by === 'lexemes' && change === block) continue
    if (another !== undefined)
      return failed(
        'ambiguous',
        `the SEARCH of ${label} occurs more than once; add lines around it:\n${change.search.slice(0, QUOTED).join('\n')}`,
      )
    if (place !== undefined) return [spliceAt(target, place, change)]
  }
  const parts = (block.parts ?? []).map((part) => ({ part, places: placesOf(target, part) }))
  if (parts.length > 0 && parts.every(({ places }) => places.length === 1))
    return parts.map(({ part, places }) => spliceAt(target, places[0] as Place, part))
  if (bare.search.every(isBlank)) return failed('unmatched', `the SEARCH of ${label} is empty`)
  return failed('unmatched', `the SEARCH of ${label} occurs nowhere${instead(target, bare.search)}`)
}

const counted = (lines: readonly number[]): string => lines.map((line) => line + 1).join(', ')

/** What a file has instead of lines that it has not: the likest ones, to the letter. */
function instead({ name, lines }: Target, search: readonly string[]): string {
  const nearest = nearestTo(lines, search)
  if (nearest === undefined) return `, and nothing in ${name} is like it:\n${search.slice(0, QUOTED).join('\n')}`
  const { first, differing } = nearest
  const where =
    nearest.lines.length === 1 ? `line of ${name} is ${first + 1}` : `lines of ${name} are ${first + 1} to ${first + nearest.lines.length}`
  const differ = differing.length === 0 || nearest.lines.length === 1 ? '' : `, and they differ in ${counted(differing)}`
  return `; the closest ${where}${differ}:\n${nearest.lines.join('\n')}`
}

function applyBlocks(target: Target, blocks: readonly Replacement[]): string | Failed {
  const { name, text } = target
  const splices: Splice[] = []
  for (const [k, block] of blocks.entries()) {
    const label = blocks.length === 1 ? `the block for ${name}` : `block ${k + 1} for ${name}`
    const found = splicesOf(target, block, label)
    if ('failure' in found) return found
    for (const splice of found) {
      // A block that says again what another one said changes nothing more.
      const again = splices.some((other) => other.start === splice.start && other.end === splice.end && other.text === splice.text)
      if (!again) splices.push(splice)
    }
  }
  splices.sort((a, b) => a.start - b.start || a.end - b.end)
  let out = ''
  let position = 0
  for (const { start, end, text: fresh } of splices) {
    if (start < position) return failed('overlapping', `two blocks for ${name} change the same lines`)
    out += text.slice(position, start) + fresh
    position = end
  }
  return out + text.slice(position)
}

/** The file that a block is for: the one that it names, or the only one in which its SEARCH occurs. */
function fileFor(targets: readonly Target[], block: Replacement): Target | Failed {
  const names = targets.map(({ name }) => name)
  const named = block.file === undefined ? undefined : fileNamed(names, block.file)
  const [only, another] = named === undefined ? targets : targets.filter(({ name }) => name === named)
  if (only !== undefined && another === undefined) return only
  if (block.file !== undefined) return failed('unknown file', `there is no file ${block.file}; the files are ${names.join(', ')}`)
  const [first, second] = targets.filter((target) => [...meantBy(block)].some((change) => locate(target, change.search).length > 0))
  if (first !== undefined && second === undefined) return first
  const reason = first === undefined ? 'its SEARCH occurs in none' : 'its SEARCH occurs in several'
  return failed('unknown file', `a block names no file, and ${reason}; the files are ${names.join(', ')}`)
}

/** Carries out changes of a program's files. They are searched in the text as it was, so their order does not matter. */
export function applyReplacements(
  base: Files,
  replacements: readonly Replacement[],
  languages: Languages = ownLanguages,
): { readonly kind: 'files'; readonly files: Files } | Failed {
  const count = replacements.reduce((sum, { parts = [] }) => sum + Math.max(1, parts.length), 0)
  if (count > 2 * MOST) return failed('malformed', `there are more than ${2 * MOST} changes`)
  const targets = Object.keys(base)
    .sort()
    .map((name) => targetOf(name, base[name] ?? '', languages))
  const blocks = new Map<Target, Replacement[]>()
  for (const block of replacements) {
    const target = fileFor(targets, block)
    if ('failure' in target) return target
    blocks.set(target, [...(blocks.get(target) ?? []), block])
  }
  const files: Record<string, string> = { ...base }
  for (const [target, own] of blocks) {
    const applied = applyBlocks(target, own)
    if (typeof applied !== 'string') return applied
    files[target.name] = applied
  }
  return { kind: 'files', files }
}
