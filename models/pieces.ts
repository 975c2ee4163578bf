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

/** An error as endpoints put it into an answer whose status says that all is well. */
function errorIn(value: unknown): Refused | undefined {
  const error = typeof value === 'object' && value !== null && 'error' in value ? value.error : undefined
  const says =
    typeof error === 'string' ? error.trim() !== '' : typeof error === 'object' && error !== null && Object.keys(error).length > 0
  return says ? Refused.of(undefined, value) : undefined
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
  const parser = createParser({ onEvent: ({ data }) => void found.push(...valuesIn(data)) })
  function* take(): Generator {
    for (const value of found.splice(0)) {
      const error = errorIn(value)
      if (error !== undefined) throw error
      yield value
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
