import { defineProposer } from '../engine/contracts/part.ts'
import type { Files } from '../engine/contracts/program.ts'
import type { Random } from '../engine/contracts/random.ts'
import { isJavaScript } from '../languages/javascript/modules.ts'
import { ownLanguages } from '../languages/index.ts'

const OPERATOR = 'no-op'

const isText = (file: string): boolean => ownLanguages.of(file).name === 'text'

/** One of the blanks within the lines of a text, twice; undefined where it has none. */
function withTwoBlanks(content: string, random: Random): string | undefined {
  const blanks = [...content.matchAll(/\S (?=\S)/g)].map(({ index }) => index + 1)
  if (blanks.length === 0) return undefined
  const at = random.pick(blanks)
  return `${content.slice(0, at)} ${content.slice(at)}`
}

/** What says nothing and is another program all the same; undefined for files of which none can have that, as of JSON alone. */
export function unchangedBut(files: Files, random: Random): Files | undefined {
  for (const [name, content] of Object.entries(files)) {
    if (isJavaScript(name)) return { ...files, [name]: `${content}\nvoid ${random.integer(2 ** 31)}\n` }
    const other = isText(name) ? withTwoBlanks(content, random) : undefined
    if (other !== undefined) return { ...files, [name]: other }
  }
  return undefined
}

/** Proposes changes that do nothing: an expression statement without effect, or a second blank between two words. What is found by them is selection alone. */
export const noOp: ReturnType<typeof defineProposer> = defineProposer({
  name: 'no-op',
  create: () => ({
    // oxlint-disable-next-line require-yield -- it asks nothing
    *propose({ parents: [parent], random }) {
      const files = parent && unchangedBut(parent.program.files, random)
      if (files === undefined) return { kind: 'failure', operator: OPERATOR, reason: 'no file can be changed without effect' }
      return { kind: 'program', files, operator: OPERATOR }
    },
  }),
})
