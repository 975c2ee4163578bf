import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { candidateOf } from '../../proof/candidate.ts'
import { openJudge } from '../../proof/judging.ts'
import { transfer } from '../../proof/transfer.ts'
import type { Destination } from '../../proof/transfer.ts'
import { callersLedger } from '../../run/trust/ledger.ts'
import type { TransferRow } from '../../trust/transfer.ts'
import { openAskedModels } from '../asked-models.ts'
import type { AskedModels, ModelArguments } from '../asked-models.ts'
import { initialProgramOf, openProblem } from '../problem.ts'
import type { OpenedProblem } from '../problem.ts'
import { counted } from '../view/counter.ts'
import type { Counter } from '../view/counter.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, score, table } from '../view/text.ts'
import { programAt } from './gate.ts'

/** What `ternate transfer` takes. */
export interface Arguments extends Omit<ModelArguments, 'model'> {
  readonly champion: readonly string[]
  readonly problems: string
  readonly models: string | undefined
  readonly against: readonly string[] | undefined
  readonly set: readonly string[] | undefined
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

const listOf = (written: string | undefined): readonly string[] => (written ?? '').split(',').filter((each) => each.trim() !== '')

/** The problem with the named held-out sets alone. */
function withSets(problem: Problem, sets: readonly string[] | undefined): Problem {
  if (sets === undefined) return problem
  const heldOut = problem.heldOut.filter(({ set }) => sets.includes(`heldOut/${set}`))
  if (heldOut.length > 0) return { ...problem, heldOut }
  throw new TernateError(
    'SET_UNKNOWN',
    `${problem.name} has none of the sets ${oneLine(sets.join(', '), 100)}`,
    `Name some of: ${problem.heldOut.map(({ set }) => `heldOut/${set}`).join(', ')}.`,
  )
}

/** A problem as a destination, once for each model. */
async function destinationsAt(
  { problem: all, parts }: OpenedProblem,
  given: Arguments,
  opened: AskedModels[],
  counter: Counter,
): Promise<Destination[]> {
  const problem = withSets(all, given.set)
  const baseline =
    given.against === undefined
      ? candidateOf(initialProgramOf(problem, parts.languages).files)
      : await programAt(given.against, problem, parts)
  const models = listOf(given.models)
  const made: Destination[] = []
  for (const model of models.length === 0 ? [undefined] : models) {
    const asked = await openAskedModels(problem, parts.registry, { ...given, model: model === undefined ? undefined : [`task=${model}`] })
    if (asked !== undefined) opened.push(asked)
    const judge = openJudge({ problem, parts, asked, onProgress: counter.show })
    made.push({ problem, judge, baseline, ...defined({ model: asked === undefined ? undefined : model }) })
    if (asked === undefined) break
  }
  return made
}

const lines = (rows: readonly TransferRow[]): string[] =>
  table(
    [
      ['problem', 'model', 'cases', 'there', 'champion', 'won', 'lost', 'equal', 'test', 'p, corrected', ''],
      ...rows.map((row) => [
        oneLine(row.problem, 40),
        oneLine(row.model ?? '–', 30),
        count(row.cases),
        score(row.champion),
        score(row.candidate),
        count(row.wins),
        count(row.losses),
        count(row.ties),
        row.test,
        row.corrected < 0.0001 ? row.corrected.toExponential(1) : row.corrected.toFixed(4),
        row.outcome,
      ]),
    ],
    [2, 3, 4, 5, 6, 7, 9],
  )

/** `ternate transfer`: whether a champion is better, or worse, where it was not bred. */
export async function handler(given: Arguments): Promise<void> {
  const problems = listOf(given.problems)
  if (problems.length === 0) throw new TernateError('OPTION_INVALID', '--problems names none', 'See `ternate transfer --help`.')
  const opened: AskedModels[] = []
  try {
    await counted(async (counter) => {
      const destinations: Destination[] = []
      let champion: Awaited<ReturnType<typeof programAt>> | undefined
      for (const name of problems) {
        const found = await openProblem(name, given.plugin)
        champion ??= await programAt(given.champion, found.problem, found.parts)
        destinations.push(...(await destinationsAt(found, given, opened, counter)))
      }
      const rows = champion === undefined ? [] : await transfer(champion, destinations, callersLedger())
      counter.clear()
      if (given.json) printJson({ rows })
      else print(lines(rows))
    }, 'cases')
  } finally {
    for (const models of opened) await models.close()
  }
}
