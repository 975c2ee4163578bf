import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import { evaluate } from '../../engine/contracts/proposer.ts'
import type { Reply, Request } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { splice } from '../../languages/javascript/source.ts'
import type { Edit } from '../../languages/javascript/source.ts'
import type { Workspace } from './workspace.ts'
import { type Constant, constantsOf, nearby, writeConstant } from './constants.ts'

/** Variants tried in one ticket. */
const TRIALS = 4

/** Mean score over the cases, undefined unless all of them scored. */
function meanScore({ cases, verdict }: Evaluation): number | undefined {
  if (verdict !== 'scored') return undefined
  return cases.reduce((sum, result) => sum + (result.verdict === 'scored' ? result.score : Number.NaN), 0) / cases.length
}

/**
 * Constant tuning (memetic step): moves the constants of a program by a few steps of a (1+1) evolution strategy (Rechenberg 1973), judged on one
 * train case inside the ticket. The first variant is proposed in any case.
 *
 *     return 0.5 * x + 2   ->   return 0.53 * x + 1.8
 */
export function* tuneConstants(workspace: Workspace, files: Files): Generator<Request, Edit[] | undefined, Reply> {
  const { random, context, source } = workspace
  const constants = constantsOf(workspace)
  if (constants.length === 0 || context.trainCases === 0) return undefined
  const cases = [random.integer(context.trainCases)]
  const edits = (values: readonly number[]): Edit[] =>
    constants.flatMap((item, k) => (values[k] === item.value ? [] : [writeConstant(item, values[k] as number)]))
  const share = Math.min(1, 2 / constants.length)
  const varied = (values: readonly number[]): number[] => {
    const sure = random.integer(values.length)
    return values.map((value, k) =>
      k === sure || random.next() < share / 2 ? (nearby(workspace, constants[k] as Constant, value) ?? value) : value,
    )
  }
  let best = varied(constants.map(({ value }) => value))
  let highest: number | undefined
  for (let trial = 0; trial < TRIALS; trial++) {
    const values = trial === 0 ? best : varied(best)
    const score = meanScore(yield* evaluate({ ...files, [source.name]: splice(source, edits(values)) }, cases))
    if (score === undefined) continue
    const worth = context.direction === 'minimize' ? -score : score
    if (highest === undefined || worth > highest) {
      highest = worth
      best = values
    }
  }
  return edits(best)
}
