import { withoutMark } from '../../language/parse.ts'

/** A SEARCH/REPLACE block: lines to find and lines to put in their place. */
export interface Replacement {
  readonly file?: string
  readonly search: readonly string[]
  readonly replace: readonly string[]
}

/** A fenced text. */
export interface Listing {
  readonly file?: string
  /** What the fence says of it, e.g. `ts`. */
  readonly info: string
  readonly text: string
}

/** Why a reply makes no offspring. */
export type EditFailure =
  /** It ends inside a block or a fence. */
  | 'truncated'
  /** It holds neither a block nor a fenced text. */
  | 'nothing'
  /** Markers stand in an order that makes no block. */
  | 'malformed'
  /** A SEARCH text occurs nowhere, or more than once. */
  | 'unmatched'
  | 'ambiguous'
  /** Two blocks change the same lines. */
  | 'overlapping'
  /** It is not clear which file is meant, or there is none of that name. */
  | 'unknown file'
  /** Text outside of the evolve blocks would change. */
  | 'outside'
  /** The result does not parse. */
  | 'syntax'
  /** The result is larger than allowed. */
  | 'oversized'
  /** The result has the form of a program that is shown. */
  | 'unchanged'

/** A failure with its reason, in words for a model and for people; it may quote the reply. */
export interface Failed {
  readonly kind: 'failure'
  readonly failure: EditFailure
  readonly reason: string
}

/** What a reply holds. Blocks count before fenced texts. */
export type ReadReply =
  | { readonly kind: 'replacements'; readonly replacements: readonly Replacement[] }
  | { readonly kind: 'listings'; readonly listings: readonly Listing[] }
  | Failed

/** Lines longer than this are neither fences nor headings, whose patterns take more than linear time. */
const SHORT = 300
/** Blocks that a reply may have, so that applying it stays linear in its length. */
const BLOCKS = 100

