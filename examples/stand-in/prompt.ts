/** A fenced part of a prompt. */
export interface Fenced {
  /** From a line `file: NAME` before the fence, or from the fence itself. */
  readonly file?: string
  readonly text: string
}

/** A prompt as a reader sees it: parts under headings. */
export interface Prompt {
  readonly model: string
  readonly text: string
  /** Text under the headings that begin with this label, fences included; undefined when there is no such heading. */
  section(label: string): string | undefined
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/
const HEADING = /^#{1,3} +(.+?) *#*$/

/** Labels that begin a section; a heading with other words belongs to the section that it stands in. */
const LABELS = [
  'statement',
  'constraints',
  'entry',
  'parent',
  'second parent',
  'other parent',
  'scores',
  'metrics',
  'feedback',
  'output',
  'inspirations',
  'history',
  'examples',
  'advice',
  'notes',
  'rejected attempts',
  'error',
  'failure',
  'attempt',
  'template',
  'size',
  'fuel',
  'other questions',
  'reply format',
  'task',
]

/** Follows fences line by line; returns whether the line stands inside of one, or is one of its ends. */
function createFences(): (line: string) => { readonly inside: boolean; readonly opens?: string; readonly closes: boolean } {
  let open: string | undefined
  return (line) => {
    const [, run, info = ''] = FENCE.exec(line) ?? []
    if (open === undefined) {
      if (run === undefined || (run.startsWith('`') && info.includes('`'))) return { inside: false, closes: false }
      open = run
      return { inside: true, opens: info.trim(), closes: false }
    }
    const closes = run !== undefined && run.startsWith(open) && info.trim() === ''
    if (closes) open = undefined
    return { inside: true, closes }
  }
}

/** Reads a prompt. Headings inside of fences are text, so nothing that a candidate wrote can open a section. */
export function readPrompt(model: string, text: string): Prompt {
  const sections: { readonly label: string; text: string }[] = []
  const look = createFences()
  for (const line of text.split('\n')) {
    const heading = look(line).inside ? undefined : HEADING.exec(line)?.[1]?.toLowerCase()
    if (heading !== undefined && LABELS.some((label) => heading.startsWith(label))) sections.push({ label: heading, text: '' })
    const at = sections.at(-1)
    if (at !== undefined) at.text += `${line}\n`
  }
  return {
    model,
    text,
    section(label) {
      const found = sections.filter((section) => section.label.startsWith(label))
      return found.length === 0 ? undefined : found.map((section) => section.text).join('\n')
    },
  }
}

/** The fenced parts of a text, with the files that they are said to be. */
export function fencedIn(text: string): Fenced[] {
  const found: Fenced[] = []
  const look = createFences()
  let file: string | undefined
  let lines: string[] | undefined
  for (const line of text.split('\n')) {
    const { inside, opens, closes } = look(line)
    if (opens !== undefined) {
      file = /(?:^|\s)(?:file:\s*|file=)?([\w./-]+\.[cm]?[jt]s)\b/.exec(opens)?.[1] ?? file
      lines = []
    } else if (closes && lines !== undefined) {
      found.push({ ...(file === undefined ? {} : { file }), text: lines.join('\n') })
      file = undefined
      lines = undefined
    } else if (inside) lines?.push(line)
    else file = /\bfile:?\s+[`"']?([\w./-]+\.[cm]?[jt]s)\b/i.exec(line)?.[1] ?? file
  }
  return found
}

/** A text without its fenced parts. */
export function withoutFences(text: string): string {
  const look = createFences()
  return text
    .split('\n')
    .filter((line) => !look(line).inside)
    .join('\n')
}
