import type { Random } from '../../engine/contracts/random.ts'
import { CONDITION } from './components.ts'
import { type Garden, grow, growAround, terminal } from './grow.ts'
import { call, freeNames, literal, type Name, type Place, placesOf, replaceAt, type Term } from './term.ts'
import { BOOLEAN, NUMBER } from './types.ts'

/** What a variation works on. */
export interface Variation {
  readonly parent: Term
  /** Terms of other programs of the task. */
  readonly donors: readonly Term[]
  /** Terms that are known to behave differently from each other, of any type, over the entry's parameters. */
  readonly bank: readonly Term[]
  readonly garden: Garden
}

/** A way of changing a term into another one of its type; undefined where it finds nothing to do. */
export type Vary = (variation: Variation) => Term | undefined

const within = ({ garden }: Variation, { names }: Place): Garden => ({ ...garden, names: [...garden.names, ...names] })
const isReadable = (term: Term, names: readonly Name[]): boolean => {
  const known = new Map(names.map((item) => [item.name, item.type.key]))
  return [...freeNames(term)].every((name) => known.has(name))
}
const drawn = <T>(list: readonly T[], random: Random): T | undefined => (list.length === 0 ? undefined : random.pick(list))

/** Subtree mutation: grows a term of the same type in the place of one. */
export const subtree: Vary = (variation) => {
  const { random } = variation.garden
  const place = random.pick(placesOf(variation.parent))
  return replaceAt(variation.parent, place.path, grow(place.term.type, within(variation, place), 1 + random.integer(3)))
}

/** Addition: makes a term an operand of a new operation (uniform mutation by addition and deletion: Helmuth, McPhee and Spector, GECCO 2018). */
export const addition: Vary = (variation) => {
  const place = variation.garden.random.pick(placesOf(variation.parent))
  const around = growAround(place.term, place.term.type, within(variation, place))
  return around && replaceAt(variation.parent, place.path, around)
}

/** Deletion: puts a part of a term, or a name, in its place. */
export const deletion: Vary = (variation) => {
  const { random } = variation.garden
  const inner = placesOf(variation.parent).filter(({ term }) => term.args.length > 0)
  const place = drawn(inner, random)
  if (place === undefined) return undefined
  const garden = within(variation, place)
  const parts = placesOf(place.term)
    .slice(1)
    .filter(({ term }) => term.type.key === place.term.type.key && isReadable(term, garden.names))
  return replaceAt(variation.parent, place.path, drawn(parts, random)?.term ?? terminal(place.term.type, garden))
}

/** How much larger or smaller than what it replaces a donor's term may be (size-fair crossover: Langdon 2000). */
const FAIR = 2

/** Crossover by type: plants a donor's term of about the same size in the place of one of its type. */
export const crossover: Vary = (variation) => plant(variation, drawn(variation.donors, variation.garden.random))

function plant(variation: Variation, donor: Term | undefined): Term | undefined {
  const { random } = variation.garden
  if (donor === undefined) return undefined
  const place = random.pick(placesOf(variation.parent))
  const { names } = within(variation, place)
  const most = FAIR * place.term.size + FAIR
  const fitting = placesOf(donor).filter(
    ({ term }) => term.type.key === place.term.type.key && term.size <= most && isReadable(term, names),
  )
  const chosen = drawn(fitting, random)
  return chosen && replaceAt(variation.parent, place.path, chosen.term)
}

/** Recombination with the bank: plants a term whose behaviour is one of its own in the place of one of its type. */
export const recombine: Vary = (variation) => {
  const { random } = variation.garden
  const place = random.pick(placesOf(variation.parent))
  const { names } = within(variation, place)
  const chosen = drawn(
    variation.bank.filter(({ type }) => type.key === place.term.type.key),
    random,
  )
  return chosen && isReadable(chosen, names) ? replaceAt(variation.parent, place.path, chosen) : undefined
}

/** Conditional wrap mutation: lets a term hold under a condition, and another one otherwise. */
export const condition: Vary = (variation) => {
  const { random } = variation.garden
  const place = random.pick(placesOf(variation.parent))
  const { term } = place
  const garden = within(variation, place)
  const test =
    drawn(random.next() < 0.5 ? variation.bank.filter(({ type }) => type.kind === 'boolean') : [], random) ?? grow(BOOLEAN, garden, 2)
  const other =
    drawn(random.next() < 0.5 ? variation.bank.filter(({ type }) => type.key === term.type.key) : [], random) ?? grow(term.type, garden, 2)
  return replaceAt(
    variation.parent,
    place.path,
    call(CONDITION, random.next() < 0.5 ? [test, term, other] : [test, other, term], term.type),
  )
}

/** Literal mutation: moves a number a little, or puts another literal of the task in a literal's place. */
export const literals: Vary = ({ parent, garden }) => {
  const { random } = garden
  const place = drawn(
    placesOf(parent).filter(({ term }) => term.operation.kind === 'literal'),
    random,
  )
  if (place?.term.operation.kind !== 'literal') return undefined
  const { value } = place.term.operation
  if (typeof value === 'number' && random.next() < 0.6) {
    const step =
      (random.next() < 0.5 ? -1 : 1) *
      (Number.isInteger(value) && random.next() < 0.7 ? 1 + random.integer(2) : Math.abs(value) * random.next() + 0.1)
    return replaceAt(parent, place.path, literal(Number((value + step).toPrecision(4)), NUMBER))
  }
  const others = garden.literals.filter(({ term }) => term.type.key === place.term.type.key)
  const chosen = drawn(others, random)
  return chosen && replaceAt(parent, place.path, chosen.term)
}
