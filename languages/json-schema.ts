import { Validator } from '@cfworker/json-schema'

/** Says what is wrong with a value, and where; undefined where it fits. */
export type Fits = (value: unknown) => string | undefined

/** Characters of what is wrong. */
const MOST = 120

/**
 * Opens a JSON schema, draft 2020-12, to hold values against it.
 *
 * @throws Error for what is no schema; so does the first value that meets a reference which leads nowhere
 */
export function openSchema(schema: Readonly<Record<string, unknown>>): Fits {
  const validator = new Validator(schema, '2020-12')
  return (value) => {
    const { valid, errors } = validator.validate(value)
    if (valid) return undefined
    const last = errors.at(-1)
    return `${last?.instanceLocation ?? '#'}: ${(last?.error ?? 'does not fit').slice(0, MOST)}`
  }
}
