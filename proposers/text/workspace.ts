import type { Language } from '../../engine/contracts/language.ts'
import type { Context } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { ownLanguages } from '../../languages/index.ts'

/** A program as an operator works on it. */
export interface Workspace {
  readonly files: Files
  /** The files of the other parents and of the inspirations. */
  readonly relatives: readonly Files[]
  readonly context: Context
  readonly random: Random
}

/** A way of changing a program of texts and data: its files, changed, or undefined when it finds nothing to do. */
export type TextOperator = (workspace: Workspace) => Files | undefined

/** A file that may be changed as a text: what it is called, its language, and what stands in it. */
export interface TextFile {
  readonly file: string
  readonly language: Language
  readonly text: string
}

/** The files of a program that are no code and hold no demonstrations, in the order of their names. */
export function textFiles(files: Files, { languages = ownLanguages, demonstrations }: Context): TextFile[] {
  return Object.keys(files)
    .sort()
    .filter((file) => !isJavaScript(file) && demonstrations?.has(file) !== true)
    .map((file) => ({ file, language: languages.of(file), text: files[file] ?? '' }))
}

/** The blocks of a file that may change; the whole of it where no block is marked. */
export const openBlocks = ({ text, file, language }: TextFile): readonly { readonly start: number; readonly end: number }[] =>
  language.blocks(text, file) ?? [{ start: 0, end: text.length }]

/** A program with one file put in the place of what it was. */
export const withFile = (files: Files, file: string, text: string): Files => ({ ...files, [file]: text })
