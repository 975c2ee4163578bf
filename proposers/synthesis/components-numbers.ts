import type { ComponentDraft } from './component.ts'

/** A value, where it is a finite number. */
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined)

/** Operations on numbers, and comparisons. */
export const numberComponents: readonly ComponentDraft[] = [
  { text: '_1 + _2', type: '(number, number) => number', commutes: true, apply: (a: number, b: number) => finite(a + b) },
  { text: '_1 - _2', type: '(number, number) => number', apply: (a: number, b: number) => finite(a - b) },
  { text: '_1 * _2', type: '(number, number) => number', commutes: true, apply: (a: number, b: number) => finite(a * b) },
  { text: '_1 / _2', type: '(number, number) => number', apply: (a: number, b: number) => finite(a / b) },
  { text: '_1 % _2', type: '(number, number) => number', apply: (a: number, b: number) => finite(a % b) },
  { text: 'Math.floor(_1 / _2)', type: '(number, number) => number', apply: (a: number, b: number) => finite(Math.floor(a / b)) },
  { text: '_1 ** _2', cost: 2, type: '(number, number) => number', apply: (a: number, b: number) => finite(a ** b) },
  { text: 'Math.max(_1, _2)', type: '(number, number) => number', commutes: true, apply: (a: number, b: number) => Math.max(a, b) },
  { text: 'Math.min(_1, _2)', type: '(number, number) => number', commutes: true, apply: (a: number, b: number) => Math.min(a, b) },
  { text: 'Math.abs(_1)', type: '(number) => number', apply: (a: number) => Math.abs(a) },
  { text: 'Math.floor(_1)', type: '(number) => number', apply: (a: number) => Math.floor(a) },
  { text: 'Math.ceil(_1)', cost: 2, type: '(number) => number', apply: (a: number) => Math.ceil(a) },
  { text: 'Math.round(_1)', cost: 2, type: '(number) => number', apply: (a: number) => Math.round(a) },
  { text: 'Math.sqrt(_1)', cost: 2, type: '(number) => number', apply: (a: number) => finite(Math.sqrt(a)) },
  { text: '-_1', type: '(number) => number', apply: (a: number) => -a },
  { text: '_1 < _2', type: '(number, number) => boolean', apply: (a: number, b: number) => a < b },
  { text: '_1 <= _2', type: '(number, number) => boolean', apply: (a: number, b: number) => a <= b },
  { text: '_1 === _2', type: '(number, number) => boolean', commutes: true, apply: (a: number, b: number) => a === b },
  { text: '_1 !== _2', type: '(number, number) => boolean', commutes: true, apply: (a: number, b: number) => a !== b },
]
