import type { Context, Proposal, Proposer, Reply, Request } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { pickWeighted } from '../../engine/contracts/random.ts'
import { ownLanguages } from '../../languages/index.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { sharedOut } from '../shares.ts'
import { hasCode } from './code.ts'
import { textOperators } from './operators.ts'
import type { WeightedTextOperator } from './operators.ts'
import { fitsSchemas } from './values.ts'

/** Options of the text proposer. */
export interface TextOptions {
  /** Draws of an operator before a ticket is given up: of a program that has one kind of thing to change most operators find nothing. */
  readonly attempts?: number
  /** All that it has unless given. */
  readonly operators?: readonly WeightedTextOperator[]
}

/** Characters that a file may have which an offspring changes, unless its parent's has more. */
export const LONGEST_FILE = 1_000_000

/** Whether no file grew beyond what one may have. */
const isBounded = (files: Files, parent: Files): boolean =>
  Object.entries(files).every(([file, text]) => text.length <= Math.max(LONGEST_FILE, parent[file]?.length ?? 0))

/** Whether some file is a text or data, or may become one. */
export const hasTexts = (files: Files, { demonstrations }: Pick<Context, 'demonstrations'>): boolean =>
  (demonstrations !== undefined && demonstrations.size > 0) || Object.keys(files).some((file) => !isJavaScript(file))

/**
 * The proposer of texts and data that needs no model: demonstrations drawn from the train cases, lines and sentences, numbers and phrases,
 * values of JSON and whole files are changed and crossed. What stands outside of evolve blocks stays, JSON stays JSON, and a file that fits its
 * schema goes on fitting it. An offspring that is too large, or has the form of a parent or an inspiration, is drawn again from the same
 * stream. One in four is changed two or three times.
 */
export function createText({ attempts = 60, operators = textOperators }: TextOptions = {}): Proposer {
  return {
    *propose(context: Context): Generator<Request, Proposal, Reply> {
      const { random, parents, inspirations, languages = ownLanguages } = context
      const [parent] = parents
      const failure = (reason: string, operator = 'none'): Proposal => ({ kind: 'failure', operator, reason })
      if (parent === undefined) return failure('no parent')
      const { files, size } = parent.program
      if (!hasTexts(files, context)) return failure('the parent has no file of text or data, and the text proposer changes no other')
      const isCode = hasCode({ files, context })
      const table = sharedOut(operators, context).filter(({ code }) => code !== true || isCode)
      if (table.length === 0) return failure('no operator is left')
      const others = [...parents.slice(1), ...inspirations]
      const relatives = others.map(({ program }) => program.files)
      const known = new Set([parent, ...others].map(({ program }) => program.canonicalHash))
      const limit = Math.max(context.size, size)
      const mustFit = fitsSchemas(files, context)
      let names = ''
      for (let attempt = 0; attempt < attempts; attempt++) {
        const steps = random.next() < 0.25 ? 2 + random.integer(2) : 1
        const used: string[] = []
        let changed: Files = files
        for (let step = 0; step < steps; step++) {
          const operator = pickWeighted(table, random)
          const next = operator.apply({ files: changed, relatives, context, random })
          if (next === undefined) continue
          used.push(operator.name)
          changed = next
        }
        if (used.length === 0) continue
        names = used.join('+')
        const made = languages.makeProgram(changed)
        if (!made.ok || made.program.size > limit || known.has(made.program.canonicalHash)) continue
        if (isBounded(changed, files) && (!mustFit || fitsSchemas(changed, context)))
          return { kind: 'program', files: changed, operator: names }
      }
      return failure('no operator found a change', names === '' ? 'none' : names)
    },
  }
}
