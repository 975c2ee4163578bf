import { rangeOf, type Site, sitesOf } from '../../language/sites.ts'
import { type Edit, indentAt } from '../../language/source.ts'
import { type Bench, drawn } from './bench.ts'
import { isHandedOver, isNumberList } from './elements.ts'
import { calls, fewerRounds, fewerRoundsOf, loopsAround } from './loops.ts'
import { freeNames, mentionedNames } from './names.ts'
import { drawRun, enclose, freshNames, loopAround, named, type Run, times } from './runs.ts'
import { drawSchedule } from './schedules.ts'
import { inFunctions } from './statements.ts'

/** Whether a statement does more than to name an expression: it loops, or calls more than a function of `Math`. */
const isWork = ({ node }: Site): boolean =>
  sitesOf(node).some(({ node: part }) => /^(For|While|DoWhile)/.test(part.type)) || calls(node, new Set(['Math']))

/** What a run makes and could as well begin with: a name that it reads, and one of the same kind that it declares. */
function handovers(bench: Bench, run: Run): { readonly input: string; readonly output: string; readonly isList: boolean }[] {
  const [first] = run.statements
  const before = first === undefined ? [] : bench.scope(first)
  const behind = bench.scope(run.next)
  const read = new Set(run.statements.flatMap(({ node }) => [...mentionedNames(node)]))
  return run.outputs.flatMap((output) => {
    const shape = behind.find((item) => item.name === output)?.shape
    return before
      .filter(
        ({ name, shape: own }) =>
          read.has(name) && !run.declared.includes(name) && own.kind === shape?.kind && own.element?.kind === shape.element?.kind,
      )
      .filter(({ shape: own }) => own.kind === 'number' || own.kind === 'array' || own.kind === 'string')
      .map(({ name, shape: own }) => ({ input: name, output, isList: own.kind === 'array' }))
  })
}

/** Numbers that a run declares. They are handed out of loops, whether they are read yet or not: what stands around can judge by them. */
function numbersOf(bench: Bench, run: Run): string[] {
  const behind = bench.scope(run.next)
  return run.declared.filter((name) => behind.find((item) => item.name === name)?.shape.kind === 'number')
}

/** Names that statements read, without those given. */
const readBy = (statements: readonly Site[], except: readonly string[]): ReadonlySet<string> =>
  new Set(statements.flatMap(({ node }) => [...freeNames(node)]).filter((name) => !except.includes(name)))

/**
 * Repeats neighbouring statements on what they made: a name that they read stands for the result of the round before. In most cases
 * where the program has a named constant, the constant changes from round to round by a factor.
 */
function repeat(bench: Bench, holding: boolean): Edit[] | undefined {
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
export const iterate = (bench: Bench): Edit[] | undefined => repeat(bench, false)

/** As `repeat`: the constant has its rounds' values in the loop alone, so that what is around may be repeated too. */
export const iterateApart = (bench: Bench): Edit[] | undefined => repeat(bench, true)

/** Rounds of a statement that is copied: they cost no more than the statement does. */
const ROUNDS = [2, 4, 6, 8, 12]

/** A name of a list that is handed on, and the statement that does it. */
interface Handing {
  readonly reader: Site
  readonly statement: Site
  readonly name: string
}

/** Where the function hands on a list of numbers: to a call, to another name, or to whoever called it. */
const handings = (bench: Bench): Handing[] =>
  inFunctions(bench)
    .filter(({ node }) => /^(Variable|Expression|Return)/.test(node.type))
    .flatMap((statement) => {
      const lists = bench.scope(statement).filter(isNumberList)
      return sitesOf(statement.node).flatMap((reader): Handing[] => {
        const { node, parent } = reader
        const isHanded = isHandedOver(reader) || parent?.node.type === 'ReturnStatement'
        return node.type === 'Identifier' && isHanded && lists.some(({ name }) => name === node.name)
          ? [{ reader, statement, name: node.name }]
          : []
      })
    })

/**
 * Lets a list that is handed on, as what a loop kept is, go through a copy of a statement that makes a list of another, several times: what was found
 * is worked on further. In most cases where the program has a named constant, the constant changes from round to round by a factor.
 */
export function refine(bench: Bench): Edit[] | undefined {
  const { random, source } = bench
  const lists = (run: Run): { readonly input: string; readonly output: string }[] => handovers(bench, run).filter(({ isList }) => isList)
  const run = drawRun(bench, isWork, { longest: 1, fit: (item) => lists(item).length > 0 })
  const [work] = run?.statements ?? []
  if (run === undefined || work === undefined) return undefined
  const pair = drawn(random, lists(run))
  const range = rangeOf(work.node)
  if (pair === undefined || range === undefined) return undefined
  const needed = [...readBy([work], [pair.input])]
  const handing = drawn(
    random,
    handings(bench).filter(({ statement }) => {
      const readable = new Set(bench.scope(statement).map(({ name }) => name))
      return needed.every((name) => readable.has(name))
    }),
  )
  const at = handing && rangeOf(handing.statement.node)
  const read = handing && rangeOf(handing.reader.node)
  if (handing === undefined || at === undefined || read === undefined) return undefined
  const fresh = freshNames(bench)
  const round = fresh('round')
  const carried = fresh('carried')
  const numbers = numbersOf(bench, run).map((name) => ({ name, carried: fresh('carried') }))
  const own = readBy([work], [...run.declared, pair.input])
  const schedule = random.next() < 0.7 ? drawSchedule(bench, handing.statement, round, own) : undefined
  const indent = indentAt(source.text, at.start)
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
    { start: at.start, end: at.start, text },
    { ...read, text: carried },
    ...(schedule?.edits ?? []),
    ...fewerRounds(bench, 1 + rounds, (loop) => both.includes(loop)),
  ]
}
