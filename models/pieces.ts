import { parseJson } from '../disk/json.ts'
import { createParser } from 'eventsource-parser'
import { Refused, TooLarge, Unreadable } from './failure.ts'

/** Characters of an answer that is no reply which a reason quotes. */
const QUOTED = 200

/** What ends a stream; not all endpoints say it. */
export const DONE: unique symbol = Symbol('done')

/** A body as text, which throws once it has had too many bytes. */
export async function* textsOf(body: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > limit) throw new TooLarge(limit)
    yield decoder.decode(chunk, { stream: true })
  }
  yield decoder.decode()
}

function json(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/** The values in the data of an event. What is empty, a ping or a word of its own says nothing; half an object is a fault. */
function valuesIn(data: string): unknown[] {
  const text = data.trim()
  if (text === '' || text === 'null') return []
  if (text === '[DONE]') return [DONE]
  const value = json(text)
  if (value !== undefined) return [value]
  // Events without blank lines between them come as one.
  const lines = text.split('\n')
  if (lines.length > 1) return lines.flatMap(valuesIn)
  if (text.startsWith('{')) throw new Unreadable('a piece of the reply is not JSON')
  return []
}

/** The values of an event. One that is called an error is one, whatever it holds. */
function valuesOf(event: string | undefined, data: string): unknown[] {
  const values = valuesIn(data)
  return event === 'error' && values.length === 0
    ? [{ error: data.trim() === '' ? 'an error without words' : data.trim().slice(0, QUOTED) }]
    : values
}

/** The values of an answer that is no stream: one, or one a line. */
function wholeOf(text: string, type: string): unknown[] {
  const value = json(text)
  if (value !== undefined) return [value]
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const values = lines.map(json)
  if (lines.length > 1 && !values.includes(undefined)) return values
  const said = text
    .replaceAll(/<[^>]{0,200}>|\s+/g, ' ')
    .trim()
    .slice(0, QUOTED)
  throw new Unreadable(`the answer is not JSON but ${type === '' ? 'something else' : type}${said === '' ? ', empty' : `: ${said}`}`)
}

/** Whether an answer that begins so is a stream of events; undefined as long as that is open. */
function isStream(head: string): boolean | undefined {
  const text = head.replace(/^[\uFEFF\s]+/, '')
  if (/^(?::|(?:data|event|id|retry)\s*:)/.test(text)) return true
  return text.length < 8 && /^(?:[a-z]+\s*)?$/.test(text) ? undefined : false
}

type Bag = Readonly<Record<string, unknown>>
const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value)
const says = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : typeof value === 'object' && value !== null && Object.keys(value).length > 0

/** Keys of an answer that is nothing but an error, in which a reply has no text. */
const COMPLAINTS = ['message', 'msg', 'detail', 'errors']

/** An error as endpoints put it into an answer whose status says that all is well. */
function errorIn(value: unknown): Refused | undefined {
  if (!isBag(value)) return undefined
  const alone =
    value.choices === undefined &&
    value.usage === undefined &&
    COMPLAINTS.some((key) => typeof value[key] === 'string' || Array.isArray(value[key]))
  if (!says(value.error) && !(alone && replyIn(value) === undefined)) return undefined
  return Refused.of(undefined, value)
}

const hasChoices = (value: unknown): boolean => isBag(value) && value.choices !== undefined

/** The reply in an envelope: the only value of an object that has choices, or an object that is a choice itself, as Ollama's own protocol has it. */
function replyIn(value: Bag): unknown {
  const [inner, another] = Object.values(value).filter(hasChoices)
  if (inner !== undefined && another === undefined) return inner
  if (![value.message, value.delta].some((said) => isBag(said) && said.content !== undefined)) return undefined
  return { choices: [{ ...value, finish_reason: value.done_reason ?? (value.done === true ? 'stop' : value.finish_reason) }] }
}

/** The pieces that a value is: itself, what stands in its envelope, or those of a list. */
function* piecesIn(value: unknown): Generator {
  if (Array.isArray(value)) for (const item of value) yield* piecesIn(item)
  else yield isBag(value) && !hasChoices(value) ? (replyIn(value) ?? value) : value
}

/**
 * The pieces of an answer, whatever its content type says: events of a stream, a whole reply, or one a line. Ends with `DONE` where the
 * endpoint says so.
 *
 * @throws Refused for an error in it, Unreadable, TooLarge
 */
export async function* piecesOf(texts: AsyncIterable<string>, type: string): AsyncGenerator {
  let head = ''
  let streams: boolean | undefined
  let found: unknown[] = []
  const parser = createParser({ onEvent: ({ event, data }) => void found.push(...valuesOf(event, data)) })
  function* take(): Generator {
    for (const value of found.splice(0)) {
      const error = errorIn(value)
      if (error !== undefined) throw error
      yield* piecesIn(value)
    }
  }
  for await (const text of texts) {
    head = streams === true ? text : head + text
    streams ??= isStream(head)
    if (streams === true) {
      parser.feed(head)
      yield* take()
    }
  }
  if (streams === true) parser.feed('\n\n')
  else if (head.trim() !== '') found = wholeOf(head, type)
  yield* take()
}
