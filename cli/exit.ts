/** Exit codes, as documented in docs/errors.md. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** Bad input or set-up, or the answer is no: a check that fails, runs that differ. */
  refused: 1,
  /** A bug of the engine. */
  bug: 2,
  /** A run was stopped and saved; `resume` continues it. */
  stopped: 3,
  /** A run was interrupted twice and stopped at once; `resume` goes on. */
  interrupted: 130,
} as const

/** The line of help about them. */
export const EXIT_CODES = 'Exit codes: 0 done, 1 refused, 2 a bug of Ternate, 3 stopped and saved, 130 stopped at once. See docs/errors.md.'
