import { hash as sha } from 'node:crypto'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Language, LanguageDefinition, LanguagePart, Languages, MadeProgram, MakeProgram } from '../engine/contracts/language.ts'
import type { Files } from '../engine/contracts/program.ts'
import { markedBlocks } from './marks.ts'
import { isPlainName } from './names.ts'

/** SHA-256 of texts one after the other, the first 128 bits in hexadecimal. */
const hash = (...texts: readonly string[]): string => sha('sha256', texts.join(''), 'hex').slice(0, 32)

/** Identity of a set of files, layout and comments included: the files in the order of their names, as one unambiguous text. */
export const identify = (files: Files): string =>
  hash(
    JSON.stringify(
      Object.keys(files)
        .sort()
        .map((name) => [name, files[name]]),
    ),
  )

/** A language with what its author left out. */
function complete({ blocks = (text) => markedBlocks(text), words, ...language }: LanguageDefinition): Language {
  const { name } = language
  return {
    ...language,
    blocks,
    words: {
      units: 'tokens',
      rules: `A file of ${name === 'other' ? 'another language' : name} keeps to the language that it is written in. Where lines with the marks EVOLVE-BLOCK-START and
EVOLVE-BLOCK-END stand, only what is between them may change; the lines themselves stay.`,
      fence: (extension) => extension,
      fences: 'any',
      comment: (text) => `# ${text}`,
      ...words,
    },
  }
}

const EXTENSION = /^(?:\.[a-z0-9_+-]{1,40}){1,4}$/

const fault = (why: string, remedy: string): TernateError => new TernateError('PLUGIN_LANGUAGE', why, remedy)

/** Sees that a language is one, whoever wrote it. */
function checked(language: LanguageDefinition): LanguageDefinition {
  const { name, extensions, canonicalize } = language
  if (typeof canonicalize !== 'function' || !Array.isArray(extensions))
    throw fault(`the language ${name} lacks its extensions or canonicalize`, 'Give defineLanguage both; see engine/contracts/language.ts.')
  const wrong = extensions.find((extension) => !EXTENSION.test(String(extension)))
  if (wrong === undefined) return language
  throw fault(
    `the language ${name} claims files that end in ${JSON.stringify(String(wrong).slice(0, 60))}, which is no extension`,
    'Write it in small letters with its dot: .rpn',
  )
}

/** The languages by the ends of file names that they claim. */
function byExtension(all: readonly Language[]): ReadonlyMap<string, Language> {
  const claimed = new Map<string, Language>()
  for (const language of all) {
    for (const extension of language.extensions) {
      const by = claimed.get(extension)
      if (by !== undefined)
        throw fault(
          `the languages ${by.name} and ${language.name} both claim files that end in ${extension}`,
          'Let one of them claim another extension.',
        )
      claimed.set(extension, language)
    }
  }
  return claimed
}

/** The file name's ends at its dots, the longest first: `.prompt.md`, `.md`. */
function* extensionsOf(file: string): Generator<string> {
  const name = file.slice(file.lastIndexOf('/') + 1).toLowerCase()
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) yield name.slice(dot)
}

/**
 * Makes programs of the files of these languages.
 *
 * The canonical hash of a program of JavaScript alone is that of its syntax trees; of any other that of each file's name, language and
 * canonical form.
 */
function createMakeProgram(of: (file: string) => Language): MakeProgram {
  const made = new WeakMap<Files, MadeProgram>()

  function make(files: Files): MadeProgram {
    const parts: { readonly name: string; readonly language: string; readonly canonical: string }[] = []
    let size = 0
    for (const name of Object.keys(files).sort()) {
      const language = of(name)
      const found = language.canonicalize(files[name] ?? '', name)
      if (!found.ok) return { ok: false, reason: `${name} ${found.reason}` }
      parts.push({ name, language: language.name, canonical: found.canonical })
      size += found.size
    }
    const isPlain = parts.every(({ language }) => language === 'javascript')
    const odd = isPlain ? undefined : parts.find(({ name }) => !isPlainName(name))
    if (odd !== undefined) return { ok: false, reason: `a file is not called by a plain path such as program.txt or parts/one.txt` }
    const canonicalHash = isPlain
      ? hash(...parts.flatMap(({ name, canonical }) => [JSON.stringify(name), canonical]))
      : hash(JSON.stringify(parts.map(({ name, language, canonical }) => [name, language, canonical])))
    return { ok: true, program: { id: identify(files), canonicalHash, size, files } }
  }

  return (files) => {
    const known = made.get(files) ?? make(files)
    made.set(files, known)
    return known
  }
}

/**
 * Makes the languages of a run. What no other language claims is in the one called `other`.
 *
 * @throws TernateError `PLUGIN_LANGUAGE` when two of them claim one extension
 */
export function createLanguages(parts: readonly LanguagePart[]): Languages {
  const all = parts.map((part) => complete(checked(part.create())))
  const claimed = byExtension(all)
  const rest = all.find(({ name }) => name === 'other')
  if (rest === undefined) throw new RangeError('there is no language for what no other one claims')
  const known = new Map<string, Language>()
  const of = (file: string): Language => {
    let language = known.get(file)
    if (language !== undefined) return language
    const extension = [...extensionsOf(file)].find((end) => claimed.has(end))
    language = claimed.get(extension ?? '') ?? rest
    if (known.size < 10_000) known.set(file, language)
    return language
  }
  return {
    all,
    of,
    in: (files) => {
      const names = new Map(Object.keys(files).map((file) => [of(file).name, of(file)]))
      return [...names.keys()].sort().flatMap((name) => names.get(name) ?? [])
    },
    makeProgram: createMakeProgram(of),
  }
}
