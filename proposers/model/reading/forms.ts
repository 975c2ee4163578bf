/** Lines to find and lines to put in their place. */
export interface Replacement {
  readonly file?: string
  readonly search: readonly string[]
  readonly replace: readonly string[]
  /** The same change by change, for lines that need not stand together: those of a diff without its context. */
  readonly parts?: readonly Pick<Replacement, 'search' | 'replace'>[]
  /** The reply ends inside it. */
  readonly open?: boolean
}

/** A text that may be a program, a file of one, or a part of one. */
export interface Listing {
  readonly file?: string
  /** What its fence says of it, e.g. `ts`. */
  readonly info: string
  readonly text: string
  /** The text with numbers before its lines, as the reply has them. */
  readonly numbered?: string
  /** The reply ends inside it. */
  readonly open?: boolean
}

/** Why a reply makes no offspring. */
export type EditFailure =
  /** It ends inside a block, or inside its thoughts. */
  | 'truncated'
  /** It holds neither a change nor a program. */
  | 'nothing'
  /** Markers stand in an order that makes no block. */
  | 'malformed'
  /** A SEARCH text occurs nowhere, or more than once. */
  | 'unmatched'
  | 'ambiguous'
  /** Two blocks change the same lines. */
  | 'overlapping'
  /** It is not clear which file is meant, or there is none of that name. */
  | 'unknown file'
  /** Text outside of the evolve blocks would change. */
  | 'outside'
  /** A comment stands for code that is left out. */
  | 'elided'
  /** The result does not parse. */
  | 'syntax'
  /** The result is larger than allowed. */
  | 'oversized'
  /** The result has the form of a program that is shown. */
  | 'unchanged'

/** A failure with its reason, in words for a model and for people; it may quote the reply. */
export interface Failed {
  readonly kind: 'failure'
  readonly failure: EditFailure
  readonly reason: string
}

/** What a reader makes of a reply: changes, or texts that may be programs. */
export type Reading =
  | { readonly kind: 'replacements'; readonly replacements: readonly Replacement[] }
  | { readonly kind: 'listings'; readonly listings: readonly Listing[] }
  | Failed

/** A failure. */
export const failed = (failure: EditFailure, reason: string): Failed => ({ kind: 'failure', failure, reason })

/** Changes, and texts beside them, that one reply may have, so that applying it stays linear in its length. */
export const MOST = 100

/** Lines longer than this name no file and open no fence: patterns for those take more than linear time. */
export const SHORT = 300