const SEARCH = /^\s*(<{5,})\s*SEARCH\b/
const BETWEEN = /^\s*(={5,})\s*$/
const REPLACE = /^\s*(>{5,})\s*REPLACE\b/
const OPENING = /^ {0,3}(`{3,}|~{3,})([^`]*)$/
const HEADING = /^\s*(?:#{1,6}\s+|\*\*)?file(?:name)?:\s*[`*"']*([^`*"'\s]+)[`*"']*\s*$/i
const COMMENT = /^\s*(?:\/\/|\/\*)\s*file(?:name)?:\s*([^\s*]+)\s*(?:\*\/)?\s*$/i
const NAME = /(?:^|[\s=:])([\w./-]+\.[cm]?[jt]s)$/

const runOf = (pattern: RegExp, line: string): number => pattern.exec(line)?.[1]?.length ?? 0

const failed = (failure: EditFailure, reason: string): Failed => ({ kind: 'failure', failure, reason })

interface Text {
  readonly at: 'text'
}

interface Fence {
  readonly at: 'fence'
  readonly mark: string
  readonly info: string
  readonly file: string | undefined
  /** The file that a line inside names, for the blocks that follow. */
  readonly heading: string | undefined
  readonly lines: string[]
  /** Blocks that stand inside; a fence that has any is no listing. */
  readonly blocks: number
  /** Lines end in carriage returns, as the one that began this does. */
  readonly returns: boolean
}

interface Block {
  readonly at: 'search' | 'replace'
  /** Length of its markers. */
  readonly size: number
  readonly search: string[]
  readonly replace: string[]
  /** Where it stands. */
  readonly within: Text | Fence
  readonly returns: boolean
}

/** A line as it stands there but for a byte-order mark, without a carriage return at its end, and whether it had one. */
interface Line {
  readonly raw: string
  readonly text: string
  readonly returns: boolean
}

const lineOf = (written: string): Line => {
  const raw = withoutMark(written)
  const returns = raw.endsWith('\r')
  return { raw, text: returns ? raw.slice(0, -1) : raw, returns }
}

/** What a line says as a part of a block or a fence. */
const contentOf = ({ raw, text }: Line, { returns }: { readonly returns: boolean }): string => (returns ? text : raw)

/** The file that is named by a line of its own. */
const headingOf = ({ text }: Line): string | undefined => (text.length > SHORT ? undefined : HEADING.exec(text)?.[1])

const closes = ({ mark }: Fence, { text }: Line): boolean => {
  if (text.length > SHORT) return false
  const run = runOf(OPENING, text)
  return run >= mark.length && text.trim() === mark[0]?.repeat(run)
}

/**
 * Reads a model's reply: SEARCH/REPLACE blocks, inside fences or not, and fenced texts. A line `### file: NAME` before, a first line
 * `// file: NAME` inside, or a name behind the fence says which file is meant. Markers of a block have one length, five characters at
 * least, so that a block may hold shorter ones. Total: any text gives a result, in time linear in its length.
 */
export function readReply(text: string): ReadReply {
  const replacements: Replacement[] = []
  const listings: Listing[] = []
  let heading: string | undefined

  /** Each of these takes a line and says where the reading stands after it. */
  function readText(line: Line): Text | Fence | Failed {
    if (runOf(REPLACE, line.text) > 0) return failed('malformed', 'a block ends that has not begun')
    heading = headingOf(line) ?? heading
    const [, mark, behind = ''] = line.text.length > SHORT ? [] : (OPENING.exec(line.text) ?? [])
    if (mark === undefined) return { at: 'text' }
    const info = behind.trim()
    return {
      at: 'fence',
      mark,
      info,
      file: NAME.exec(info)?.[1] ?? heading,
      heading: undefined,
      lines: [],
      blocks: 0,
      returns: line.returns,
    }
  }

  function readFence(fence: Fence, line: Line): Text | Fence {
    const { info, file, lines, blocks } = fence
    if (closes(fence, line)) {
      if (blocks > 0) return { at: 'text' }
      listings.push({ ...(file === undefined ? {} : { file }), info, text: lines.join('\n') })
      heading = undefined
      return { at: 'text' }
    }
    const named = lines.length > 0 || file !== undefined || line.text.length > SHORT ? undefined : COMMENT.exec(line.text)?.[1]
    if (named !== undefined) return { ...fence, file: named }
    lines.push(contentOf(line, fence))
    return { ...fence, heading: headingOf(line) ?? fence.heading }
  }

  function readBlock(block: Block, line: Line): Text | Fence | Block | Failed {
    const { at, size, search, replace, within } = block
    if (runOf(SEARCH, line.text) === size) return failed('malformed', 'a block begins inside of a block')
    if (runOf(REPLACE, line.text) === size) {
      if (at === 'search') return failed('malformed', 'a block has no line of = between SEARCH and REPLACE')
      const file = (within.at === 'fence' ? (within.heading ?? within.file) : undefined) ?? heading
      replacements.push({ ...(file === undefined ? {} : { file }), search, replace })
      if (replacements.length > BLOCKS) return failed('malformed', `there are more than ${BLOCKS} blocks`)
      return within.at === 'fence' ? { ...within, blocks: within.blocks + 1 } : within
    }
    if (at === 'search' && runOf(BETWEEN, line.text) === size) return { ...block, at: 'replace' }
    const lines = at === 'search' ? search : replace
    lines.push(contentOf(line, block))
    return block
  }

  let state: Text | Fence | Block | Failed = { at: 'text' }
  for (const raw of text.split('\n')) {
    const line = lineOf(raw)
    if ('within' in state) state = readBlock(state, line)
    else {
      const size = runOf(SEARCH, line.text)
      if (size > 0) state = { at: 'search', size, search: [], replace: [], within: state, returns: line.returns }
      else state = state.at === 'fence' ? readFence(state, line) : readText(line)
    }
    if ('failure' in state) return state
  }
  if (state.at === 'fence') return failed('truncated', 'the reply ends inside a fenced text')
  if (state.at !== 'text') return failed('truncated', 'the reply ends inside a SEARCH/REPLACE block')
  if (replacements.length > 0) return { kind: 'replacements', replacements }
  if (listings.length > 0) return { kind: 'listings', listings }
  return failed('nothing', 'the reply holds neither a SEARCH/REPLACE block nor a program in a fence')
}
