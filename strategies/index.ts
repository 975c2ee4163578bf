import type { Part } from '../engine/contracts/part.ts'
import { cvt } from './cells/cvt.ts'
import { grid } from './cells/grid.ts'
import { ageLayers } from './exchange/age-layers.ts'
import { migration } from './exchange/migration.ts'
import { resetWeaker } from './exchange/reset-weaker.ts'
import { reset } from './exchange/reset.ts'
import { ruleParts } from './rules.ts'
import { bestMean } from './schedulers/best-mean.ts'
import { hgmScheduler } from './schedulers/hgm.ts'
import { inTurn } from './schedulers/in-turn.ts'
import { opening } from './schedulers/opening.ts'
import { successiveHalving } from './schedulers/successive-halving.ts'
import { aflow } from './selectors/aflow.ts'
import { boltzmann } from './selectors/boltzmann.ts'
import { dgmH } from './selectors/dgm-h.ts'
import { dgm } from './selectors/dgm.ts'
import { elite } from './selectors/elite.ts'
import { front } from './selectors/front.ts'
import { funsearch } from './selectors/funsearch.ts'
import { gepa } from './selectors/gepa.ts'
import { greedy } from './selectors/greedy.ts'
import { group } from './selectors/group.ts'
import { hgm } from './selectors/hgm.ts'
import { lexicase } from './selectors/lexicase.ts'
import { merging } from './selectors/merging.ts'
import { novelty } from './selectors/novelty.ts'
import { random } from './selectors/random.ts'
import { shinka } from './selectors/shinka.ts'
import { sica } from './selectors/sica.ts'
import { top } from './selectors/top.ts'
import { trajectory } from './selectors/trajectory.ts'
import { tournament } from './selectors/tournament.ts'
import { wheel } from './selectors/wheel.ts'
import { cell } from './survival/cell.ts'
import { elitist } from './survival/elitist.ts'
import { keepAll } from './survival/keep-all.ts'
import { keepIfBetter } from './survival/keep-if-better.ts'
import { lineage } from './survival/lineage.ts'
import { nsga2 } from './survival/nsga2.ts'
import { overwriteLoser } from './survival/overwrite-loser.ts'
import { slot } from './survival/slot.ts'
import { topN } from './survival/top-n.ts'

/** The parts of strategies that come with the engine, but for its proposers. */
export const strategyParts: readonly Part[] = [
  aflow,
  boltzmann,
  dgm,
  dgmH,
  elite,
  front,
  funsearch,
  gepa,
  greedy,
  group,
  hgm,
  lexicase,
  merging,
  novelty,
  random,
  shinka,
  sica,
  top,
  tournament,
  trajectory,
  wheel,
  cell,
  elitist,
  keepAll,
  keepIfBetter,
  lineage,
  nsga2,
  overwriteLoser,
  slot,
  topN,
  ...ruleParts,
  ageLayers,
  migration,
  reset,
  resetWeaker,
  cvt,
  grid,
  bestMean,
  hgmScheduler,
  inTurn,
  opening,
  successiveHalving,
]
