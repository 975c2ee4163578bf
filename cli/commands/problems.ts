import { loadProblem, problemsOf, shippedCollections, shippedProblems } from '../../authoring/load.ts'
import { completeOptions, suited } from '../../run/options.ts'
import { hint } from '../caller.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, table } from '../view/text.ts'

/** What `ternate problems` takes. */
export interface Arguments {
  readonly json: boolean
}

/** A shipped problem in a list. */
interface Row {
  readonly problem: string
  readonly statement: string
  readonly direction: 'minimize' | 'maximize'
  readonly unit: string
  /** Evaluations after which a run ends that is told nothing else. */
  readonly evaluations: number
}

/** Columns for what a problem asks. */
const ASKS = 72

async function describe(name: string): Promise<Row> {
  const problem = await loadProblem(name)
  const { evaluations = 0 } = completeOptions(suited({}, problem)).budget
  const { statement, direction, unit } = problem
  return { problem: name, statement, direction, unit, evaluations }
}

/** `ternate problems`: what there is to evolve without writing a problem. */
export async function handler({ json }: Arguments): Promise<void> {
  const rows: Row[] = []
  const many = await Promise.all(shippedCollections().map(problemsOf))
  for (const name of [...shippedProblems(), ...many.flat()]) rows.push(await describe(name))
  if (json) {
    rows.forEach(printJson)
    return
  }
  const lines = rows.map(({ problem, statement, direction, unit, evaluations }) => [
    problem,
    oneLine(unit, 44),
    direction === 'minimize' ? 'low' : 'high',
    count(evaluations),
    oneLine(statement, ASKS),
  ])
  print([
    ...table([['problem', 'score', 'best is', 'evaluations', 'asks'], ...lines], [3]),
    '',
    `${hint('run', rows[0]?.problem ?? '')} evolves one; ${hint('init', './mine', '--like', rows[0]?.problem ?? '')} copies it`,
  ])
}
