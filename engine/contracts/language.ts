import type { Files, Program } from './program.ts'

/** A part of a text, `start` inclusive, `end` exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** A text's canonical form, or the reason why it has none, in words for models and people. */
export type Canonical =
  | { readonly ok: true; readonly canonical: string; /** The text's share of its program's size. */ readonly size: number }
  | {
      readonly ok: false
      /** A phrase that follows the file's name: `does not parse at line 3:4: unexpected comma`. Quotes nothing of the text. */ readonly reason: string
    }

/** How prompts speak of a language. */
export interface LanguageWords {
  /** The unit of sizes, in the plural: `nodes of syntax`. */
  readonly units: string
  /** The rules for a file, in sentences for a model, marks of evolve blocks included. */
  readonly rules: string
  /** The word behind the opening fence around a file; `extension` has no dot. */
  fence(extension: string): string
  /** Words that a model may write behind that fence, or `any`; no word is always allowed. */
  readonly fences: readonly string[] | 'any'
  /** A text as a comment on a line of its own; it is how marks of evolve blocks are written. */
  comment(text: string): string
}

/**
 * The language of a file: what is the same in other clothes, how large a text is, what of it may change, and how prompts speak of it.
 *
 * Requirements: everything is a function of its arguments alone. Nothing throws or hangs, whatever the text: a megabyte of it, nested
 * a hundred thousand levels deep, with NULs and halves of surrogate pairs; time grows about linearly. Texts of one canonical form mean
 * the same to whoever runs them; a canonical form that is itself a text of the language is its own. A size is a whole number, 0 or
 * more. Blocks lie within the text, in order and apart, and end where the comment of their closing mark begins, so that the marks stay.
 */
export interface Language {
  readonly name: string
  /** How the names of its files end, in small letters: `.json`. */
  readonly extensions: readonly string[]
  canonicalize(text: string, file: string): Canonical
  /** The evolve blocks; undefined for a text without marks of any, all of which may change, and for one that cannot be read. */
  blocks(text: string, file: string): readonly Range[] | undefined
  readonly words: LanguageWords
}

/** A language as its author writes it: blocks are marked by lines, and words are general ones, unless given. */
export interface LanguageDefinition extends Pick<Language, 'name' | 'extensions' | 'canonicalize'> {
  readonly blocks?: Language['blocks']
  readonly words?: Partial<LanguageWords>
}

/** A language by its name. */
export interface LanguagePart {
  readonly kind: 'language'
  readonly name: string
  /** Languages have no options. */
  readonly options?: undefined
  create(): LanguageDefinition
}

/**
 * Defines a language.
 *
 * @example
 * export default defineLanguage({
 *   name: 'rpn',
 *   extensions: ['.rpn'],
 *   canonicalize: (text) => ({ ok: true, canonical: text.trim().split(/\s+/).join(' '), size: text.trim().split(/\s+/).length }),
 * })
 */
export const defineLanguage = (language: LanguageDefinition): LanguagePart => ({
  kind: 'language',
  name: language.name,
  create: () => language,
})

/** A program, or why there is none. */
export type MadeProgram = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly reason: string }

/** Makes a program of files, or says why they are none. Files do not change, so that what was made of them is made once. */
export type MakeProgram = (files: Files) => MadeProgram

/** The languages of a run: its own ones and those of its plug-ins. */
export interface Languages {
  readonly all: readonly Language[]
  /** The language of a file, by how its name ends. */
  of(file: string): Language
  /** The languages of a program's files, each once, by name. */
  in(files: Files): readonly Language[]
  readonly makeProgram: MakeProgram
}
