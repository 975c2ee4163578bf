import type { Bank, Entry } from './bank.ts'
import { compile } from './compute.ts'
import { type Goal, isRight, slotsOf } from './goal.ts'
import { sameValue } from './hash.ts'
import { bankOf, fresh, type HigherOptions } from './higher.ts'
import { freeNames, literal, loopTerm, type Name, nameTerm, type Term } from './term.ts'
import { BOOLEAN, NUMBER, STRING } from './types.ts'

/** Loops that are run, and terms of a kind that they are put together from. */
const LOOPS = 250_000
const MOST = { steps: 40, tests: 40, held: 260, states: 3 } as const

/** Situations that a loop is tried on first. */
const FIRST = 4

/** What an accumulator begins with. */
const begins = (type: Goal['type']): Term[] =>
  type.kind === 'number' ? [literal(0, NUMBER), literal(1, NUMBER)] : type.kind === 'string' ? [literal('', STRING)] : []

interface Shape {
  readonly states: readonly Name[]
  readonly start: readonly Term[]
}

/** States of a loop: what the entry is given, and an accumulator beside it. */
function shapesOf({ world, type }: Goal): Shape[] {
  const given = world.names
    .filter(({ type: own }) => own.kind === 'number' || own.kind === 'string' || own.kind === 'list')
    .slice(0, MOST.states)
  const states = given.map(({ name, type: own }): Name => ({ name: fresh(`${name}Now`, world.names), type: own }))
  const start = given.map(nameTerm)
  if (given.length === 0) return []
  const held: Name = { name: fresh('held', world.names), type }
  return [
    { states, start },
    ...(given.length < MOST.states ? begins(type).map((begin) => ({ states: [...states, held], start: [...start, begin] })) : []),
  ]
}

/** All ways to take one element of each list, those that are early in their lists first. */
function* combinations<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const most = lists.reduce((sum, list) => sum + list.length - 1, 0)
  const visit = function* (at: number, sum: number): Generator<T[]> {
    const list = lists[at]
    if (list === undefined) {
      if (sum === 0) yield []
      return
    }
    for (let k = 0; k <= Math.min(sum, list.length - 1); k++) for (const rest of visit(at + 1, sum - k)) yield [list[k] as T, ...rest]
  }
  for (let sum = 0; sum <= most; sum++) yield* visit(0, sum)
}

/** Bodies of loops come from a bank of their states, as they are after no, one and two rounds of something. */
function bankOfStates({ world, expected, type }: Goal, { states, start }: Shape, options: HigherOptions): Bank {
  const starts = start.map((term) => compile(term, slotsOf(world)))
  const envs = world.envs.slice(0, 24).flatMap((env, k) => {
    const values = starts.map((one) => one([...env]))
    const later = states.map((state, at) => (state.type.key === type.key ? expected[(k + at) % expected.length] : values[at]))
    return [values, later]
  })
  return bankOf({ names: states, envs }, { ...options, lists: 0, held: [] }, undefined, 20_000)
}

const isSteady = ({ term }: Entry, { name }: Name): boolean => term.operation.kind === 'name' && term.operation.name === name

/** Loops that change what they are given until a condition no longer holds, by enumeration: of the states' next values, the condition and the result. */
export function* loopsFor(goal: Goal, options: HigherOptions): Generator<Term> {
  let left = LOOPS
  for (const shape of shapesOf(goal)) {
    const { states, start } = shape
    const bank = bankOfStates(goal, shape, options)
    const held = states.length > start.filter(({ operation }) => operation.kind === 'name').length ? states.at(-1) : undefined
    const steps = states.map((state) =>
      state === held
        ? bank
            .of(state.type)
            .filter(({ term }) => freeNames(term).has(state.name) && freeNames(term).size > 1)
            .slice(0, MOST.held)
        : bank
            .of(state.type, 4)
            .filter(({ term }) => freeNames(term).size > 0)
            .slice(0, MOST.steps),
    )
    const tests = bank
      .of(BOOLEAN, 3)
      .filter(({ term }) => freeNames(term).size > 0)
      .slice(0, MOST.tests)
    const results = (held === undefined ? states.filter(({ type }) => type.key === goal.type.key) : [held]).map(nameTerm)
    if (tests.length === 0 || results.length === 0 || steps.some((list) => list.length === 0)) continue
    const share = left / 2
    let own = held === undefined && start.length > 0 ? share : left
    for (const [test, ...next] of combinations([tests, ...steps])) {
      if (next.every((entry, k) => isSteady(entry, states[k] as Name))) continue
      for (const result of results) {
        if ((own -= 1) < 0) break
        left -= 1
        const term = loopTerm(states, [...start, (test as Entry).term, ...next.map((entry) => entry.term), result], goal.type)
        const computed = compile(term, slotsOf(goal.world))
        let right = true
        for (let k = 0; k < Math.min(FIRST, goal.expected.length) && right; k++)
          right = sameValue(computed([...(goal.world.envs[k] as unknown[])]), goal.expected[k])
        if (right && isRight(goal, term)) yield term
      }
      if (own < 0) break
    }
  }
}
