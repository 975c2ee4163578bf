import { SHORT } from './reading/forms.ts'
import type { Files, Program } from '../../engine/contracts/program.ts'
import { parse } from '../../languages/javascript/parse.ts'
import type { Languages } from '../../engine/contracts/language.ts'
import { makeProgram, ownLanguages } from '../../languages/index.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { keepFrame } from './frame.ts'
import { applyListings, codeAmong } from './listings.ts'
import { failed, type Failed, type Reading } from './reading/forms.ts'
import { applyReplacements } from './replacements.ts'
import { readReply } from './reply.ts'
import { outlineOf } from './statements.ts'

/** What a reply is read against. */
export interface EditTask {
  /** The program that the reply changes. */
  readonly base: Files
  /** The program whose text outside of evolve blocks stays. */
  readonly frame: Files
  /** Name of the entry function, if there is one. */
  readonly entry?: string | undefined
  /** Those of the run; the engine's own ones unless given. */
  readonly languages?: Languages
  /** Size that the result may have. */
  readonly limit: number
  /** Forms that are no news: those of the programs shown. */
  readonly known: ReadonlySet<string>
}

type Made = { readonly kind: 'program'; readonly program: Program } | Failed

/** Comments in the place of code that stays as it was. */
const ELIDED =
  /^[\s*]*(?:(?:\.{3}|…)\s*$|(?:\.{3}|…)\s*\W?(?:existing|rest|remaining|unchanged|same|previous|other|keep|your)\b|(?:the )?(?:rest|remaining code|existing code|everything else)\b.{0,60}\b(?:unchanged|same|as before|as is)\b)/i

/** A line that is a comment, or stands in brackets. */
const DRESSED = /^\s*(?:#+|\/\/|--|;+|%+|<!--|\/\*|\(\*|[[({<*])\s*(\S.{0,200})/

/** The line of a file that stands for others which are left out, if there is one that the file did not have. */
function elidedLine(text: string, before: string): string | undefined {
  if (!/unchanged|same|as before|as is|\.{3}|…/i.test(text)) return undefined
  const old = new Set(before.split('\n').map((line) => line.trim()))
  return text.split('\n').find((line) => {
    const said = line.length > SHORT ? undefined : DRESSED.exec(line)?.[1]?.replace(/[\s)\]}>*/-]+$/, '')
    return said !== undefined && !/^(?:\.{3}|…)$/.test(said) && ELIDED.test(said) && !old.has(line.trim())
  })
}

/** The comment of a file that stands for code which is left out, if there is one that the file did not have. */
function elisionIn(name: string, text: string, before: string): string | undefined {
  if (!isJavaScript(name)) return elidedLine(text, before)
  if (!/\.{3}|…|unchanged|same|as before|as is/i.test(text)) return undefined
  const outline = outlineOf(name, text)
  const known = parse(before, name)
  const old = new Set(known.ok ? known.comments.map((comment) => comment.text) : [])
  const framed = /EVOLVE-BLOCK-START/.test(text)
  return outline?.comments.find(
    ({ text: said, start, end }) =>
      ELIDED.test(said.slice(0, SHORT)) &&
      !old.has(said) &&
      (framed || outline.statements.some((statement) => statement.start <= start && end <= statement.end)),
  )?.text
}

/** What the size of a program counts. */
export const unitsOf = (files: Files, languages: Languages): string =>
  languages
    .in(files)
    .map(({ words }) => words.units)
    .join(' and ')

/** The program that changed files make, held to the frame. */
function programOf(changed: Files, mend: boolean, task: EditTask): Made {
  const { languages = ownLanguages } = task
  const files: Record<string, string> = {}
  for (const [name, text] of Object.entries(changed)) {
    const kept = keepFrame(name, task.frame[name] ?? text, text, { mend, language: languages.of(name) })
    if (kept.kind === 'failure') return kept
    files[name] = kept.text
    const elided = elisionIn(name, kept.text, task.base[name] ?? '')
    if (elided !== undefined) return failed('elided', `${name} has a comment in the place of code: ${elided.trim().slice(0, 80)}`)
  }
  const made = languages.makeProgram(files)
  if (!made.ok) return failed('syntax', made.reason)
  const { program } = made
  if (task.known.has(program.canonicalHash))
    return failed('unchanged', 'the reply changes nothing but layout and comments, or repeats a program that was shown')
  if (program.size > task.limit)
    return failed('oversized', `the result has ${program.size} ${unitsOf(files, languages)}, and ${task.limit} are allowed`)
  return { kind: 'program', program }
}

