import type { Lever, OperatorCount, Status, Stuck, Symptom } from '../contracts/event.ts'
import type { Strategy } from '../contracts/manifest.ts'

/** What a diagnosis is made from: where a search stands, in counts. */
export interface Signs {
  /** Evaluations in all, and since the best on train was found. */
  readonly evaluations: number
  readonly since: number
  /** Whether anything is better than what the search began with. */
  readonly gained: boolean
  readonly islands: Status['islands']
  readonly operators: readonly OperatorCount[]
  readonly outcomes: Pick<Status['outcomes'], 'fuel'>
  readonly strategy: Pick<Strategy, 'fuel' | 'islands'>
  readonly asksModels: boolean
}

/** Evaluations without any gain, and after one, from which on a search counts as stuck; after one also half of all. */
const FIRST = 100
const LATER = 200

/** Shares of the offspring from which on failing, doing nothing new and running out of fuel are worth a word. */
const MOSTLY = 0.5
const OFTEN = 0.25

/** Operators that are named, and offspring that one must have made to be. */
const NAMED = 3
const ENOUGH = 10

const sum = (rows: readonly OperatorCount[], of: (row: OperatorCount) => number): number => rows.reduce((total, row) => total + of(row), 0)

/** The symptom of offspring that do not score, with the operators that most of them are by; undefined where few fail. */
export function failing(rows: readonly OperatorCount[]): Extract<Symptom, { kind: 'failing' }> | undefined {
  const share = sum(rows, ({ failed }) => failed) / sum(rows, ({ tries }) => tries)
  if (!(share >= MOSTLY)) return undefined
  const worst = rows.filter(({ tries, failed }) => tries >= ENOUGH && failed >= MOSTLY * tries).toSorted((a, b) => b.failed - a.failed)
  return { kind: 'failing', share, operators: worst.slice(0, NAMED).map(({ operator, tries, failed }) => ({ operator, tries, failed })) }
}

/** The symptom of offspring that are known or do what another does; undefined where most are new. */
export function idling(rows: readonly OperatorCount[]): Extract<Symptom, { kind: 'idle' }> | undefined {
  const share = sum(rows, ({ idle }) => idle) / sum(rows, ({ tries }) => tries)
  return share >= MOSTLY ? { kind: 'idle', share } : undefined
}

/** What may be done about symptoms, the likeliest first. */
export function leversFor(
  symptoms: readonly Symptom[],
  gained: boolean,
  { strategy, asksModels }: Pick<Signs, 'strategy' | 'asksModels'>,
): Lever[] {
  const has = (kind: Symptom['kind']): boolean => symptoms.some((symptom) => symptom.kind === kind)
  return [
    ...(has('fuel') ? (['more fuel'] as const) : []),
    ...(has('failing') ? (['partial credit'] as const) : []),
    ...(has('failing') && gained && !has('idle') ? [] : (['finer scores'] as const)),
    'vocabulary',
    ...(has('one individual') && strategy.islands.some(({ acceptance }) => acceptance?.use === 'race') ? (['no race'] as const) : []),
    ...(strategy.fuel === undefined && !gained ? (['lean'] as const) : []),
    ...(gained ? (['another seed'] as const) : []),
    ...(asksModels ? [] : (['model'] as const)),
  ]
}

/**
 * Says what is wrong with a search that has found nothing better for long, and what may be done about it; undefined while it moves. A
 * pure function of counts, so that it is the same on any machine.
 */
export function diagnose(signs: Signs): Stuck | undefined {
  const { evaluations, since, gained, islands, operators, outcomes } = signs
  if (since < (gained ? Math.max(LATER, evaluations / 2) : FIRST)) return undefined
  const tries = sum(operators, (row) => row.tries)
  const fuel = outcomes.fuel / Math.max(1, tries)
  const individuals = islands.reduce((total, { individuals }) => total + individuals, 0)
  const symptoms: Symptom[] = [
    { kind: 'no gain', evaluations: Math.floor(since), ever: gained },
    ...(individuals <= islands.length ? [{ kind: 'one individual' } as const] : []),
    ...(fuel >= OFTEN ? [{ kind: 'fuel', share: fuel } as const] : []),
    ...[failing(operators), idling(operators)].filter((symptom) => symptom !== undefined),
  ]
  return { symptoms, levers: leversFor(symptoms, gained, signs) }
}
