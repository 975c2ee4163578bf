import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readText } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { didYouMean } from '../../engine/contracts/nearest.ts'
import type { Purpose, Template } from '../../engine/contracts/model.ts'

/** The slots that a template may name, and what stands in them. */
export const SLOTS = {
  statement: 'what is to be solved',
  constraints: 'what a program may be',
  entry: 'signature of the function that is evolved',
  parent: 'the files of the program to be changed, evolve blocks included',
  scores: 'the parent’s result on each train case',
  fuel: 'what a program may burn, and what the parent burned',
  metrics: 'named numbers of the parent beside its score',
  feedback: 'what the verifier or the runtime said of the parent, case by case',
  history: 'texts of the file to be written, with their scores',
  examples: 'train cases as demonstrations',
  advice: 'what was said of the program or of its steps before',
  inspirations: 'other programs, why they are shown, their scores and the cases they win; a second parent comes first',
  notes: 'what was learned before',
  rejected: 'changes of this parent that did not help',
  others: 'how many questions like this one are under way, and what to make of that',
  error: 'what was wrong with the program or the reply before',
  size: 'how large an offspring may be',
  format: 'how to reply',
  template: 'the template to improve',
} as const

/** The name of a slot. */
export type SlotName = keyof typeof SLOTS

/** The purposes that the model proposer has, each with the slots without which a template cannot serve it. */
const REQUIRED: Readonly<Record<Purpose, readonly SlotName[]>> = {
  offspring: ['statement', 'parent', 'error', 'format'],
  crossover: ['statement', 'parent', 'inspirations', 'error', 'format'],
  repair: ['statement', 'parent', 'error', 'format'],
  reflect: ['parent', 'error'],
  summary: ['notes'],
  template: ['template', 'error'],
  initial: ['statement', 'entry', 'error', 'format'],
}

/** What proposers of published systems ask for beside that, each with the slots without which a template cannot serve it. */
const FURTHER: Readonly<Record<Purpose, readonly SlotName[]>> = {
  gepa: ['statement', 'parent', 'feedback', 'error', 'format'],
  opro: ['statement', 'history', 'error', 'format'],
  instruct: ['statement', 'parent', 'error', 'format'],
  critique: ['feedback'],
  textgrad: ['statement', 'parent', 'advice', 'error', 'format'],
  lesson: ['parent', 'feedback'],
  reflexion: ['statement', 'parent', 'notes', 'error', 'format'],
  advice: ['parent', 'feedback'],
  'self-refine': ['statement', 'parent', 'error', 'format'],
  promptbreeder: ['statement', 'error', 'format'],
  evoprompt: ['statement', 'parent', 'inspirations', 'error', 'format'],
}

/** Purposes whose replies become offspring: their calls are credited with what their ticket gained. */
export const WRITES: ReadonlySet<Purpose> = new Set(
  'offspring crossover repair gepa opro instruct textgrad reflexion self-refine promptbreeder evoprompt'.split(' '),
)

/** What the model proposer asks for, in the order in which templates are listed. Other proposers may have purposes of their own. */
export const purposes: readonly Purpose[] = Object.keys(REQUIRED)

/** How a purpose may be named. */
const PURPOSE = /^[a-z][a-z0-9-]{0,99}$/

/** The slots that a template for a purpose must name. */
function requiredFor(purpose: Purpose): readonly SlotName[] {
  const known = { ...REQUIRED, ...FURTHER }
  return Object.hasOwn(known, purpose) ? (known[purpose] ?? []) : []
}

/** Characters that a template may have. */
const LIMIT = 16_384

const MENTION = /\{\{\s*([\w-]+)\s*\}\}/g
const ALONE = /^\{\{(\w+)\}\}$/

/** The slot that a line of a template stands for. */
export function slotOf(line: string): SlotName | undefined {
  const name = ALONE.exec(line)?.[1]
  return name !== undefined && Object.hasOwn(SLOTS, name) ? (name as SlotName) : undefined
}

