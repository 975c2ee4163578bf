import type { Files } from '../../engine/contracts/program.ts'
import type { SourceFile, Text } from '../api-types.ts'

/** Characters of a source, of a prompt or a reply, and of a word of feedback that a page is given. */
export const LIMITS = { source: 100_000, prompt: 50_000, text: 1000, name: 200 } as const

/** The beginning of a text; says how long the whole is when that is more. A character of two units is not torn. */
export function truncate(text: string, most: number): Text {
  if (text.length <= most) return { text }
  const end = /[\uD800-\uDBFF]/.test(text[most - 1] ?? '') ? most - 1 : most
  return { text: text.slice(0, end), whole: text.length }
}

/** A name in full or its beginning. */
export const short = (name: string, most: number = LIMITS.name): string => (name.length > most ? `${truncate(name, most - 1).text}…` : name)

/** The files of a program in the order of their names. */
export const sourceFiles = (files: Files): SourceFile[] =>
  Object.keys(files)
    .sort()
    .slice(0, 100)
    .map((name) => ({ name: short(name), ...truncate(files[name] ?? '', LIMITS.source) }))