/** What changed files a reading may mean, the likeliest first. */
function* filesOf(
  base: Files,
  reading: Reading,
  { entry, languages = ownLanguages }: Pick<EditTask, 'entry' | 'languages'>,
): Generator<{ readonly kind: 'files'; readonly files: Files } | Failed> {
  if (reading.kind === 'failure') yield reading
  else if (reading.kind === 'replacements') yield applyReplacements(base, reading.replacements, languages)
  else
    yield* applyListings(base, reading.listings, {
      entry,
      languages,
      framed: (name) => /EVOLVE-BLOCK-(?:START|END)/.test(base[name] ?? ''),
    })
}

/** Applies a reading to a program's files, as it is likeliest meant. */
export function applyReading(base: Files, reading: Reading, entry?: string): { readonly kind: 'files'; readonly files: Files } | Failed {
  const [first] = filesOf(base, reading, { entry })
  return first ?? failed('nothing', 'the reading is empty')
}

/** Failures that no other reading of a reply mends: it was understood. */
const FINAL = new Set<Failed['failure']>(['unchanged', 'oversized', 'elided'])

/** The offspring that a reply makes, or why it makes none. Total: whatever the reply holds, it does not throw. */
export function readOffspring(reply: string, task: EditTask): Made {
  let first: Failed | undefined
  for (const reading of readReply(reply, task.base, task.languages)) {
    const ends =
      reading.kind !== 'failure' && (reading.kind === 'replacements' ? reading.replacements : reading.listings).some(({ open }) => open)
    for (const applied of filesOf(task.base, reading, task)) {
      const made = applied.kind === 'failure' ? applied : programOf(applied.files, reading.kind === 'listings', task)
      if (made.kind === 'program') return made
      // What does not parse because the reply ends in its middle is cut, not wrong.
      const found = made.failure === 'syntax' && ends ? failed('truncated', 'the reply ends inside a fenced text or a block') : made
      if (first === undefined || FINAL.has(found.failure)) first = found
      if (FINAL.has(found.failure) && reading.kind !== 'listings') return found
    }
  }
  return first ?? failed('nothing', 'the reply holds neither a change nor a program')
}

/** Initial programs that a reply may bring. */
const MOST_PROGRAMS = 8

/**
 * The initial programs of a reply: each fenced program is one; where files are named, a name that comes again begins the next program.
 * `name` is what a file is called that the reply does not name. An initial program that does not parse fails, and the others stand.
 */
export function readInitialPrograms(reply: string, { name, entry }: { readonly name: string; readonly entry: string }): readonly Made[] {
  const readings = readReply(reply)
  const listings = readings.flatMap((reading) => (reading.kind === 'listings' ? codeAmong(reading.listings) : []))
  const [first] = readings
  if (listings.length === 0) return [first.kind === 'failure' ? first : failed('nothing', 'the reply holds no program in a fence')]
  const initialPrograms: Record<string, string>[] = [{}]
  for (const { file, text } of listings) {
    const wanted = file?.replace(/^\.\//, '') ?? name
    if (!/^\w[\w.-]*\.[cm]?[jt]s$/.test(wanted) || /\.[.-]/.test(wanted))
      return [failed('unknown file', `${wanted} is no plain name of a source file`)]
    const last = initialPrograms.at(-1) as Record<string, string>
    if (Object.hasOwn(last, wanted)) initialPrograms.push({ [wanted]: `${text}\n` })
    else last[wanted] = `${text}\n`
  }
  const open = listings.some((listing) => listing.open === true)
  return initialPrograms.slice(0, MOST_PROGRAMS).map((files) => {
    const made = makeProgram(files)
    if (!made.ok && open) return failed('truncated', 'the reply ends inside a fenced text')
    if (!made.ok) return failed('syntax', made.reason)
    const exports = Object.values(files).some((text) => text.includes(entry))
    return exports ? { kind: 'program', program: made.program } : failed('nothing', `no file of the initial program exports ${entry}`)
  })
}