/** What keeps a text from being a template: a slot that is unknown, not alone on its line, inside a fence, missing, or twice there. */
function faultOf(purpose: Purpose, text: string): { readonly code: 'slot' | 'form'; readonly reason: string } | undefined {
  if (text.length > LIMIT) return { code: 'form', reason: `it has ${text.length} characters, and ${LIMIT} are allowed` }
  const found: string[] = []
  let fenced = false
  for (const line of text.split('\n')) {
    if (/^ {0,3}(```|~~~)/.test(line)) fenced = !fenced
    for (const [, name = ''] of line.matchAll(MENTION)) {
      if (!Object.hasOwn(SLOTS, name)) return { code: 'slot', reason: `there is no slot named ${JSON.stringify(name.slice(0, 40))}` }
      if (slotOf(line) === undefined) return { code: 'form', reason: `the slot ${name} does not stand alone on its line` }
      if (fenced) return { code: 'form', reason: `the slot ${name} stands inside a fence; what needs one brings its own` }
      if (found.includes(name)) return { code: 'form', reason: `the slot ${name} stands there twice` }
      found.push(name)
    }
  }
  if (fenced) return { code: 'form', reason: 'a fence is not closed' }
  const missing = requiredFor(purpose).find((name) => !found.includes(name))
  return missing === undefined ? undefined : { code: 'form', reason: `it lacks the slot ${missing}` }
}

/** SHA-256, the first 128 bits in hexadecimal. */
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

/** Makes a template of a text, or says why it is none. Line ends become line feeds. */
export function readTemplate(
  purpose: Purpose,
  text: string,
): { readonly ok: true; readonly template: Template } | { readonly ok: false; readonly code: 'slot' | 'form'; readonly reason: string } {
  const plain = text.replaceAll('\r\n', '\n')
  const fault = faultOf(purpose, plain)
  return fault === undefined ? { ok: true, template: { id: hash(plain), purpose, text: plain } } : { ok: false, ...fault }
}

function loadTemplate(path: string, name: string): Template {
  const [purpose = ''] = name.split('.')
  const meant = [...purposes, ...Object.keys(FURTHER)].includes(purpose) ? '' : didYouMean(purpose, purposes)
  if (!PURPOSE.test(purpose) || meant !== '') {
    throw new TernateError(
      'TEMPLATE_FILE',
      `the template ${path} is named for no purpose${meant}`,
      `Name it PURPOSE.md or PURPOSE.VARIANT.md, where the purpose is one of: ${purposes.join(', ')}; or one that a plug-in asks for.`,
    )
  }
  const text = readText(path, 4 * LIMIT)
  if (!text.ok) throw new TernateError('TEMPLATE_FILE', `the template ${path} ${text.why}`, 'Make it a readable text file, or remove it.')
  const read = readTemplate(purpose, text.content)
  if (read.ok) return read.template
  if (read.code === 'slot') {
    throw new TernateError('TEMPLATE_SLOT', `in the template ${path} ${read.reason}`, `Use these slots: ${Object.keys(SLOTS).join(', ')}.`)
  }
  throw new TernateError(
    'TEMPLATE_FORM',
    `the template ${path} cannot be used: ${read.reason}`,
    `Write each slot once, as {{name}} on a line of its own. A template for ${purpose} needs: ${requiredFor(purpose).join(', ') || 'no slot'}.`,
  )
}

/** The templates of a folder, `PURPOSE.md` or `PURPOSE.VARIANT.md`, in the order of their names; none when there is no such folder. */
function loadFolder(folder: string): readonly Template[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new TernateError(
      'TEMPLATE_FILE',
      `the folder of templates ${folder} cannot be read`,
      'Make it a readable folder, or remove it.',
      {
        cause: error,
      },
    )
  }
  return names
    .filter((name) => name.endsWith('.md') && !/^readme/i.test(name))
    .sort()
    .map((name) => loadTemplate(join(folder, name), name))
}

/**
 * The templates of a run: those in the folder `templates` of the problem, and for purposes that it has none for, those that come with
 * the engine.
 *
 * @param asked purposes beside those of the proposer `model`, as the proposers of the run have them
 *
 * Throws a TernateError `TEMPLATE_FILE`, `TEMPLATE_SLOT` or `TEMPLATE_FORM` for a file that is no template.
 */
export function loadTemplates(problemFolder?: string, asked: readonly Purpose[] = []): readonly Template[] {
  const own = problemFolder === undefined ? [] : loadFolder(join(problemFolder, 'templates'))
  const shipped = loadFolder(fileURLToPath(new URL('templates/', import.meta.url)))
  const further = [...own.map(({ purpose }) => purpose), ...asked].filter((purpose) => !purposes.includes(purpose))
  return [...purposes, ...new Set(further)].flatMap((purpose) => {
    const chosen = own.filter((template) => template.purpose === purpose)
    return chosen.length > 0 ? chosen : shipped.filter((template) => template.purpose === purpose)
  })
}
