import { alignment } from './align.ts'
import type { Bank, World } from './bank.ts'
import { component } from './components.ts'
import { type Goal, isRight, valuesIn } from './goal.ts'
import { elementsOf } from './higher.ts'
import { iteratorOf } from './iterators.ts'
import { commonPrefix, commonSuffix } from './literals.ts'
import { call, iterate, literal, recordTerm, type Term, tupleTerm } from './term.ts'
import { BOOLEAN, listOf, STRING } from './types.ts'

/** A smaller goal, and what a term for it makes of the whole. */
export interface Step {
  readonly goals: readonly Goal[]
  build(terms: readonly Term[]): Term
}

/** Situations of a smaller goal at most. */
const MOST = 500
/** Lists and texts that are tried. */
const LISTS = 12
const TEXTS = 400

const JOIN = component('_1.join(_2)', 'string[]')
const JOINED = component("_1.join('')")
const PLUS = component('_1 + _2', 'string')

/** A goal in the world of a list's elements, one expected value for each element of each situation. */
function ofElements(
  { world }: Goal,
  list: readonly unknown[],
  type: Goal['type'],
  element: Goal['type'],
  wanted: (k: number) => readonly unknown[],
): Goal {
  const inner: World = elementsOf(world, list, element, Infinity)
  const expected = world.envs.flatMap((_, k) => wanted(k))
  // what is equal counts once
  const seen = new Set<string>()
  const kept = inner.envs
    .map((_, k) => k)
    .filter((k) => {
      const key = JSON.stringify([inner.envs[k], expected[k]])
      return seen.has(key) ? false : (seen.add(key), true)
    })
  const chosen = kept.length <= MOST ? kept : Array.from({ length: MOST }, (_, k) => kept[Math.floor((k * kept.length) / MOST)] as number)
  return {
    world: { names: inner.names, envs: chosen.map((k) => inner.envs[k] as unknown[]) },
    type,
    expected: chosen.map((k) => expected[k]),
  }
}

function* listsOf(
  bank: Bank,
  goal: Goal,
  element?: Goal['type'],
): Generator<{ term: Term; element: Goal['type']; values: readonly (readonly unknown[])[] }> {
  const types = element === undefined ? bank.lists() : [listOf(element)]
  for (const type of types) {
    if (type.kind !== 'list') continue
    for (const { term } of bank.of(type, 4).slice(0, LISTS)) {
      const values = valuesIn(goal.world, term)
      if (!values.includes(undefined)) yield { term, element: type.element, values: values as unknown[][] }
    }
  }
}

const MAP = iteratorOf('map')
const FILTER = iteratorOf('filter')

/** Lists as long as what is expected, each of whose elements becomes one of it; and lists of which some elements are kept. */
function* ofList(bank: Bank, goal: Goal): Generator<Step> {
  const { type } = goal
  if (type.kind !== 'list' || MAP === undefined || FILTER === undefined) return
  const expected = goal.expected as readonly (readonly unknown[])[]
  for (const { term, element, values } of listsOf(bank, goal)) {
    if (!values.every((list, k) => list.length === expected[k]?.length)) continue
    const inner = ofElements(goal, values, type.element, element, (k) => expected[k] ?? [])
    const own = inner.world.names.slice(-2)
    if (inner.expected.length > 1) yield { goals: [inner], build: ([body]) => iterate(MAP, own, [term, body as Term], type) }
  }
  for (const { term, values } of listsOf(bank, goal, type.element)) {
    const kept = values.map((list, k) => keptOf(list, expected[k] ?? []))
    if (kept.includes(undefined)) continue
    const inner = ofElements(goal, values, BOOLEAN, type.element, (k) => kept[k] ?? [])
    const own = inner.world.names.slice(-2)
    if (new Set(inner.expected).size === 2) yield { goals: [inner], build: ([body]) => iterate(FILTER, own, [term, body as Term], type) }
  }
}

/** Which elements of a list another one keeps, where that is so. */
function keptOf(list: readonly unknown[], kept: readonly unknown[]): boolean[] | undefined {
  let at = 0
  const out = list.map((item) => (at < kept.length && JSON.stringify(item) === JSON.stringify(kept[at]) ? ((at += 1), true) : false))
  return at === kept.length ? out : undefined
}

