import * as z from 'zod'
import { defineProposer } from '../engine/contracts/part.ts'
import type { ProposerPart } from '../engine/contracts/part.ts'
import { createGenetic } from './genetic/genetic.ts'
import { bootstrap } from './published/bootstrap.ts'
import { tpe } from './published/tpe.ts'
import { createRandomDraws } from './random.ts'
import { createText } from './text/text.ts'
import { createSynthesis, synthesisOperatorNames } from './synthesis/synthesis.ts'
import { createTune } from './tune.ts'
import { operatorNames as geneticOperatorNames } from './genetic/operators.ts'
import { textOperatorNames } from './text/operators.ts'

/** The proposers that need no model. */
export const proposerParts: readonly ProposerPart[] = [
  defineProposer({ name: 'genetic', languages: ['javascript'], otherwise: 'text', create: () => createGenetic() }),
  defineProposer({ name: 'text', create: () => createText() }),
  defineProposer({
    name: 'random',
    options: z.strictObject({ method: z.enum(['grow', 'ramped']).exactOptional() }),
    create: (options) => createRandomDraws(options),
  }),
  defineProposer({
    name: 'synthesis',
    languages: ['javascript'],
    otherwise: 'text',
    options: z.strictObject({ method: z.enum(['search', 'grow']).exactOptional() }),
    create: (options) => createSynthesis(options),
  }),
  defineProposer({ name: 'tune', create: () => createTune() }),
  bootstrap,
  tpe,
]

/** The names of all operators that a strategy may do without, in alphabetical order. */
export const operatorNames: readonly string[] = [
  ...new Set([...geneticOperatorNames, ...synthesisOperatorNames, ...textOperatorNames]),
].sort()
