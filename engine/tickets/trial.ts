import { defined } from '../contracts/defined.ts'
import type { EvaluationJob } from '../contracts/evaluation.ts'
import type { Program } from '../contracts/program.ts'
import type { Assignment } from '../contracts/ticket.ts'

type Offspring = Extract<Assignment, { kind: 'offspring' }>

/** Fuel that an offspring has on the train cases. */
export function fuelFor({
  fuelOfParent,
  parents,
  fuelLimit,
}: Pick<Offspring, 'fuelOfParent' | 'parents' | 'fuelLimit'>): Pick<EvaluationJob, 'fuelLimits' | 'fuelLimit'> {
  const cases = fuelOfParent === undefined ? undefined : parents[0]?.evaluation.cases
  return defined({ fuelLimits: cases?.map(({ fuel }) => Math.ceil((fuelOfParent ?? 0) * fuel)), fuelLimit })
}

/** How an offspring is judged: in stages, racing against its first parent where the strategy says so. */
export function trialOf(assignment: Pick<Offspring, 'fuelOfParent' | 'parents' | 'race' | 'fuelLimit'>, program: Program): EvaluationJob {
  const { race: margin, parents } = assignment
  const [rival] = parents
  const race =
    margin === undefined || rival === undefined ? undefined : { rival: { cases: rival.evaluation.cases, size: rival.program.size }, margin }
  return { program, set: 'train', staged: defined({ race }), ...fuelFor(assignment) }
}
