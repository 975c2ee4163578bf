import type { Node } from 'estree'
import { rangeOf, type Site, sitesOf } from '../../languages/javascript/sites.ts'
import { type Edit, indentAt } from '../../languages/javascript/source.ts'
import { type Workspace, drawn } from './workspace.ts'
import { isHandedOver, isNumberList } from './elements.ts'
import { writeConstant } from './constants.ts'
import { handovers, isWork, numbersOf, readBy } from './handovers.ts'
import { type Bound, boundsOf, fewerRounds, loopsAround } from './loops.ts'
import { drawRun, freshNames, loopAround, type Run } from './runs.ts'
import { drawSchedule } from './schedules.ts'
import { inFunctions } from './statements.ts'

/** Rounds of a statement that is copied: they cost no more than the statement does. */
const ROUNDS = [2, 4, 6, 8, 12]

/** A list that is handed on by a statement: where the statement starts, and where the list's name stands in it. */
interface Handing {
  readonly name: string
  readonly statement: Site
  readonly start: number
  readonly reader: { readonly start: number; readonly end: number }
}

/** Where the function hands on a list of numbers: to a call, to another name, or to whoever called it. */
const handings = (workspace: Workspace): Handing[] =>
  inFunctions(workspace)
    .filter(({ node }) => /^(Variable|Expression|Return)/.test(node.type))
    .flatMap((statement) => {
      const lists = workspace.scope(statement).filter(isNumberList)
      const start = rangeOf(statement.node)?.start
      return sitesOf(statement.node).flatMap((site): Handing[] => {
        const { node, parent } = site
        const reader = rangeOf(node)
        const isHanded = isHandedOver(site) || parent?.node.type === 'ReturnStatement'
        if (node.type !== 'Identifier' || !isHanded || start === undefined || reader === undefined) return []
        return lists.some(({ name }) => name === node.name) ? [{ name: node.name, statement, start, reader }] : []
      })
    })

/** The lists that a run makes of lists. */
const listsOf = (workspace: Workspace, run: Run): { readonly input: string; readonly output: string }[] =>
  handovers(workspace, run).filter(({ isList }) => isList)

/** Where lists are handed on, and a run can read what it needs beside the list that it begins with. */
function handingsTo(workspace: Workspace, { statements, declared }: Run, input: string): Handing[] {
  const needed = [...readBy(statements, [...declared, input])]
  return handings(workspace).filter(({ statement }) => {
    const readable = new Set(workspace.scope(statement).map(({ name }) => name))
    return needed.every((name) => readable.has(name))
  })
}

/** The edits by which a list is made another before it is handed on, of which `text` keeps it under a name. */
const handOn = ({ start, reader }: Handing, kept: string, text: string): Edit[] => [
  { start, end: start, text },
  { ...reader, text: kept },
]

/**
 * Local-search loop: sends a list that is handed on, for example the best of a loop, through copies of a statement that makes a list of a list.
 * Where the program has a named constant, the constant mostly changes from round to round by a factor.
 *
 *     return best   ->   let better = best; for (5 rounds) better = improve(better); return better
 */
