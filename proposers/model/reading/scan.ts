import { failed, type Failed, type Listing, MOST, type Replacement, SHORT } from './forms.ts'
import { unnumbered } from './wrappings.ts'
import { type Names, namesAmong } from './names.ts'

/** A marker may stand in a comment, or be set in bold or as code. */
const SEARCH = /^([\s*`/#]*)(<{3,}|-{5,}(?=\s*SEARCH\b))\s*(?:SEARCH|HEAD|ORIGINAL|OLD|BEFORE|FIND|CURRENT)\b/i
const BETWEEN = /^([\s*`/#]*)(={3,})\s*(?:REPLACE)?[\s*`]*$/i
const ANCESTOR = /^([\s*`/#]*)(\|{5,})/
const REPLACE = /^([\s*`/#]*)(>{5,}|[>+]{3,}(?=\s*(?:REPLACE|UPDATED|NEW|AFTER)\b))(?:[\s*`:]|$|REPLACE\b)/i
const OPENING = /^\s*(?:(?:>|[-*+]|\d{1,3}[.)])\s+)?(`{3,}|~{3,})([^`]*)$/
/** A fence that opens at the end of a line of prose. */
const TRAILING = /^[^`~]*[:.,)] {0,3}(`{3,})([\w-]{0,20})\s*$/
const CLOSED = /^(.*[^`\s])(`{3,})\s*$/
/** A comment that is no JavaScript, or is the label of a file: no part of a program. */
const LABEL = /^\s*(?:#|<!--|\/[/*]\s*file(?:name)?:)/i

/** A marker: how long it is, and what it is set in. */
interface Marker {
  readonly size: number
  readonly dress: string
}

function markerOf(pattern: RegExp, line: string): Marker | undefined {
  const [, before = '', run = ''] = line.length > SHORT ? [] : (pattern.exec(line) ?? [])
  return run === '' ? undefined : { size: run.length, dress: before.trim() }
}

const isBlank = (line: string): boolean => line.trim() === ''

interface Fence {
  readonly mark: string
  /** Blanks before it, which its lines have too. */
  readonly indent: number
  readonly info: string
  file: string | undefined
  /** Its first line names the file in a comment, so that others may name further ones. */
  commented?: boolean
  /** The file that a line inside names, for the blocks that follow. */
  heading: string | undefined
  readonly lines: string[]
  /** Blocks or fences stand inside, so that it is no listing. */
  holds: boolean
  /** Lines end in carriage returns, as the one that began this does. */
  readonly returns: boolean
}

interface Block extends Marker {
  part: 'search' | 'ancestor' | 'replace'
  readonly search: string[]
  readonly replace: string[]
  readonly file: string | undefined
  readonly returns: boolean
}

/** What stands in a reply, in order. */
export interface Scan {
  readonly replacements: Replacement[]
  readonly listings: Listing[]
  /** What is wrong with the blocks. */
  wrong?: Failed
}

interface State extends Scan {
  readonly names: Names
  /** Markers of a block have one length. */
  readonly exact: boolean
  /** Those that are open, the innermost last. */
  readonly fences: Fence[]
  block?: Block | undefined
  heading?: string | undefined
  /** The file that the last line of prose speaks of. */
  announced?: string | undefined
}

const unreturned = (raw: string): string => (raw.endsWith('\r') ? raw.slice(0, -1) : raw)

/** What a line says as a part of a block or a fence. */
const contentOf = (raw: string, { returns }: { readonly returns: boolean }): string => (returns ? unreturned(raw) : raw)

/** A line without so many blanks at its beginning, at most. */
function dedented(line: string, indent: number): string {
  let k = 0
  while (k < indent && (line[k] === ' ' || line[k] === '\t')) k++
  return line.slice(k)
}

function closes({ mark }: Fence, line: string): boolean {
  const run = line.trim()
  return run.length <= SHORT && run.length >= mark.length && run === mark.charAt(0).repeat(run.length)
}

function keepListing(state: State, { lines, info, file, holds }: Fence, open: boolean): void {
  state.heading = undefined
  if (holds && lines.every(isBlank)) return
  const bare = unnumbered(lines)
  state.listings.push({
    ...(file === undefined ? {} : { file }),
    info,
    text: (bare ?? lines).join('\n'),
    ...(bare === undefined ? {} : { numbered: lines.join('\n') }),
    ...(open ? { open } : {}),
  })
}

function keepBlock(state: State, { search, replace, file }: Block, open: boolean): void {
  const named = file === undefined ? {} : { file }
  state.replacements.push({ ...named, search, replace, ...(open ? { open } : {}) })
  if (state.replacements.length > MOST) state.wrong ??= failed('malformed', `there are more than ${MOST} blocks`)
  const fence = state.fences.at(-1)
  if (fence !== undefined) fence.holds = true
}

function readBlock(state: State, block: Block, raw: string): void {
  const line = unreturned(raw)
  const isMarker = (pattern: RegExp): boolean => {
    const marker = markerOf(pattern, line)
    if (marker === undefined || marker.dress !== block.dress) return false
    return state.exact ? marker.size === block.size : marker.size >= Math.min(5, block.size)
  }
  if (isMarker(SEARCH)) state.wrong ??= failed('malformed', 'a block begins inside of a block')
  else if (isMarker(REPLACE)) {
    if (block.part !== 'replace') state.wrong ??= failed('malformed', 'a block has no line of = between SEARCH and REPLACE')
    else keepBlock(state, block, false)
    state.block = undefined
  } else if (block.part !== 'replace' && isMarker(BETWEEN)) block.part = 'replace'
  else if (block.part === 'search' && isMarker(ANCESTOR)) block.part = 'ancestor'
  else if (block.part !== 'ancestor') block[block.part].push(contentOf(raw, block))
}

function openFence(state: State, raw: string): boolean {
  const line = unreturned(raw)
  const around = state.fences.at(-1)
  const [, mark, behind = ''] =
    line.length > SHORT ? [] : (OPENING.exec(line) ?? (around === undefined ? TRAILING.exec(line) : undefined) ?? [])
  const info = behind.trim()
  // Inside of a fence only one that says what it is opens another; without a word it would close.
  if (mark === undefined || (around !== undefined && (info === '' || !mark.startsWith(around.mark)))) return false
  if (around !== undefined) around.holds = true
  const file = state.names.fileOfInfo(info) ?? around?.file ?? state.heading ?? state.announced
  const indent = line.trimStart().startsWith(mark) ? line.length - line.trimStart().length : 0
  state.fences.push({ mark, indent, info, file, heading: undefined, lines: [], holds: false, returns: raw.endsWith('\r') })
  return true
}

/** Ends a file in a fence that holds several, each with its name in a comment. */
function nextFile(state: State, fence: Fence): void {
  keepListing(state, fence, false)
  fence.lines.length = 0
}

function readFence(state: State, fence: Fence, raw: string): void {
  const line = unreturned(raw)
  const [, content, glued] = line.length > SHORT || fence.mark.startsWith('~') ? [] : (CLOSED.exec(line) ?? [])
  if (closes(fence, line) || (content !== undefined && glued === fence.mark && !content.includes('`'))) {
    if (content !== undefined && glued !== undefined) fence.lines.push(dedented(content, fence.indent))
    state.fences.pop()
    return keepListing(state, fence, false)
  }
  if (openFence(state, raw)) return
  const first = fence.lines.length === 0 && fence.file === undefined
  const named = first || (fence.commented === true && !/^\s/.test(line)) ? state.names.commentOf(line) : undefined
  if (named !== undefined && named !== fence.file) {
    if (!first) nextFile(state, fence)
    fence.file = named
    fence.commented = true
    if (!first || LABEL.test(line)) return
  }
  fence.heading = state.names.headingOf(line) ?? fence.heading
  fence.lines.push(dedented(contentOf(raw, fence), fence.indent))
}

function readProse(state: State, raw: string): void {
  const line = unreturned(raw)
  if (/^\s*>{5,}\s*REPLACE\b/.test(line.slice(0, SHORT))) state.wrong ??= failed('malformed', 'a block ends that has not begun')
  state.heading = state.names.headingOf(line) ?? state.heading
  if (openFence(state, raw) || isBlank(line)) return
  state.announced = state.names.announcedIn(line)
}

function readLine(state: State, raw: string): void {
  if (state.block !== undefined) return readBlock(state, state.block, raw)
  const fence = state.fences.at(-1)
  const marker = markerOf(SEARCH, unreturned(raw))
  if (marker !== undefined) {
    const file = fence?.heading ?? fence?.file ?? state.heading ?? state.announced
    state.block = { ...marker, part: 'search', search: [], replace: [], file, returns: raw.endsWith('\r') }
  } else if (fence === undefined) readProse(state, raw)
  else readFence(state, fence, raw)
}

/** Takes in what is open where the reply ends. A block's last marker may be lost where the fence around it has its own. */
function end(state: State): void {
  const { block, fences } = state
  if (block !== undefined) {
    const fence = fences.at(-1)
    const stop = fence === undefined ? -1 : block.replace.findIndex((line) => closes(fence, line))
    if (block.part !== 'replace') state.wrong ??= failed('truncated', 'the reply ends inside a SEARCH/REPLACE block')
    else keepBlock(state, stop < 0 ? block : { ...block, replace: block.replace.slice(0, stop) }, stop < 0)
  }
  for (const fence of fences.toReversed()) if (!fence.holds || !fence.lines.every(isBlank)) keepListing(state, fence, true)
}

function scanOnce(text: string, exact: boolean, names: Names): State {
  const state: State = { exact, names, fences: [], replacements: [], listings: [] }
  for (const raw of text.split('\n')) readLine(state, raw)
  end(state)
  return state
}

/**
 * Finds SEARCH/REPLACE blocks, inside of fences or not, and fenced texts. Markers of a block have one length, five characters at least,
 * so that a block may hold shorter ones; where no blocks come of that, any lengths do. Total, and in linear time.
 */
export function scan(text: string, names: Names = namesAmong()): Scan {
  const strict = scanOnce(text, true, names)
  if (strict.wrong === undefined && !strict.replacements.some(({ open }) => open)) return strict
  const loose = scanOnce(text, false, names)
  return loose.wrong === undefined && !loose.replacements.some(({ open }) => open) ? loose : strict
}
