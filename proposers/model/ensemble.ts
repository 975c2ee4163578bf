import type { AskParameters, CallStats } from '../../engine/contracts/model.ts'
import { pickWeighted, type Random } from '../../engine/contracts/random.ts'
import { type Arm, choose } from './bandit.ts'

/** A model of an ensemble: how it is named, how often it is asked, and how. */
export interface EnsembleModel extends Arm {
  readonly parameters?: AskParameters
}

/** The models that a run may ask. Never empty. */
export interface Ensemble {
  readonly models: readonly EnsembleModel[]
  /** Whether calls go to the models that gain most for a dollar; otherwise by weight alone. True unless given. */
  readonly bandit?: boolean
}

/** The model for the next call. */
export const chooseModel = ({ models, bandit = true }: Ensemble, allStats: readonly CallStats[], random: Random): EnsembleModel =>
  bandit && models.length > 1 ? choose(models, allStats, random) : pickWeighted(models, random)
