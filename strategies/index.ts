import type { Part } from '../engine/contracts/part.ts'
import { migration } from './exchange/migration.ts'
import { reset } from './exchange/reset.ts'
import { ruleParts } from './rules.ts'
import { inTurn } from './schedulers/in-turn.ts'
import { elite } from './selectors/elite.ts'
import { front } from './selectors/front.ts'
import { greedy } from './selectors/greedy.ts'
import { random } from './selectors/random.ts'
import { tournament } from './selectors/tournament.ts'
import { elitist } from './survival/elitist.ts'
import { nsga2 } from './survival/nsga2.ts'

/** The parts of strategies that come with the engine, but for its proposers. */
export const strategyParts: readonly Part[] = [
  elite,
  front,
  greedy,
  random,
  tournament,
  elitist,
  nsga2,
  ...ruleParts,
  migration,
  reset,
  inTurn,
]
