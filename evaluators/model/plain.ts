import { ask, NoReply } from '../../engine/contracts/converse.ts'
import type { QuestionDraft } from '../../engine/contracts/converse.ts'
import type { Message } from '../../engine/contracts/model.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { jsonValue } from '../../languages/json.ts'

/** A demonstration: an input, and what is to be said to it. */
export interface Demonstration {
  readonly input: unknown
  readonly output: unknown
}

/** Plain data as a model reads it: text as it stands, anything else as JSON. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value, null, 1) ?? ''))

/** Demonstrations that were read last: a program's are the same on every case. */
let last: { readonly text: string; readonly demonstrations: readonly Demonstration[] } = { text: '[]', demonstrations: [] }

/**
 * The demonstrations of a file: a list of records with `input` and `output`. An absent file holds none.
 *
 * @throws Error for a file that holds anything else, with a message for whoever wrote it
 */
export function readDemonstrations(files: Files, name = 'demos.json'): readonly Demonstration[] {
  const text = files[name] ?? '[]'
  if (text !== last.text) last = { text, demonstrations: parseDemonstrations(text, name) }
  return last.demonstrations
}

function parseDemonstrations(text: string, name: string): readonly Demonstration[] {
  const refuse = (why: string): Error => new Error(`${name} ${why}: it is a list like [{ "input": ..., "output": ... }]`)
  let read: unknown
  try {
    read = jsonValue(text)
  } catch {
    throw refuse('is no JSON')
  }
  if (!Array.isArray(read)) throw refuse('is no list')
  return read.map((item: unknown, k): Demonstration => {
    const { input, output } = Object(item) as Partial<Demonstration>
    if (input === undefined || output === undefined) throw refuse(`has no ${input === undefined ? 'input' : 'output'} in place ${k + 1}`)
    return { input, output }
  })
}

const shown = ({ input, output }: Demonstration): Message[] => [
  { role: 'user', content: textOf(input) },
  { role: 'assistant', content: textOf(output) },
]

/**
 * How a program answers where the problem does not say: `prompt.md` and `memory.md` are the system message, the demonstrations of `demos.json`
 * follow as turns, then comes the input. The answer is what the model says, and null where it says nothing.
 */
export function* plainConverse(files: Files, input: unknown): Generator<QuestionDraft, string | null, string> {
  const demonstrations = readDemonstrations(files)
  const system = ['prompt.md', 'memory.md'].flatMap((name) => files[name]?.trim() ?? []).join('\n\n')
  if (system === '' && demonstrations.length === 0) throw new Error('there is neither a prompt.md nor a demos.json that says anything')
  const messages: Message[] = [
    ...(system === '' ? [] : [{ role: 'system', content: system } as const]),
    ...demonstrations.flatMap(shown),
    { role: 'user', content: textOf(input) },
  ]
  try {
    return yield* ask({ messages })
  } catch (error) {
    if (error instanceof NoReply) return null
    throw error
  }
}
