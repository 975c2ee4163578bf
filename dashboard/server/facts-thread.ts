/** What a thread runs that loads a problem for the page: it answers with the problem's facts and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Case } from '../../engine/contracts/problem.ts'
import { loadProblem } from '../../authoring/load.ts'
import { ownParts } from '../../run/parts.ts'
import { makesCalls } from '../../run/traces.ts'
import { truncate, LIMITS, short } from './truncate.ts'
import type { Known } from './facts.ts'

/** Case names of a set that are told. */
const CASES = 1000

const namesOf = (cases: readonly Case[]): string[] =>
  cases.slice(0, CASES).map(({ name, repeat }) => short(repeat === undefined ? name : `${name}, ${repeat}`))

async function learn(folder: string): Promise<Known> {
  const problem = await loadProblem(folder)
  const { statement, unit, entry, descriptors, cells, references, train, validation, heldOut } = problem
  return {
    facts: {
      statement: truncate(statement, LIMITS.prompt),
      unit: short(unit),
      entry:
        entry === undefined
          ? ''
          : short(`${entry.name}(${entry.parameters.map(({ name, type }) => `${name}: ${type}`).join(', ')}): ${entry.returns}`, 1000),
      descriptors,
      makesCalls: makesCalls(problem, ownParts),
      hasRegions: cells !== undefined && cells.use !== 'grid',
      references: references.map((each) => ({
        ...each,
        name: short(each.name),
        ...(each.source === undefined ? {} : { source: short(each.source, 500) }),
      })),
      cases: Object.fromEntries([
        ['train', namesOf(train)],
        ['validation', namesOf(validation)],
        ...heldOut.map(({ set, cases }): [string, string[]] => [`heldOut/${set}`, namesOf(cases)]),
      ]),
    },
  }
}

parentPort?.postMessage(
  await learn(workerData as string).catch((error: unknown): Known => ({ reason: error instanceof Error ? error.message : String(error) })),
)
