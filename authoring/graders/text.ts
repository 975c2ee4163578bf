/** Characters of a text that a reason repeats. */
const SHOWN = 60

/** What is read of an answer as text; undefined for a list, an object or nothing. */
export const asText = (answer: unknown): string | undefined =>
  typeof answer === 'string' ? answer : typeof answer === 'number' || typeof answer === 'boolean' ? String(answer) : undefined

/** A value as a reason shows it: on one line, and short, whoever wrote it. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 2 * SHOWN)) : kindOf(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1).toWellFormed()}…` : text
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === null ? 'null' : `a ${typeof value}`
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object'
}
