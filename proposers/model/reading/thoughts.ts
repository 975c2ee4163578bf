import { SHORT } from './forms.ts'

const NAMES = 'think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis|antthinking|inner_monologue'
/** What opens and what closes thoughts: tags, and the marks of open models' own formats (Mistral, Kimi, Cohere, Harmony). */
const MARK = new RegExp(
  [
    `<(?<end>/?)(?:\\w{1,20}:)?(?:${NAMES})(?:\\s[^<>\\n]{0,100})?>`,
    '\\[(?<squared>/?)THINK\\]',
    '◁(?<kimi>/?)think▷',
    '<\\|(?<piped>/?)(?:think|thinking)\\|>',
    '<\\|(?<word>START_THINKING|END_THINKING|begin_of_thought|end_of_thought)\\|>',
    '(?:<\\|start\\|>assistant)?<\\|channel\\|>(?<channel>analysis|commentary|final)[^<\\n]{0,100}<\\|message\\|>',
  ].join('|'),
  'giu',
)
/** What chat formats leave before a text and behind it. */
const BEFORE = /^\s*(?:<\|[\w/ ]{1,40}\|>|\[TOOL_CALLS?\])/
const BEHIND = /(?:<\|[\w/ ]{1,40}\|>|<\/s>|<end_of_turn>)\s*$/
const FENCE = /^\s*(`{3,}|~{3,})/
/** Tokens that are taken off, at most. */
const TOKENS = 8
const QUOTES = /["'`]/
/** Where a SEARCH/REPLACE block begins and ends. */
const BLOCK = /^\s*(?:(<{5,})\s*SEARCH|(>{5,})\s*REPLACE)\b/

/** A mark where it stands. */
interface Mark {
  readonly opens: boolean
  readonly start: number
  readonly end: number
}

/** The marks of a line; those in quotes are spoken of, not meant. */
function marksOf(line: string, at: number): Mark[] {
  if (!/[<[◁]/u.test(line)) return []
  return [...line.matchAll(MARK)].flatMap((found) => {
    const { end, squared, kimi, piped, word, channel } = found.groups ?? {}
    const start = found.index
    const stop = start + found[0].length
    if (start > 0 && QUOTES.test(line[start - 1] as string) && line[start - 1] === line[stop]) return []
    const closes = [end, squared, kimi, piped].includes('/') || /^end/i.test(word ?? '') || channel?.toLowerCase() === 'final'
    // What opens thoughts begins a line: in the middle of one it is spoken of.
    if (!closes && line.slice(0, start).trim() !== '' && channel === undefined) return []
    return [{ opens: !closes, start: at + start, end: at + stop }]
  })
}

/** A text without the tokens of a chat format around it; `TOKENS` of them at most are looked for. */
function withoutTokens(text: string): string {
  let [start, end] = [0, text.length]
  for (let k = 0; k < TOKENS; k++) {
    const before = BEFORE.exec(text.slice(start, start + SHORT))?.[0].length ?? 0
    const tail = text.slice(Math.max(start + before, end - SHORT), end)
    const behind = BEHIND.exec(tail)?.index ?? tail.length
    if (before === 0 && behind === tail.length) break
    start += before
    end -= tail.length - behind
  }
  return text.slice(start, end)
}

const NONE: ReadonlySet<string> = new Set()

/** The marks that stand in texts, as they are written. */
export const marksIn = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => [...text.matchAll(MARK)].map(([mark]) => mark)))

/** A reply without its thoughts. */
export interface Thoughtless {
  readonly text: string
  /** It ends inside of thoughts. */
  readonly open: boolean
}

/**
 * Leaves out what a model thought before it answered. Thoughts end at the next closing mark, whatever opened them; before a closing
 * mark that nothing opens, all is thoughts. An opening mark inside of a fence is text, and so is the one
 * that closes it there, and `own` ones, which the program has, wherever they stand but at the beginning. In linear time.
 */
export function withoutThoughts(reply: string, own: ReadonlySet<string> = NONE): Thoughtless {
  const glued = /^\s*analysis[\s\S]*?assistantfinal/.exec(reply.startsWith('analysis') ? reply : '')
  const said = glued === null ? reply : reply.slice(glued[0].length)
  let kept: string[] = []
  let from = 0
  let thinking = false
  let fence: string | undefined
  /** Marks that open in a fence, where they are text, and have not closed. */
  let spoken = 0
  let at = 0
  for (const line of said.split('\n')) {
    if (!thinking && line.length <= SHORT) {
      const mark = FENCE.exec(line)?.[1]
      const [, opened, ended] = BLOCK.exec(line) ?? []
      if (opened !== undefined && fence === undefined) [fence, spoken] = [opened, 0]
      else if (ended !== undefined && fence?.startsWith('<') === true) fence = undefined
      else if (mark !== undefined && fence === undefined) [fence, spoken] = [mark, 0]
      else if (mark !== undefined && fence !== undefined && mark.startsWith(fence) && line.trim() === mark) fence = undefined
    }
    for (const mark of marksOf(line, at)) {
      if (!thinking && own.has(said.slice(mark.start, mark.end)) && said.slice(0, mark.start).trim() !== '') continue
      if (mark.opens) {
        if (!thinking && fence !== undefined) spoken += 1
        if (thinking || fence !== undefined) continue
        kept.push(said.slice(from, mark.start))
        thinking = true
        continue
      }
      if (!thinking && fence !== undefined && spoken > 0) {
        spoken -= 1
        continue
      }
      if (!thinking && fence !== undefined && said.slice(at, mark.start).trim() !== '') continue
      if (!thinking) kept = []
      thinking = false
      fence = undefined
      from = mark.end
    }
    at += line.length + 1
  }
  if (!thinking) kept.push(said.slice(from))
  return { text: withoutTokens(kept.join('')), open: thinking }
}
