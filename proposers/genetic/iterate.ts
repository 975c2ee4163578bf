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
function repeat(bench: Workspace, holding: boolean): Edit[] | undefined {
  const { random } = bench
  const run = drawRun(bench, isWork)
  const [first] = run?.statements ?? []
  if (run === undefined || first === undefined) return undefined
  const pairs = handovers(bench, run)
  const lists = pairs.filter(({ isList }) => isList)
  const pair = drawn(random, lists.length > 0 && random.next() < 0.75 ? lists : pairs)
  if (pair === undefined) return undefined
  const fresh = freshNames(bench)
  const round = fresh('round')
  const numbers = numbersOf(bench, run).filter((name) => !run.outputs.includes(name))
  const carried = [...run.outputs, ...numbers].map((name) => ({ name, carried: fresh('carried') }))
  const carrier = carried.find(({ name }) => name === pair.output)?.carried ?? ''
  const own = holding ? readBy(run.statements, [...run.declared, pair.input]) : undefined
  const schedule = random.next() < 0.7 ? drawSchedule(bench, first, round, own) : undefined
  const rounds = times(random)
  const loop = enclose(
    bench,
    run,
    {
      before: carried.map((item) => (item.carried === carrier ? `let ${carrier} = ${pair.input}` : `let ${item.carried}`)),
      open: [`for (let ${round} = 0; ${round} < ${rounds}; ${round}++) {`],
      first: [`let ${pair.input} = ${carrier}`, ...(schedule === undefined ? [] : [schedule.line])],
      last: carried.map((item) => `${item.carried} = ${item.name}`),
      behind: carried.map((item) => named(run, item.name, item.carried)),
    },
    fewerRoundsOf(bench, run.statements, rounds),
  )
  return [...loop, ...(schedule?.edits ?? [])]
}

/** As `repeat`: what the constant comes to in the last round it keeps. */
export const iterate = (bench: Workspace): Edit[] | undefined => repeat(bench, false)

/** As `repeat`: the constant has its rounds' values in the loop alone, so that what is around may be repeated too. */
export const iterateApart = (bench: Workspace): Edit[] | undefined => repeat(bench, true)
