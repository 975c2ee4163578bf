import type { Context, Demonstrations } from '../../engine/contracts/proposer.ts'
import { byPosition } from '../../engine/contracts/results.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { jsonValue } from '../../languages/json.ts'
import { withFile } from './workspace.ts'
import type { TextOperator, Workspace } from './workspace.ts'

/** Draws of a train case before it is said that there is no further one. */
const DRAWS = 40
/** Train cases of which the one is drawn on which the parent did worst, half the time. */
const RIVALS = 4
/** Demonstrations that one change puts in, takes out or replaces, at most. */
const AT_ONCE = 4

/** The demonstrations in a file: each as JSON without blanks; undefined where the file holds no list. A file that is not there holds none. */
export function demonstrationsIn(files: Files, file: string): readonly string[] | undefined {
  const text = files[file]
  if (text === undefined) return []
  const list = jsonValue(text)
  return Array.isArray(list) ? list.map((one: unknown) => JSON.stringify(one)) : undefined
}

/** A list of demonstrations as a file: one on a line. */
export const demonstrationsText = (list: readonly string[]): string =>
  list.length === 0 ? '[]\n' : `[\n${list.map((one) => `  ${one}`).join(',\n')}\n]\n`

/** Train cases drawn that are none of these: as many as are asked for, or as there are. */
export function drawDemonstrations(
  { at, count }: Demonstrations,
  random: Random,
  many: number,
  without: readonly string[] = [],
  position: () => number = () => random.integer(count),
): string[] {
  const known = new Set(without)
  const drawn: string[] = []
  for (let k = 0; k < DRAWS + 4 * many && drawn.length < many; k++) {
    const one = at(position())
    if (one === undefined || known.has(one)) continue
    known.add(one)
    drawn.push(one)
  }
  return drawn
}

/** A position of a train case: any, or half the time that of a few on which the parent scored worst (Hart's condensed nearest neighbours, 1968, keep the cases that the others get wrong). */
function positionFor({ random, context }: Workspace, { count }: Demonstrations): () => number {
  const results = byPosition(context.parents[0]?.evaluation ?? { cases: [] })
  const sign = context.direction === 'minimize' ? 1 : -1
  const loss = (position: number): number => {
    const result = results.get(position)
    return result === undefined ? -Infinity : result.verdict === 'scored' ? sign * result.score : Infinity
  }
  return () => {
    if (random.integer(2) === 0) return random.integer(count)
    const rivals = Array.from({ length: RIVALS }, () => random.integer(count))
    return rivals.reduce((worst, one) => (loss(one) > loss(worst) ? one : worst))
  }
}

/** A list of demonstrations that an operator changes. */
interface Subject {
  readonly file: string
  readonly rule: Demonstrations
  readonly list: readonly string[]
}

/** An operator on the demonstrations of a file that is drawn. A list never holds more than it may, or more than it held. */
const onDemonstrations =
  (change: (subject: Subject, workspace: Workspace) => readonly string[] | undefined): TextOperator =>
  (workspace) => {
    const { files, random, context } = workspace
    const subjects = [...(context.demonstrations ?? [])].flatMap(([file, rule]): Subject[] => {
      const list = demonstrationsIn(files, file)
      return list === undefined ? [] : [{ file, rule, list }]
    })
    if (subjects.length === 0) return undefined
    const subject = random.pick(subjects)
    const list = change(subject, workspace)
    if (list === undefined || list.length > Math.max(subject.rule.most, subject.list.length)) return undefined
    return withFile(files, subject.file, demonstrationsText(list))
  }

/** How many are changed at once: mostly one. */
const few = (random: Random, most: number): number => Math.min(most, random.integer(2) === 0 ? 1 : 1 + random.integer(AT_ONCE))

/** Puts train cases in that are not there yet. */
export const addDemonstrations: TextOperator = onDemonstrations(({ rule, list }, workspace) => {
  const { random } = workspace
  const drawn = drawDemonstrations(rule, random, few(random, rule.most - list.length), list, positionFor(workspace, rule))
  if (drawn.length === 0) return undefined
  return drawn.reduce<readonly string[]>((made, one) => made.toSpliced(random.integer(made.length + 1), 0, one), list)
})

/** Takes some out. */
export const dropDemonstrations: TextOperator = onDemonstrations(({ list }, { random }) => {
  let left = list
  for (let k = few(random, list.length); k > 0; k--) left = left.toSpliced(random.integer(left.length), 1)
  return left.length === list.length ? undefined : left
})

/** Puts other train cases in the places of some. */
export const replaceDemonstrations: TextOperator = onDemonstrations(({ rule, list }, workspace) => {
  const { random } = workspace
  if (list.length === 0) return undefined
  const drawn = drawDemonstrations(rule, random, few(random, list.length), list, positionFor(workspace, rule))
  if (drawn.length === 0) return undefined
  return drawn.reduce<readonly string[]>((made, one) => made.with(random.integer(made.length), one), list)
})

/** Has two of them change their places. */
export const swapDemonstrations: TextOperator = onDemonstrations(({ list }, { random }) => {
  if (list.length < 2) return undefined
  const a = random.integer(list.length)
  const b = (a + 1 + random.integer(list.length - 1)) % list.length
  return list.with(a, list[b] as string).with(b, list[a] as string)
})

/** Uniform crossover of sets: what a relative has too stays, and of what only one of the two has each stays with a chance of a half. */
export const crossDemonstrations: TextOperator = onDemonstrations(({ file, rule, list }, { random, relatives }) => {
  const theirs = relatives.length === 0 ? undefined : demonstrationsIn(random.pick(relatives), file)
  if (theirs === undefined || theirs.length === 0) return undefined
  const [own, others] = [new Set(list), new Set(theirs)]
  const kept = list.filter((one) => others.has(one) || random.integer(2) === 0)
  const taken = theirs.filter((one) => !own.has(one) && random.integer(2) === 0)
  let made: readonly string[] = kept
  for (const one of taken) if (made.length < rule.most) made = made.toSpliced(random.integer(made.length + 1), 0, one)
  return made
})

/** The demonstrations of a context as a draw has them: all of them anew, as many as is drawn from 1 to what the file may hold. */
export function redrawDemonstrations(files: Files, { demonstrations = new Map() }: Pick<Context, 'demonstrations'>, random: Random): Files {
  let drawn = files
  for (const [file, rule] of demonstrations) {
    if (demonstrationsIn(files, file) === undefined) continue
    const many = 1 + random.integer(Math.min(rule.most, rule.count))
    drawn = withFile(drawn, file, demonstrationsText(drawDemonstrations(rule, random, many)))
  }
  return drawn
}
