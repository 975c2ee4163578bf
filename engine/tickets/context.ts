import { defined } from '../contracts/defined.ts'
import { FUEL } from '../contracts/problem.ts'
import type { Problem } from '../contracts/problem.ts'
import type { Languages } from '../contracts/language.ts'
import type { Context, Examples } from '../contracts/proposer.ts'
import { stream } from '../contracts/random.ts'
import type { Assignment } from '../contracts/ticket.ts'
import type { Rules } from '../evaluation/rules.ts'
import { demonstrationsBy } from './demonstrations.ts'

/** What contexts and evaluations take from a problem. */
export type ProblemFacts = Pick<
  Problem,
  'statement' | 'entry' | 'direction' | 'vocabulary' | 'unit' | 'train' | 'initialPrograms' | 'limits' | 'demonstrations' | 'schemas'
> &
  Partial<Pick<Problem, 'initialLanguages'>>

/** What every context of a problem's proposers has in common. */
export type CommonContext = Omit<Context, 'parents' | 'inspirations' | 'random' | 'memory'>

type Offspring = Extract<Assignment, { kind: 'offspring' }>

/** Nodes an offspring may have at least; more when the initial programs are large. Without an end to growth programs swell (bloat). */
const ROOM = 80

/** The same of what a model writes, and of texts and data, which do not grow by chance: so many nodes, or so many times the largest initial program. */
const WRITTEN = { nodes: 2000, times: 10 } as const

/** Whether some file of the initial programs is code, which swells by chance; what is known of no language counts as code. */
const isCode = ({ initialLanguages = [] }: ProblemFacts): boolean =>
  initialLanguages.length === 0 || initialLanguages.includes('javascript')

/** Characters of what a train case is. */
const CASE = 400

/** What train cases are in words, each made when it is first asked for. */
function caseTexts(train: ProblemFacts['train']): (position: number) => string {
  const made = new Map<number, string>()
  return (position) => {
    const known = made.get(position)
    if (known !== undefined) return known
    const { name = '', input } = train[position] ?? {}
    const said = typeof input === 'string' ? input : (JSON.stringify(input) ?? '')
    const text = `${/^\d*$/.test(name) ? '' : `${name.slice(0, 100)} `}${said.slice(0, CASE)}`.toWellFormed()
    made.set(position, text)
    return text
  }
}

/** What train cases say of inputs and outputs. */
function examplesOf({ train, initialPrograms }: ProblemFacts): Examples | undefined {
  const [initial] = initialPrograms
  return initial === undefined ? undefined : { cases: train.map(({ input, expected }) => ({ input, expected })), initial }
}

/** Makes what every context of a problem's proposers has in common. */
export function commonContext(problem: ProblemFacts, languages: Languages): CommonContext {
  const { statement, entry, direction, vocabulary, unit, train, initialPrograms, limits, demonstrations, schemas } = problem
  const sizes = initialPrograms.map(languages.makeProgram).map((made) => (made.ok ? made.program.size : 0))
  const largest = Math.max(...sizes)
  const room = limits.size ?? Math.max(WRITTEN.nodes, WRITTEN.times * largest)
  return {
    statement,
    ...defined({ entry }),
    languages,
    direction,
    vocabulary,
    unit,
    trainCases: train.length,
    caseNames: train.map(({ name }) => name),
    ...defined({ examples: examplesOf(problem) }),
    fuel: limits.fuel === undefined && initialPrograms.length > 0 ? { times: FUEL.times } : { limit: limits.fuel ?? FUEL.withoutInitial },
    caseText: caseTexts(train),
    ...defined({ demonstrations: demonstrations && demonstrationsBy(demonstrations, train), schemas }),
    size: isCode(problem) ? (limits.size ?? Math.max(ROOM, 2 * largest)) : room,
    room,
  }
}

/** Makes the context of one offspring. Its random stream is its own. */
export function contextOf(assignment: Offspring, common: CommonContext, rules: Rules, fuelOfProblem: number | undefined): Context {
  const { parents, inspirations, disabledOperators, shares, memory } = assignment
  const relativeFuelLimit = relativeFuelLimitOf(assignment, rules, fuelOfProblem)
  return {
    ...common,
    parents,
    inspirations,
    ...defined({ relativeFuelLimit, disabledOperators, shares }),
    random: stream(assignment.stream),
    ...defined({ memory }),
  }
}

/** How often the most fuel that its parent burned on a case an offspring may burn; undefined where nothing limits it. */
function relativeFuelLimitOf({ fuel, parents, fuelLimit }: Offspring, rules: Rules, limit = Infinity): number | undefined {
  const ofParent = fuel && rules.fuel(fuel).ofParent
  const most = Math.max(0, ...(parents[0]?.evaluation.cases ?? []).map((result) => result.fuel))
  const relative = Math.min(ofParent ?? Infinity, Math.min(limit, fuelLimit ?? Infinity) / most)
  return Number.isFinite(relative) ? relative : undefined
}
