import type { CallOutcome } from '../engine/contracts/model.ts'
import { estimateTokens } from './tokens.ts'
import type { Tokens } from './call.ts'
import { Unreadable } from './failure.ts'
import { DONE } from './pieces.ts'

/** A reply, as far as it has come. */
export interface StreamReader {
  /** Takes the next piece in; what is no part of a reply is passed over. */
  hear(value: unknown): void
  /** Whether a first word has come. */
  readonly begun: boolean
  /** What the reply comes to now that it has ended. @throws Unreadable when nothing that came was a piece of one */
  outcome(): CallOutcome
  /** Tokens as the endpoint counts them, else what the words come to beside a prompt of so many. */
  tokens(prompt: number): { readonly tokens: Tokens; readonly estimated: boolean }
  readonly servedBy: string | undefined
}

type Bag = Readonly<Record<string, unknown>>
const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What one choice of a reply says. */
interface Choice {
  content: string
  refusal: string
  thoughts: string
  /** Why it ended; an empty text where it ended for no reason that can be read. */
  finish: string | undefined
  calls: boolean
  whole: boolean
}

/** Keys under which a text stands in a part of a content, or in a thought. */
const TEXTS = ['text', 'content', 'value', 'summary', 'thinking', 'reasoning']

/** The text of a value: itself, that of its parts, that of its fields. */
function textOf(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value
  if (depth > 3) return ''
  if (Array.isArray(value)) return value.map((item) => textOf(item, depth + 1)).join('')
  if (!isBag(value)) return ''
  const key = TEXTS.find((name) => value[name] !== undefined && value[name] !== null)
  return key === undefined ? '' : textOf(value[key], depth + 1)
}

const THOUGHT = /think|reason|thought|summary/i

/** Takes a content in: a text, or parts of which those that are thoughts stand apart. */
function hearContent(choice: Choice, content: unknown): void {
  for (const part of Array.isArray(content) ? content : [content]) {
    const type = isBag(part) && typeof part.type === 'string' ? part.type : ''
    if (THOUGHT.test(type) || (isBag(part) && part.thought === true)) choice.thoughts += textOf(part)
    else if (type === 'refusal') choice.refusal += textOf(isBag(part) ? part.refusal : '')
    else choice.content += textOf(part)
  }
}

function hearChoice(choice: Choice, value: Bag): void {
  const said = [value.delta, value.message].find(isBag)
  choice.whole ||= isBag(value.message)
  hearContent(choice, said === undefined ? (value.text ?? value.delta ?? value.message) : said.content)
  if (said !== undefined) {
    choice.refusal += textOf(said.refusal)
    choice.thoughts +=
      Object.keys(said)
        .filter((key) => THOUGHT.test(key))
        .map((key) => textOf(said[key]))
        .find((text) => text !== '') ?? ''
    choice.calls ||= [said.tool_calls, said.function_call].some((calls) => isBag(calls) || (Array.isArray(calls) && calls.length > 0))
  }
  const finish = value.finish_reason ?? value.finishReason ?? value.stop_reason
  if (finish !== undefined && finish !== null && finish !== false) choice.finish = typeof finish === 'string' ? finish.toLowerCase() : ''
}

const countOf = (value: unknown): number | undefined => {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? Math.ceil(count) : undefined
}

/** Tokens sent and received; undefined where either cannot be read. */
function usageOf(usage: unknown): Tokens | undefined {
  if (!isBag(usage)) return undefined
  const sent = countOf(usage.prompt_tokens ?? usage.input_tokens)
  const received = countOf(usage.completion_tokens ?? usage.output_tokens)
  return sent === undefined || received === undefined ? undefined : { sent, received }
}

const CUT = /^(?:length|incomplete|max_?tokens|max_output_tokens|model_length|model_context_window_exceeded)$/
const FILTERED = /^(?:content[_-]?filter|sensitive|safety|recitation|prohibited_content|blocklist|spii|refusal)/

/** Reasons for which an endpoint gave a reply up. */
const BROKEN = /error|abort|cancel|insufficient|overloaded|timeout/

/** Why a choice holds no text, in words. */
function emptiness({ thoughts, calls }: Choice): string {
  if (calls) return 'the model called a tool, and none was offered'
  return thoughts.trim() === '' ? 'the model said nothing' : 'the model thought, and ended before it answered'
}

/** Puts a reply together from its pieces. */
export function createStreamReader(): StreamReader {
  const choices = new Map<number, Choice>()
  let servedBy: string | undefined
  let told: Tokens | undefined
  let pieces = 0
  let done = false
  /** The first thing that could not be read. */
  let odd: string | undefined

  /** The choice with the least index: that is the reply, in whatever order they come. */
  const first = (): Choice | undefined => choices.get(Math.min(...choices.keys()))

  function hearChoices(list: readonly unknown[]): void {
    list.forEach((value, at) => {
      if (!isBag(value)) return
      const index = typeof value.index === 'number' ? value.index : at
      const choice = choices.get(index) ?? { content: '', refusal: '', thoughts: '', finish: undefined, calls: false, whole: false }
      choices.set(index, choice)
      hearChoice(choice, value)
    })
  }

  return {
    hear(value) {
      if (value === DONE) {
        done = true
        return
      }
      const bag = isBag(value) ? value : {}
      const usage = usageOf(bag.usage)
      const choices = isBag(bag.choices) ? (isBag(bag.choices.message) ? [bag.choices] : Object.values(bag.choices)) : bag.choices
      if (Array.isArray(choices)) hearChoices(choices)
      else if (usage === undefined) {
        odd ??=
          bag.choices === undefined
            ? `${Object.keys(bag).slice(0, 4).join(', ') || typeof value} and no choices`
            : `choices that are a ${typeof bag.choices}`
        return
      }
      pieces += 1
      if (typeof bag.model === 'string') servedBy ??= bag.model
      told = usage ?? told
      // The count of a whole stream comes when all of it has.
      if (usage !== undefined && Array.isArray(choices) && choices.length === 0) done = true
    },
    get begun() {
      return [...choices.values()].some(({ content, refusal, thoughts }) => content !== '' || refusal !== '' || thoughts !== '')
    },
    outcome() {
      if (pieces === 0) throw new Unreadable(`what came is no chat completion: it ${odd === undefined ? 'is empty' : `has ${odd}`}`)
      const choice = first()
      if (choice === undefined) return { kind: 'empty', reason: 'the reply has no choices' }
      const { content, refusal, whole } = choice
      const finish = choice.finish ?? (whole || done ? '' : undefined)
      if (refusal !== '' || FILTERED.test(finish ?? '')) return { kind: 'refused', reason: refusal === '' ? 'content filter' : refusal }
      if (CUT.test(finish ?? '')) return { kind: 'cut', reason: 'the reply reached the length limit' }
      if (BROKEN.test(finish ?? ''))
        return { kind: 'invalid', reason: `the reply ends in an error${finish === 'error' ? '' : `: ${finish}`}` }
      if (content.trim() === '') return { kind: 'empty', reason: emptiness(choice) }
      // An unfinished stream may have lost its end: what stands there is not what the model wrote.
      return finish === undefined ? { kind: 'invalid', reason: 'the reply breaks off' } : { kind: 'reply', text: content }
    },
    tokens(prompt) {
      const { content = '', refusal = '', thoughts = '' } = first() ?? {}
      return told === undefined
        ? { tokens: { sent: prompt, received: estimateTokens(thoughts + refusal + content) }, estimated: true }
        : { tokens: told, estimated: false }
    },
    get servedBy() {
      return servedBy
    },
  }
}
