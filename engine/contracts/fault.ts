/**
 * A fault: our bug or the user's set-up, never what a candidate does. `code` is stable and listed in docs/errors.md;
 * `message` is one line; `remedy` says what to do about it.
 */
export class TernateError extends Error {
  override readonly name = 'TernateError'
  readonly code: string
  readonly remedy: string

  constructor(code: string, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.remedy = remedy
  }
}

/** The text of anything that was thrown; undefined for what refuses to become one. */
export function textOf(thrown: unknown): string | undefined {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  } catch {
    return undefined
  }
}

/** A word of a command that a remedy names, quoted where a shell would take it apart or put something else in its place. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-][\w@%+=:,./~-]*$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
/**
 * Something that a person has to see to before work can go on, e.g. a key that is no longer accepted. A worker throws it in the middle of
 * a ticket: the ticket stays open, and the run pauses with everything saved.
 */
export class Interruption extends TernateError {}
