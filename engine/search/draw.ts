import { defined } from '../contracts/defined.ts'
import { TernateError } from '../contracts/fault.ts'
import type { IslandStrategy, Manifest, Strategy } from '../contracts/manifest.ts'
import { pickWeighted, stream } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Ticket } from '../contracts/ticket.ts'
import type { Samples } from '../population/samples.ts'
import { select } from '../population/select.ts'
import type { Admits } from '../learning/admission.ts'
import type { Inspiration } from '../learning/inspire.ts'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import { choicesOf } from '../contracts/ref.ts'
import type { IslandParts, StrategyParts } from '../contracts/strategy.ts'

/** Whom a proposer sees beside a parent, at most so many; undefined where that is drawn. */
export type Inspired = (proposer: string, parent: Individual, count: number, random: Random) => readonly Inspiration[] | undefined

/** The shares of the islands in the next ticket, by the proposers that it may have. */
const admitted = (shares: readonly number[], islands: readonly IslandStrategy[], admits: Admits): number[] =>
  shares.map((share, at) => (choicesOf(islands[at]?.proposers ?? []).some(({ use }) => admits(use)) ? share : 0))

/** Whether some island has a proposer of those that a ticket may have now. */
export const mayDraw = ({ islands }: Strategy, admits: Admits): boolean =>
  islands.some(({ proposers }) => choicesOf(proposers).some(({ use }) => admits(use)))

/** What a draw depends on beside the ticket's number and the population. */
export interface Circumstances {
  /** Shares of the islands; in turn where there are none. */
  readonly shares?: readonly number[] | undefined
  /** Fuel for a case. */
  readonly fuelLimit?: number | undefined
  /** Whether something better than what the search began with is known. */
  readonly gained?: boolean
  readonly admits?: Admits
  readonly inspired?: Inspired
  /** The programs that were judged on a sample. */
  readonly samples: Samples
  readonly trainCases: number
  /** Tickets that have committed. */
  readonly commits: number
}

/** What a run's offspring are drawn by: its seed, its strategy, and the strategy's parts. */
export interface DrawRecipe extends Pick<Manifest, 'seed' | 'strategy'> {
  readonly parts: Pick<StrategyParts, 'islands' | 'scheduler'>
}

/** How many individuals are shown beside a parent, at most. */
const countOf = ({ inspirations }: IslandParts): number => inspirations.reduce((sum, { count }) => sum + count, 0)

/** Whether the strategy says for what reason inspirations are shown: then a proposer that asks models sees these, too. */
const saysWhy = ({ inspirations }: IslandParts): boolean =>
  inspirations.some(({ role, island }) => role !== undefined || island !== undefined)

/** The fault of a scheduler that asks for what there is not. */
const broken = ({ scheduler }: Strategy, what: string): TernateError =>
  new TernateError(
    'STRATEGY_SCHEDULER',
    `the scheduler ${scheduler?.use ?? 'in-turn'} ${what}`,
    'Correct the scheduler: islands and cases go by position, from 0 on, and programs by number.',
  )

/** Draws what the scheduler asks for; all that is drawn comes from the ticket's own random stream. */
export function drawScheduled(number: number, recipe: DrawRecipe, islands: readonly PopulationView[], now: Circumstances): Ticket {
  const { seed, strategy, parts } = recipe
  const { shares, admits = () => true, samples, trainCases, commits } = now
  const random = stream(`${seed}/ticket/${number}`)
  const taken = (program: number): readonly number[] => samples.taken(program)
  const given = defined({ shares: shares && admitted(shares, strategy.islands, admits) })
  const scheduled = parts.scheduler.next({ ticket: number, islands, commits, trainCases, taken, ...given }, random)
  if (!('evaluate' in scheduled)) return drawOffspring(number, scheduled.propose, recipe, { islands, random, now })
  const { evaluate: program, cases } = scheduled
  const lives = islands.some(({ find }) => find(program) !== undefined)
  const wrong = lives ? samples.wrongWith(program, cases) : `evaluates program ${String(program)}, which lives on no island`
  if (wrong !== undefined) throw broken(strategy, wrong)
  return { kind: 'evaluation', number, program, set: 'train', cases: [...cases] }
}

/** Draws an offspring for an island. */
function drawOffspring(
  number: number,
  at: number,
  { strategy, parts }: DrawRecipe,
  { islands, random, now }: { readonly islands: readonly PopulationView[]; readonly random: Random; readonly now: Circumstances },
): Ticket {
  const { fuelLimit, gained = true, admits = () => true, inspired = () => undefined, samples } = now
  const [recipe, island, own] = [strategy.islands[at], islands[at], parts.islands[at]]
  if (recipe === undefined || island === undefined || own === undefined)
    throw broken(strategy, `names the island ${String(at)}, and there are ${islands.length}`)
  const proposer = pickWeighted(
    choicesOf(recipe.proposers).filter(({ use }) => admits(use)),
    random,
  ).use
  const { parents, inspirations } = select(islands, at, own, random)
  const [parent] = parents
  const inspiring = parent && !saysWhy(own) ? inspired(proposer, parent, countOf(own), random) : undefined
  const shown = inspiring ?? [...inspirations].map(([individual, role]) => ({ individual, role }))
  const beside = shown.map(({ individual }) => individual.number)
  const from = parents.map((individual) => individual.number)
  return {
    kind: 'offspring',
    number,
    island: at,
    proposer,
    parents: from,
    inspirations: beside,
    ...(shown.every(({ role }) => role === 'drawn') ? {} : { roles: shown.map(({ role }) => role) }),
    ...defined({ fuelLimit, sampled: samples.of([...from, ...beside]) }),
    ...(gained ? {} : { beforeGain: true }),
  }
}
