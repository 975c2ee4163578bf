import type { Slots, Template, Turn } from '../../engine/contracts/model.ts'
import type { Message } from '../../engine/contracts/model.ts'
import { slotOf } from './templates.ts'

/** What goes out to a model: the same as one text, and as messages. */
export interface Prompt {
  readonly text: string
  readonly messages: readonly Message[]
}

/** Parts of a template that begin with a heading. */
function sectionsOf(lines: readonly string[]): string[][] {
  const sections: string[][] = [[]]
  for (const line of lines) {
    if (/^#{1,6} /.test(line)) sections.push([])
    sections.at(-1)?.push(line)
  }
  return sections
}

function fill(lines: readonly string[], slots: Slots): string {
  const textOf = (name: string): string => (Object.hasOwn(slots, name) ? (slots[name] ?? '') : '')
  return sectionsOf(lines)
    .filter((section) => {
      const names = section.map(slotOf).filter((name) => name !== undefined)
      return names.length === 0 || names.some((name) => textOf(name) !== '')
    })
    .flatMap((section) =>
      section.map((line) => {
        const name = slotOf(line)
        return name === undefined ? line : textOf(name)
      }),
    )
    .join('\n')
    .trim()
}

const messagesOf = ({ reply, error }: Turn): Message[] => [
  { role: 'assistant', content: reply },
  { role: 'user', content: error },
]

/**
 * The prompt that a template and slots make. What stands before a line `---` is the system message. Slots are filled once, so that
 * nothing in a slot's text is taken for a slot; a section whose slots are all empty is left out, heading included. Behind it stand replies
 * that could not be used, each with what was wrong with it.
 */
export function render(template: Template, slots: Slots, turns: readonly Turn[] = []): Prompt {
  const lines = template.text.split('\n')
  const cut = lines.indexOf('---')
  const system = fill(lines.slice(0, Math.max(0, cut)), slots)
  const user = fill(lines.slice(cut + 1), slots)
  const messages: Message[] = [
    ...(system === '' ? [] : [{ role: 'system', content: system } as const]),
    { role: 'user', content: user },
    ...turns.flatMap(messagesOf),
  ]
  return { text: messages.map(({ content }) => content).join('\n\n'), messages }
}
