import { TernateError } from '../../../engine/contracts/fault.ts'

/** Name of the environment variable that holds the key, unless another one is named. */
export const KEY_NAME = 'OPENAI_API_KEY'

/** Placeholders that local servers are given (`none`, `EMPTY`, `ollama`) are shorter, and no secrets. */
const SHORTEST_SECRET = 8

/**
 * The key in an environment, without the line break that files end with; undefined when there is none.
 *
 * @throws TernateError `MODEL_KEY` for a key that no HTTP header may carry
 */
export function readKey(environment: Readonly<Record<string, string | undefined>>, name: string = KEY_NAME): string | undefined {
  const key = environment[name]?.trim()
  if (key === undefined || key === '') return undefined
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new TernateError(
      'MODEL_KEY',
      `what ${name} holds cannot be a key: it has blanks or other characters`,
      `Put the key alone into ${name}.`,
    )
  return key
}

/** A text in which the key does not occur. */
export const redact = (text: string, key: string | undefined): string =>
  key === undefined || key.length < SHORTEST_SECRET ? text : text.replaceAll(key, '[key]')
