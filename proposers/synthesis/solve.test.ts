import { expect, test } from 'vitest'
import { parseEntry } from '../../authoring/entry.ts'
import { stream } from '../../engine/contracts/random.ts'
import { alignment } from './align.ts'
import { roundest } from './cover.ts'
import { isRight, type Goal } from './goal.ts'
import { planOf } from './plan.ts'
import { shortened } from './shorten.ts'
import { solveLinear } from './table.ts'
import { taskOf } from './task.ts'
import { call, literal, nameTerm } from './term.ts'
import { component, CONDITION } from './components.ts'
import { BOOLEAN, NUMBER } from './types.ts'

const random = stream('tasks that are in no list')
const numbers = (most: number): number[] => Array.from({ length: random.integer(most) }, () => random.integer(41) - 20)
const word = (): string => Array.from({ length: 1 + random.integer(6) }, () => 'abcdefgh'.charAt(random.integer(8))).join('')
const words = (): string[] => Array.from({ length: random.integer(6) }, word)

/** Tasks of every kind of value that shares none with the shipped ones: signature, inputs, and the answer. */
const tasks: readonly [name: string, signature: string, draw: () => unknown[], answer: (...args: never[]) => unknown][] = [
  [
    'the longest word',
    '(words: string[]): number',
    () => [[word(), ...words()]],
    (list: string[]) => Math.max(...list.map(({ length }) => length)),
  ],
  ['initials', '(names: string[]): string', () => [words()], (list: string[]) => list.map((name) => name.charAt(0).toUpperCase()).join('')],
  ['positive ones', '(list: number[]): number[]', () => [numbers(8)], (list: number[]) => list.filter((item) => item > 0)],
  [
    'total of records',
    '(jobs: { time: number; name: string }[]): number',
    () => [words().map((name) => ({ time: random.integer(30), name }))],
    (jobs: { time: number }[]) => jobs.reduce((sum, { time }) => sum + time, 0),
  ],
  [
    'row sums',
    '(rows: number[][]): number[]',
    () => [[numbers(4), numbers(4)]],
    (rows: number[][]) => rows.map((row) => row.reduce((sum, item) => sum + item, 0)),
  ],
  [
    'all are even',
    '(list: number[]): boolean',
    () => [numbers(3).map((item) => (random.next() < 0.5 ? item * 2 : item))],
    (list: number[]) => list.every((item) => item % 2 === 0),
  ],
  ['a greeting', '(name: string): string', () => [word()], (name: string) => `Hello, ${name}!`],
]

test.each(tasks)('%s is found from its signature and examples, and is right on others', (_, signature, draw, answer) => {
  const make = (): { input: unknown[]; expected: unknown } => {
    const input = draw()
    return { input, expected: (answer as (...args: unknown[]) => unknown)(...input) }
  }
  const cases = Array.from({ length: 60 }, make)
  const task = taskOf(parseEntry(`f${signature}`), { cases, initial: {} })
  expect(task.unknown).toEqual([])
  const [term] = planOf(task, {}).found(0).terms
  const unseen = Array.from({ length: 200 }, make)
  const goal: Goal = {
    world: { names: task.names, envs: unseen.map(({ input }) => input) },
    type: task.returns,
    expected: unseen.map(({ expected }) => expected),
  }
  expect(term && isRight(goal, term)).toBe(true)
})

test('what is not known of a task is said', () => {
  const initial = { 'initial.ts': 'export function f(x: Map<string, number>): number { return 0 }' }
  expect(taskOf(parseEntry('f(x: Map<string, number>): number'), { cases: [{ input: 1, expected: 2 }], initial }).unknown).toEqual([
    'the parameter x has no type that programs are grown for',
  ])
  expect(taskOf(parseEntry('f(x: number): number'), { cases: [{ input: 'a', expected: 2 }], initial: {} })).toMatchObject({
    examples: [],
    unknown: [expect.stringContaining('by their types alone')],
  })
})

test('a rule is told from texts, and none where there is none', () => {
  expect(alignment([['a', '!'], ['b'], ['!']], ['aa!!!', 'bb', '!!!'])).toEqual(
    new Map([
      ['b', 'bb'],
      ['!', '!!!'],
      ['a', 'aa'],
    ]),
  )
  expect(alignment([['a'], ['a']], ['x', 'y'])).toBeUndefined()
})

test('linear equations are solved where they say everything', () => {
  expect(
    solveLinear(
      [
        [1, 1],
        [1, -1],
        [2, 0],
      ],
      [5, 1, 6],
    ),
  ).toEqual([3, 2])
  expect(
    solveLinear(
      [
        [1, 1],
        [2, 2],
      ],
      [5, 10],
    ),
  ).toBeUndefined()
})

test('thresholds are round', () => {
  expect(roundest(987, 1004)).toBe(1000)
  expect(roundest(1999, 2000)).toBe(2000)
  expect(roundest(0.31, 0.38)).toBeCloseTo(0.35, 1)
  expect(roundest(-7, -3)).toBeGreaterThan(-7)
})

test('a right term becomes shorter, and stays right', () => {
  const x = nameTerm({ name: 'x', type: NUMBER })
  const long = call(
    CONDITION,
    [call(component('_1 < _2'), [x, literal(3, NUMBER)], BOOLEAN), call(component('_1 + _2'), [x, literal(0, NUMBER)], NUMBER), x],
    NUMBER,
  )
  const goal: Goal = { world: { names: [{ name: 'x', type: NUMBER }], envs: [[1], [5], [9]] }, type: NUMBER, expected: [1, 5, 9] }
  expect(shortened(goal, long)).toEqual(x)
})
