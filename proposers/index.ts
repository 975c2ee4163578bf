import { defineProposer } from '../engine/contracts/part.ts'
import type { ProposerPart } from '../engine/contracts/part.ts'
import { createGenetic } from './genetic/genetic.ts'
import { createRandomDraws } from './random.ts'
import { createTune } from './tune.ts'

/** The proposers that need no model. */
export const proposerParts: readonly ProposerPart[] = [
  defineProposer({ name: 'genetic', create: () => createGenetic() }),
  defineProposer({ name: 'random', create: () => createRandomDraws() }),
  defineProposer({ name: 'tune', create: () => createTune() }),
]
