/** A folder that was written for another engine, as far as it is looked at. */
export interface ForeignFolder {
  /** Paths of its files, sorted. */
  readonly paths: readonly string[]
  /** Text of one of its files. */
  read(path: string): string
}

/** What a folder becomes. */
export interface Translation {
  /** Source of its `problem.ts`. */
  readonly problem: string
  /** Settings that were taken over, and those that mean nothing here, a line each. */
  readonly notes: readonly string[]
}

/** A form of folders that other engines evolve programs in. */
export interface ForeignForm {
  readonly name: string
  /** Files without which a folder is not of this form, in words. */
  readonly wants: string
  /** Whether a folder is of this form. */
  matches(folder: ForeignFolder): boolean
  /** @throws TernateError `INIT_FOREIGN` */
  translate(folder: ForeignFolder): Translation
}
