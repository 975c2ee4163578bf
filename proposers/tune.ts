import type { Languages } from '../engine/contracts/language.ts'
import type { Context, Proposal, Proposer, Reply, Request } from '../engine/contracts/proposer.ts'
import type { Files } from '../engine/contracts/program.ts'
import { isJavaScript } from '../languages/javascript/modules.ts'
import { openProgram, splice } from '../languages/javascript/source.ts'
import { ownLanguages } from '../languages/index.ts'
import { blanked, constantsOf } from './genetic/constants.ts'
import { createGenetic } from './genetic/genetic.ts'
import { closedTuningOperators, tuningOperators } from './genetic/operators.ts'
import { setUp } from './genetic/workspace.ts'
import { tuningTextOperators } from './text/operators.ts'
import { createText } from './text/text.ts'

/**
 * What a program is without the values of its constants: the canonical hash of its files with 0 in the place of every number, a minus
 * sign included. Undefined where it does not parse.
 */
export function structureOf(files: Files, languages: Languages = ownLanguages): string | undefined {
  const blank = Object.fromEntries(openProgram(files).map((source) => [source.name, splice(source, blanked(source))]))
  const made = languages.makeProgram({ ...files, ...blank })
  return made.ok ? made.program.canonicalHash : undefined
}

/** Whether a program has numbers that may be changed. */
const hasConstants = (files: Files, context: Context): boolean =>
  openProgram(files).some((source) => constantsOf(setUp(source, [], context)).length > 0)

/**
 * Tuning of constants, and of nothing else: the genetic proposer's operators that put one number in the place of another. The structure
 * of the parent never changes; where putting a number would change it, as a minus sign before a power does, another one is drawn.
 * Of programs without JavaScript it is numbers in texts and values of JSON, members of an enumeration among them, that are tuned.
 */
export function createTune(): Proposer {
  const keeps = (before: Files, after: Files): boolean => structureOf(before) === structureOf(after)
  const texts = createText({ operators: tuningTextOperators })
  const open = createGenetic({ operators: tuningOperators, keeps })
  const closed = createGenetic({ operators: closedTuningOperators, keeps })
  return {
    *propose(context: Context): Generator<Request, Proposal, Reply> {
      const files = context.parents[0]?.program.files ?? {}
      if (!Object.keys(files).some(isJavaScript)) return yield* texts.propose(context)
      if (!hasConstants(files, context))
        return {
          kind: 'failure',
          operator: 'tune',
          reason: 'the program has no constants that may be changed, so there is nothing to tune',
        }
      return yield* (context.vocabulary.closed === true ? closed : open).propose(context)
    },
  }
}
