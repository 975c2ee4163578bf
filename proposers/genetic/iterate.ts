import type { Edit } from '../../languages/javascript/source.ts'
import { type Workspace, drawn } from './workspace.ts'
import { handovers, isWork, numbersOf, readBy } from './handovers.ts'
import { fewerRoundsOf } from './loops.ts'
import { drawRun, enclose, freshNames, named, times } from './runs.ts'
import { drawSchedule } from './schedules.ts'

/**
 * Repeats neighbouring statements on what they made: a name that they read stands for the result of the round before. In most cases
 * where the program has a named constant, the constant changes from round to round by a factor.
 */
function repeat(workspace: Workspace, holding: boolean): Edit[] | undefined {
  const { random } = workspace
  const run = drawRun(workspace, isWork)
  const [first] = run?.statements ?? []
  if (run === undefined || first === undefined) return undefined
  const pairs = handovers(workspace, run)
  const lists = pairs.filter(({ isList }) => isList)
  const pair = drawn(random, lists.length > 0 && random.next() < 0.75 ? lists : pairs)
  if (pair === undefined) return undefined
  const fresh = freshNames(workspace)
  const round = fresh('round')
  const numbers = numbersOf(workspace, run).filter((name) => !run.outputs.includes(name))
  const carried = [...run.outputs, ...numbers].map((name) => ({ name, carried: fresh('carried') }))
  const carrier = carried.find(({ name }) => name === pair.output)?.carried ?? ''
  const own = holding ? readBy(run.statements, [...run.declared, pair.input]) : undefined
  const schedule = random.next() < 0.7 ? drawSchedule(workspace, first, round, own) : undefined
  const rounds = times(random)
  const loop = enclose(
    workspace,
    run,
    {
      before: carried.map((item) => (item.carried === carrier ? `let ${carrier} = ${pair.input}` : `let ${item.carried}`)),
      open: [`for (let ${round} = 0; ${round} < ${rounds}; ${round}++) {`],
      first: [`let ${pair.input} = ${carrier}`, ...(schedule === undefined ? [] : [schedule.line])],
      last: carried.map((item) => `${item.carried} = ${item.name}`),
      behind: carried.map((item) => named(run, item.name, item.carried)),
    },
    fewerRoundsOf(workspace, run.statements, rounds),
  )
  return [...loop, ...(schedule?.edits ?? [])]
}

/**
 * Fold-into-loop: as `repeat`. A constant that changes from round to round keeps the value of the last round.
 *
 *     const y = step(x); return y   ->   let y = x; for (5 rounds) y = step(y); return y
 */
export const foldIntoLoop = (workspace: Workspace): Edit[] | undefined => repeat(workspace, false)

/**
 * Fold-into-loop with a constant of its own: as `repeat`. The constant has the rounds' values in the loop alone, so that what is around may be
 * repeated too.
 *
 *     const y = step(x, k)   ->   let y = x; for (5 rounds) { let k = 0.1 * 0.5 ** round; y = step(y, k) }
 */
export const foldIntoLoopApart = (workspace: Workspace): Edit[] | undefined => repeat(workspace, true)
