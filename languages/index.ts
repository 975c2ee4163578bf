import type { LanguagePart, Languages, MakeProgram } from '../engine/contracts/language.ts'
import type { Part } from '../engine/contracts/part.ts'
import { javascript } from './javascript/language.ts'
import { json } from './json.ts'
import { other } from './other.ts'
import { createLanguages } from './program.ts'
import { text } from './text.ts'

export { identify } from './program.ts'

/** The languages that come with the engine. */
export const languageParts: readonly LanguagePart[] = [javascript, json, text, other]

/** The languages of a run without plug-ins that define any. */
export const ownLanguages: Languages = createLanguages(languageParts)

/** Makes a program of files in the engine's own languages. */
export const makeProgram: MakeProgram = ownLanguages.makeProgram

const known = new WeakMap<readonly Part[], Languages>()

/**
 * The languages among the parts of a run, which come with the engine's own ones.
 *
 * @throws TernateError `PLUGIN_LANGUAGE` when two of them claim one extension
 */
export function languagesAmong(parts: readonly Part[]): Languages {
  let languages = known.get(parts)
  if (languages !== undefined) return languages
  const further = parts.filter((part) => part.kind === 'language').filter((part) => !languageParts.includes(part))
  languages = further.length === 0 ? ownLanguages : createLanguages([...languageParts, ...further])
  known.set(parts, languages)
  return languages
}
