import * as z from 'zod'
import type { CallOutcome } from '../../../engine/contracts/model.ts'
import { estimateTokens } from '../tokens.ts'
import type { Tokens } from './call.ts'
import { Unreadable } from './failure.ts'

const text = z.string().nullish()

const spoken = z.looseObject({ content: text, refusal: text, reasoning: text, reasoning_content: text }).nullish()

const count = z.int().nonnegative()

/** A piece of a streamed reply, or a whole one: the parts of the chat-completions protocol that are read. */
const piece = z.looseObject({
  model: text,
  choices: z.array(z.looseObject({ delta: spoken, message: spoken, finish_reason: text })).nullish(),
  usage: z.looseObject({ prompt_tokens: count, completion_tokens: count }).nullish(),
})

/** A reply, as far as it has come. */
export interface Words {
  /** Takes the next piece in. @throws Unreadable for what is no piece of a reply */
  hear(value: unknown): void
  /** Whether a first word has come. */
  readonly begun: boolean
  /** What the reply comes to now that it has ended. */
  outcome(): CallOutcome
  /** Tokens as the endpoint counts them, else what the words come to beside a prompt of so many. */
  tokens(prompt: number): { readonly tokens: Tokens; readonly estimated: boolean }
  readonly servedBy: string | undefined
}

/** Puts a reply together from its pieces. */
export function createWords(): Words {
  let content = ''
  let refusal = ''
  let thoughts = ''
  let finish: string | undefined
  let servedBy: string | undefined
  let told: Tokens | undefined
  let pieces = 0

  return {
    hear(value) {
      const { success, data } = piece.safeParse(value)
      if (!success) throw new Unreadable('what came is no chat completion')
      pieces += 1
      servedBy ??= data.model ?? undefined
      if (data.usage) told = { sent: data.usage.prompt_tokens, received: data.usage.completion_tokens }
      const [choice] = data.choices ?? []
      const said = choice?.delta ?? choice?.message
      content += said?.content ?? ''
      refusal += said?.refusal ?? ''
      thoughts += said?.reasoning_content ?? said?.reasoning ?? ''
      finish = choice?.finish_reason ?? finish
    },
    get begun() {
      return content !== '' || refusal !== '' || thoughts !== ''
    },
    outcome() {
      if (pieces === 0) return { kind: 'invalid', reason: 'what came is no chat completion' }
      if (refusal !== '' || finish === 'content_filter') return { kind: 'refused', reason: refusal === '' ? 'content filter' : refusal }
      if (finish === 'length') return { kind: 'cut', reason: 'the reply reached the length limit' }
      if (content.trim() === '') return { kind: 'empty' }
      // An unfinished stream may have lost its end: what stands there is not what the model wrote.
      return finish === undefined ? { kind: 'invalid', reason: 'the reply breaks off' } : { kind: 'reply', text: content }
    },
    tokens: (prompt) =>
      told === undefined
        ? { tokens: { sent: prompt, received: estimateTokens(thoughts + refusal + content) }, estimated: true }
        : { tokens: told, estimated: false },
    get servedBy() {
      return servedBy
    },
  }
}
