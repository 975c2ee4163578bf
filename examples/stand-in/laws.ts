import { createHash } from 'node:crypto'
import { type Fenced, fencedIn, type Prompt, withoutFences } from './prompt.ts'

/**
 * What a stand-in model does with a prompt: a pure function of its text. A law knows no secret of a problem; it succeeds only
 * when the mechanism that it is for has brought the evidence into the prompt.
 */
export interface Law {
  /** The evidence that it needs, and what it does with it. */
  readonly about: string
  reply(prompt: Prompt): string
}

/** A number that depends on the prompt and is even: problems draw odd secrets, so that no guess finds one. */
const guess = ({ text }: Prompt): number => 2 * (createHash('sha256').update(text).digest().readUInt32BE() % 50_000)

/** The number that a text says is wanted. */
const wanted = (text: string | undefined): number | undefined => {
  const [, digits] = /\bwanted:? *(-?\d+)/.exec(text ?? '') ?? []
  return digits === undefined ? undefined : Number(digits)
}

const constant = (name: string): RegExp => new RegExp(`^(.*\\bconst ${name}(?:: number)? = )(-?\\d+)(.*)$`, 'm')

const valueOf = (text: string, name: string): number | undefined => {
  const [, , digits] = constant(name).exec(text) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** The reply that sets constants of the parent, as SEARCH/REPLACE blocks. */
function set(parent: readonly Fenced[], values: Readonly<Record<string, number>>): string {
  const blocks = Object.entries(values).flatMap(([name, value]) =>
    parent.flatMap(({ file, text }) => {
      const line = constant(name).exec(text)?.[0]
      if (line === undefined) return []
      const edit = `<<<<<<< SEARCH\n${line}\n=======\n${line.replace(constant(name), `$1${value}$3`)}\n>>>>>>> REPLACE\n`
      return file === undefined ? [edit] : [`### file: ${file}\n${edit}`]
    }),
  )
  return blocks.length === 0
    ? 'There is nothing that I know to change.\n'
    : `I set ${Object.keys(values).join(' and ')}.\n\n${blocks.join('\n')}`
}

const parentOf = (prompt: Prompt): Fenced[] => fencedIn(prompt.section('parent') ?? '')

const aim = (prompt: Prompt, goal: number | undefined): string => set(parentOf(prompt), { goal: goal ?? guess(prompt) })

/** Whether a program is asked for, rather than a reflection or a template. */
const asksForProgram = (prompt: Prompt): boolean =>
  prompt.section('parent') !== undefined && !/\bno code\b/i.test(prompt.section('reply format') ?? '')

/** The law that `goal` is whatever a section says is wanted. */
const toldIn = (label: string, about: string): Law => ({ about, reply: (prompt) => aim(prompt, wanted(prompt.section(label))) })

/** The law that a failing program, in which `goal` is -1, is mended by its error, and that one fails before. */
const repair: Law = {
  about: 'First it sets goal to -1. It sets goal to N when the error of a failing program says "wanted N".',
  reply: (prompt) => aim(prompt, prompt.section('error') === undefined ? -1 : wanted(prompt.section('error'))),
}

const notes: Law = {
  about: 'Asked to reflect, it repeats "wanted N" from what failed. It sets goal to N when its notes say "wanted N".',
  reply(prompt) {
    if (asksForProgram(prompt)) return aim(prompt, wanted(prompt.section('notes')))
    const lesson = wanted(prompt.text)
    return lesson === undefined
      ? 'Nothing is to be learned from this.\n'
      : `The attempt failed because goal was not what is wanted ${lesson}.\n`
  },
}

const rejected: Law = {
  about: 'It sets goal to the least of 1, 2, 3 ... that is not among the rejected attempts.',
  reply(prompt) {
    const tried = new Set(
      [...(prompt.section('rejected') ?? '').matchAll(/\bgoal(?:: number)? = (\d+)/g)].map(([, digits]) => Number(digits)),
    )
    let next = 1
    while (tried.has(next)) next++
    return aim(prompt, next)
  },
}

/** Constants that are zero in the parent, from the first program beside it where they are not. */
const mixing: Law = {
  about: 'It fills constants (left, right) that are 0 in the parent with those of an inspiration or of a second parent.',
  reply(prompt) {
    const [parent, ...rest] = parentOf(prompt)
    if (parent === undefined) return 'I see no parent.\n'
    const others = [...rest, ...['second parent', 'other parent', 'inspirations'].flatMap((label) => fencedIn(prompt.section(label) ?? ''))]
    const values = ['left', 'right'].flatMap((name) => {
      if (valueOf(parent.text, name) !== 0) return []
      const found = others.map(({ text }) => valueOf(text, name)).find((value) => value !== undefined && value !== 0)
      return [[name, found ?? guess(prompt)] as const]
    })
    return set([parent], Object.fromEntries(values))
  },
}

const files: Law = {
  about:
    'Each of two files says in a comment "first: N" or "second: N" what the constant of the other one has to be. It sets those it is told.',
  reply(prompt) {
    const parent = parentOf(prompt)
    const said = parent.flatMap(({ text }) =>
      [...text.matchAll(/\/\/ (first|second): (-?\d+)/g)].map(([, name = '', digits]) => [name, Number(digits)] as const),
    )
    return said.length === 0 ? aim(prompt, undefined) : set(parent, Object.fromEntries(said))
  },
}

const template: Law = {
  about: 'It sets goal to N when the prompt itself, outside of every fence, says "wanted N" above its first section or as an instruction.',
  reply: (prompt) => aim(prompt, wanted(withoutFences(prompt.text))),
}

const BOLDNESS = /\bBoldness: (\d+)/

const meta: Law = {
  about:
    'It sets goal to N when the prompt says "Boldness: N", and to 0 otherwise. Asked for a better template it raises that number by one.',
  reply(prompt) {
    if (asksForProgram(prompt)) return aim(prompt, Number(BOLDNESS.exec(withoutFences(prompt.text))?.[1] ?? 0))
    const [{ text } = { text: '' }] = fencedIn(prompt.section('template') ?? prompt.text)
    const [, digits] = BOLDNESS.exec(text) ?? []
    const better = digits === undefined ? `Boldness: 1\n\n${text}` : text.replace(BOLDNESS, `Boldness: ${Number(digits) + 1}`)
    const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
    return `${fence}\n${better}\n${fence}\n`
  },
}

const initial: Law = {
  about: 'Asked for a first program, it writes one that fails; told of an error that says "wanted N", one whose goal is N.',
  reply(prompt) {
    if (asksForProgram(prompt)) return aim(prompt, undefined)
    const [, signature = 'aim(n: number): number'] = /`(\w+\(.*\): \w+)`/.exec(prompt.text) ?? []
    const goal = wanted(prompt.section('error')) ?? -1
    return `I begin simply.\n\n\`\`\`ts\nconst goal = ${goal}\n\nexport function ${signature} {\n  return goal\n}\n\`\`\`\n`
  },
}

/** One step up, or down. */
const step = (by: number, about: string): Law => ({
  about,
  reply: (prompt) => aim(prompt, (valueOf(parentOf(prompt)[0]?.text ?? '', 'goal') ?? 0) + by),
})

/** Every law, under the name of the model that follows it. */
export const laws: Readonly<Record<string, Law>> = {
  feedback: toldIn('feedback', 'It sets goal to N when the feedback of a case says "wanted N".'),
  notes,
  rejected,
  mixing,
  repair,
  files,
  template,
  meta,
  initial,
  good: step(1, 'It raises goal by one: the better of two models.'),
  poor: step(-1, 'It lowers goal by one: the worse of two models.'),
}