/** What is expected without what all of it begins or ends with, or without what another text gives. */
function* ofEnds(bank: Bank, goal: Goal): Generator<Step> {
  const expected = goal.expected as readonly string[]
  const [prefix, suffix] = [commonPrefix(expected), commonSuffix(expected)]
  if (new Set(expected).size < 2) return
  if (prefix !== '')
    yield behind(
      goal,
      literal(prefix, STRING),
      expected.map(() => prefix),
    )
  if (suffix !== '' && suffix !== prefix)
    yield before(
      goal,
      literal(suffix, STRING),
      expected.map(() => suffix),
    )
  const texts = bank
    .of(STRING, 6)
    .slice(0, TEXTS)
    .filter(({ term }) => term.operation.kind !== 'literal')
  const found: { step: Step; length: number }[] = []
  for (const { term } of texts) {
    const values = valuesIn(goal.world, term) as (string | undefined)[]
    if (values.includes(undefined)) continue
    const length = values.reduce((sum, value) => sum + (value ?? '').length, 0)
    if (length < expected.length / 2) continue
    if (values.every((value, k) => expected[k]?.startsWith(value ?? '') === true))
      found.push({ step: behind(goal, term, values as string[]), length })
    if (values.every((value, k) => expected[k]?.endsWith(value ?? '') === true))
      found.push({ step: before(goal, term, values as string[]), length })
  }
  found.sort((a, b) => b.length - a.length)
  for (const { step } of found.slice(0, 3)) yield step
}

const behind = (goal: Goal, term: Term, values: readonly string[]): Step => ({
  goals: [{ ...goal, expected: goal.expected.map((text, k) => String(text).slice((values[k] ?? '').length)) }],
  build: ([rest]) => call(PLUS, [term, rest as Term], STRING),
})

const before = (goal: Goal, term: Term, values: readonly string[]): Step => ({
  goals: [{ ...goal, expected: goal.expected.map((text, k) => String(text).slice(0, String(text).length - (values[k] ?? '').length)) }],
  build: ([rest]) => call(PLUS, [rest as Term, term], STRING),
})

/** A text as pieces between separators, and as what the elements of a list become, one after the other. */
function* ofPieces(bank: Bank, goal: Goal): Generator<Step> {
  const expected = goal.expected as readonly string[]
  for (const separator of ['\n', ', ', ' ', ',', '-', '; ', ';', ':', '/', '_', '']) {
    const within = separator === '' ? 0 : expected.filter((text) => text.includes(separator)).length
    if (separator !== '' && within < 0.3 * expected.length) continue
    const type = listOf(STRING)
    yield {
      goals: [{ ...goal, type, expected: expected.map((text) => (text === '' && separator === '' ? [] : text.split(separator))) }],
      build: ([list]) =>
        separator === '' ? call(JOINED, [list as Term], STRING) : call(JOIN, [list as Term, literal(separator, STRING)], STRING),
    }
  }
  if (MAP === undefined) return
  for (const { term, values } of listsOf(bank, goal, STRING)) {
    const lists = values as readonly (readonly string[])[]
    const own = elementsOf(goal.world, lists, STRING, 1).names.slice(-2)
    const build = ([body]: readonly Term[]): Term => call(JOINED, [iterate(MAP, own, [term, body as Term], listOf(STRING))], STRING)
    const isLong = lists.every((list, k) => list.reduce((sum, item) => sum + item.length, 0) === expected[k]?.length)
    if (isLong && lists.some((list) => list.some(({ length }) => length > 1))) {
      const pieces = (k: number): string[] => {
        let from = 0
        return (lists[k] ?? []).map(({ length }) => (expected[k] ?? '').slice(from, (from += length)))
      }
      yield { goals: [ofElements(goal, lists, STRING, STRING, pieces)], build }
      continue
    }
    const rule = alignment(lists, expected)
    if (rule !== undefined)
      yield { goals: [ofElements(goal, lists, STRING, STRING, (k) => (lists[k] ?? []).map((item) => rule.get(item) ?? ''))], build }
  }
}

/** Every member of a record, and every element of a tuple, for itself. */
function* ofParts(goal: Goal): Generator<Step> {
  const { type, expected } = goal
  if (type.kind === 'tuple') {
    const goals = type.elements.map((element, at) => ({
      ...goal,
      type: element,
      expected: expected.map((value) => (value as unknown[])[at]),
    }))
    yield { goals, build: (terms) => tupleTerm(terms, type) }
  } else if (type.kind === 'record') {
    const names = type.fields.map(({ name }) => name)
    const goals = type.fields.map((field) => ({
      ...goal,
      type: field.type,
      expected: expected.map((value) => (value as Record<string, unknown>)[field.name]),
    }))
    yield { goals, build: (terms) => recordTerm(names, terms, type) }
  }
}

/**
 * Smaller goals whose terms make one for a goal, by what the types say of outputs (top-down deduction: Feser, Chaudhuri and Dillig, λ², PLDI 2015; of
 * texts Gulwani, FlashFill, POPL 2011).
 */
export function* stepsTo(bank: Bank, goal: Goal): Generator<Step> {
  yield* ofParts(goal)
  yield* ofList(bank, goal)
  if (goal.type.kind !== 'string') return
  yield* ofEnds(bank, goal)
  yield* ofPieces(bank, goal)
}

/** Whether a step's whole is right. */
export const completes = (goal: Goal, step: Step, terms: readonly Term[]): Term | undefined => {
  const whole = step.build(terms)
  return isRight(goal, whole) ? whole : undefined
}
