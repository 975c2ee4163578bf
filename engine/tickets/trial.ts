import { defined } from '../contracts/defined.ts'
import type { EvaluationJob } from '../contracts/evaluator.ts'
import type { Program } from '../contracts/program.ts'
import { byPosition } from '../contracts/results.ts'
import type { Assignment } from '../contracts/ticket.ts'
import type { Rules } from '../evaluation/rules.ts'

type Offspring = Extract<Assignment, { kind: 'offspring' }>

/** Fuel that an offspring has on the train cases. */
export function fuelFor(
  { fuel, parents, fuelLimit }: Pick<Offspring, 'fuel' | 'parents' | 'fuelLimit'>,
  rules: Rules,
): Pick<EvaluationJob, 'fuelLimits' | 'fuelLimit'> {
  const times = fuel && rules.fuel(fuel).ofParent
  const [parent] = parents
  if (times === undefined || parent === undefined) return defined({ fuelLimit })
  const fuelLimits = new Map([...byPosition(parent.evaluation)].map(([at, result]) => [at, Math.ceil(times * result.fuel)]))
  return { fuelLimits, ...defined({ fuelLimit }) }
}

/** How an offspring is judged: by the acceptance rule of its island. */
export function trialOf(
  assignment: Pick<Offspring, 'stream' | 'acceptance' | 'fuel' | 'fuelLimit' | 'beforeGain' | 'parents'>,
  program: Program,
  rules: Rules,
  proposed?: readonly number[],
): EvaluationJob {
  const { acceptance, beforeGain, parents, stream: key } = assignment
  const limits = fuelFor(assignment, rules)
  if (acceptance === undefined) return { program, set: 'train', ...limits }
  const [first] = parents
  const parent = first && { results: byPosition(first.evaluation), size: first.program.size }
  const trial = {
    acceptance,
    gained: beforeGain !== true,
    stream: `${key}/acceptance`,
    ...defined({ parent, proposed }),
  }
  return { program, set: 'train', trial, ...limits }
}
