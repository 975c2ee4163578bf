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

/** Lines longer than this are neither fences nor headings, whose patterns are not linear. */
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

/** Where the reading stands. `returns`: lines end in carriage returns, as the line that began the block does. */
type State =
  | { readonly at: 'text' }
  | {
      readonly at: 'fence'
      readonly mark: string
      readonly info: string
      readonly file: string | undefined
      /** The file that a line inside names, for the blocks that follow. */
      readonly heading: string | undefined
      readonly lines: string[]
      readonly blocks: number
      readonly returns: boolean
    }
  | {
      readonly at: 'search' | 'replace'
      readonly size: number
      readonly search: string[]
      readonly replace: string[]
      readonly back: State
      readonly returns: boolean
    }

/**
 * Reads a model's reply: SEARCH/REPLACE blocks, inside fences or not, and fenced texts. A line `### file: NAME` before, a first line
 * `// file: NAME` inside, or a name behind the fence says which file is meant. Markers of a block have one length, five characters at
 * least, so that a block may hold shorter ones. Total: any text gives a result, in time linear in its length.
 */
export function readReply(text: string): ReadReply {
  const replacements: Replacement[] = []
  const listings: Listing[] = []
  let state: State = { at: 'text' }
  let heading: string | undefined

  for (const raw of text.split('\n')) {
    const returns = raw.endsWith('\r')
    const line: string = returns ? raw.slice(0, -1) : raw
    const content: string = state.at !== 'text' && state.returns ? line : raw
    if (state.at === 'search' || state.at === 'replace') {
      const block: Extract<State, { at: 'search' | 'replace' }> = state
      const { size, search, replace, back } = block
      if (runOf(SEARCH, line) === size) return failed('malformed', 'a block begins inside of a block')
      if (runOf(REPLACE, line) === size) {
        if (state.at === 'search') return failed('malformed', 'a block has no line of = between SEARCH and REPLACE')
        const file: string | undefined = (back.at === 'fence' ? (back.heading ?? back.file) : undefined) ?? heading
        replacements.push({ ...(file === undefined ? {} : { file }), search, replace })
        if (replacements.length > BLOCKS) return failed('malformed', `there are more than ${BLOCKS} blocks`)
        state = back.at === 'fence' ? { ...back, blocks: back.blocks + 1 } : back
      } else if (block.at === 'search' && runOf(BETWEEN, line) === size) state = { ...block, at: 'replace' }
      else (block.at === 'search' ? search : replace).push(content)
      continue
    }
    const size = runOf(SEARCH, line)
    if (size > 0) {
      state = { at: 'search', size, search: [], replace: [], back: state, returns }
      continue
    }
    if (state.at === 'fence') {
      const { mark, info, lines, blocks, file }: Extract<State, { at: 'fence' }> = state
      const closing = line.length > SHORT ? 0 : runOf(OPENING, line)
      if (closing >= mark.length && line.trim() === mark[0]?.repeat(closing)) {
        if (blocks === 0) listings.push({ ...(file === undefined ? {} : { file }), info, text: lines.join('\n') })
        state = { at: 'text' }
        heading = blocks === 0 ? undefined : heading
        continue
      }
      const named: string | undefined = lines.length === 0 && line.length <= SHORT ? COMMENT.exec(line)?.[1] : undefined
      if (named !== undefined && file === undefined) state = { ...state, file: named }
      else lines.push(content)
      const inside: string | undefined = line.length <= SHORT ? HEADING.exec(line)?.[1] : undefined
      if (inside !== undefined) state = { ...state, heading: inside }
      continue
    }
    if (line.length > SHORT) continue
    if (runOf(REPLACE, line) > 0) return failed('malformed', 'a block ends that has not begun')
    heading = HEADING.exec(line)?.[1] ?? heading
    const [, mark, behind = ''] = OPENING.exec(line) ?? []
    if (mark !== undefined) {
      const info = behind.trim()
      state = { at: 'fence', mark, info, file: NAME.exec(info)?.[1] ?? heading, heading: undefined, lines: [], blocks: 0, returns }
    }
  }
  if (state.at === 'fence') return failed('truncated', 'the reply ends inside a fenced text')
  if (state.at !== 'text') return failed('truncated', 'the reply ends inside a SEARCH/REPLACE block')
  if (replacements.length > 0) return { kind: 'replacements', replacements }
  if (listings.length > 0) return { kind: 'listings', listings }
  return failed('nothing', 'the reply holds neither a SEARCH/REPLACE block nor a program in a fence')
}