export function localSearchLoop(workspace: Workspace): Edit[] | undefined {
  const { random, source } = workspace
  const run = drawRun(workspace, isWork, { longest: 1, fit: (item) => listsOf(workspace, item).length > 0 })
  const [work] = run?.statements ?? []
  if (run === undefined || work === undefined) return undefined
  const pair = drawn(random, listsOf(workspace, run))
  const range = rangeOf(work.node)
  if (pair === undefined || range === undefined) return undefined
  const handing = drawn(random, handingsTo(workspace, run, pair.input))
  if (handing === undefined) return undefined
  const fresh = freshNames(workspace)
  const round = fresh('round')
  const carried = fresh('carried')
  const numbers = numbersOf(workspace, run).map((name) => ({ name, carried: fresh('carried') }))
  const own = readBy([work], [...run.declared, pair.input])
  const schedule = random.next() < 0.7 ? drawSchedule(workspace, handing.statement, round, own) : undefined
  const indent = indentAt(source.text, handing.start)
  const rounds = random.pick(ROUNDS)
  const text = loopAround(source.text.slice(range.start, range.end), indentAt(source.text, range.start), indent, {
    before: [`let ${carried} = ${handing.name}`, ...numbers.map((item) => `let ${item.carried}`)],
    open: [`for (let ${round} = 0; ${round} < ${rounds}; ${round}++) {`],
    first: [`let ${pair.input} = ${carried}`, ...(schedule === undefined ? [] : [schedule.line])],
    last: [`${carried} = ${pair.output}`, ...numbers.map((item) => `${item.carried} = ${item.name}`)],
    behind: [''],
  })
  const around = new Set(loopsAround(handing.statement))
  const both = loopsAround(work).filter((loop) => around.has(loop))
  return [
    ...handOn(handing, carried, text),
    ...(schedule?.edits ?? []),
    ...fewerRounds(workspace, 1 + rounds, (loop) => both.includes(loop)),
  ]
}

/** A loop that makes a list of a list step by step, with what is declared before it, and the loop that it is gone through in again and again. */
interface Ladder {
  readonly run: Run
  readonly inner: Bound
  readonly outer: Bound
}

/** Draws a loop in a loop, both of which count to a written number. */
function drawLadder(workspace: Workspace): Ladder | undefined {
  const bounds = boundsOf(workspace)
  const boundOf = (loop: Node): Bound | undefined => bounds.find((bound) => bound.loop === loop)
  const ladderOf = (run: Run): Ladder | undefined => {
    const loop = run.statements.at(-1)
    const around = loop === undefined ? [] : loopsAround(loop)
    if (loop === undefined || run.statements.some((site) => site !== loop && site.node.type !== 'VariableDeclaration')) return undefined
    const inner = boundOf(loop.node)
    const outer = around.map(boundOf).find((bound) => bound !== undefined)
    if (inner === undefined || outer === undefined || inner.value <= 1) return undefined
    return listsOf(workspace, run).length > 0 ? { run, inner, outer } : undefined
  }
  const run = drawRun(workspace, ({ node }) => node.type === 'ForStatement', { fit: (item) => ladderOf(item) !== undefined })
  return run === undefined ? undefined : ladderOf(run)
}

/**
 * Final-polish loop: lets a loop that works on a list within another loop take one step there, and all of its steps on the list that is handed on.
 * The outer loop has more rounds for it: many lists are tried roughly, and the kept one is worked out once.
 *
 *     for (10 rounds) { for (20 steps) improve(p); keep(p) }   ->   for (200 rounds) { for (1 step) improve(p); keep(p) }; for (20 steps) improve(best)
 */
export function finalPolishLoop(workspace: Workspace): Edit[] | undefined {
  const { random, source } = workspace
  const ladder = drawLadder(workspace)
  if (ladder === undefined) return undefined
  const { run, inner, outer } = ladder
  const pair = drawn(random, listsOf(workspace, run))
  const start = rangeOf((run.statements[0] as Site).node)?.start
  const end = rangeOf((run.statements.at(-1) as Site).node)?.end
  const behind = rangeOf(outer.loop)?.end
  if (pair === undefined || start === undefined || end === undefined || behind === undefined) return undefined
  const handing = drawn(
    random,
    handingsTo(workspace, run, pair.input).filter((item) => item.start >= behind),
  )
  if (handing === undefined) return undefined
  const carried = freshNames(workspace)('carried')
  const text = loopAround(source.text.slice(start, end), indentAt(source.text, start), indentAt(source.text, handing.start), {
    before: [`let ${carried} = ${handing.name}`],
    open: ['{'],
    first: [`let ${pair.input} = ${carried}`],
    last: [`${carried} = ${pair.output}`],
    behind: [''],
  })
  return [
    ...handOn(handing, carried, text),
    writeConstant(inner, 1),
    writeConstant(outer, Math.round(outer.value * Math.max(1, inner.value * random.pick([0.5, 1])))),
  ]
}
