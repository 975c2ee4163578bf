import type { Bank } from './bank.ts'
import { component } from './components.ts'
import { type Goal, isRight } from './goal.ts'
import { hashOf } from './hash.ts'
import { call, type Term } from './term.ts'
import { NUMBER } from './types.ts'

const PLUS = component('_1 + _2')
const MINUS = component('_1 - _2')
const TIMES = component('_1 * _2')
const OVER = component('_1 / _2')

/** What another operand is, where one operand and the result are known; `known` first says on which side the known one stands. */
const INVERSES: readonly { readonly of: (result: number, known: number) => number; build(known: Term, other: Term): Term }[] = [
  { of: (result, known) => result - known, build: (known, other) => call(PLUS, [known, other], NUMBER) },
  { of: (result, known) => result + known, build: (known, other) => call(MINUS, [other, known], NUMBER) },
  { of: (result, known) => known - result, build: (known, other) => call(MINUS, [known, other], NUMBER) },
  { of: (result, known) => result / known, build: (known, other) => call(TIMES, [known, other], NUMBER) },
  { of: (result, known) => result * known, build: (known, other) => call(OVER, [other, known], NUMBER) },
  { of: (result, known) => known / result, build: (known, other) => call(OVER, [known, other], NUMBER) },
]

/** Numbers that are tried as one operand. */
const KNOWN = 3000

/** Sums, differences, products and quotients of two terms of a bank: of one operand and the result the other one follows, and is looked up by behaviour. */
export function* meetings(bank: Bank, sample: Goal, goal: Goal): Generator<Term> {
  if (goal.type.kind !== 'number') return
  const wanted = sample.expected as readonly number[]
  for (const { term, values } of bank.of(NUMBER).slice(0, KNOWN)) {
    if (values.includes(undefined)) continue
    for (const { of, build } of INVERSES) {
      const other = values.map((value, k) => of(wanted[k] as number, value as number))
      if (!other.every(Number.isFinite)) continue
      const found = bank.at(NUMBER, hashOf(other))
      const whole = found && build(term, found.term)
      if (whole !== undefined && isRight(goal, whole)) yield whole
    }
  }
}
