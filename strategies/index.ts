import type { Part } from '../engine/contracts/part.ts'
import { migration } from './exchange/migration.ts'
import { reset } from './exchange/reset.ts'
import { ruleParts } from './rules.ts'
import { inTurn } from './schedulers/in-turn.ts'
import { best } from './selectors/best.ts'
import { elite } from './selectors/elite.ts'
import { front } from './selectors/front.ts'
import { tournament } from './selectors/tournament.ts'
import { uniform } from './selectors/uniform.ts'
import { elitist } from './survival/elitist.ts'
import { nsga2 } from './survival/nsga2.ts'

/** The parts of strategies that come with the engine, but for its proposers. */
export const strategyParts: readonly Part[] = [
  best,
  elite,
  front,
  tournament,
  uniform,
  elitist,
  nsga2,
  ...ruleParts,
  migration,
  reset,
  inTurn,
]
