import type { Proposer } from '../engine/contracts/proposer.ts'
import { createGenetic } from './genetic/genetic.ts'
import { createRandomDraws } from './random.ts'

/** The proposers that need no model, by the name under which a strategy mixes them. */
export const proposers: Readonly<Record<string, Proposer>> = {
  genetic: createGenetic(),
  random: createRandomDraws(),
}
