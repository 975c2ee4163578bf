import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  atLeast,
  atMost,
  circlesIn,
  compare,
  exact,
  fieldsOf,
  integersOf,
  listOf,
  multiply,
  numbersOf,
  partitionOf,
  permutationOf,
  subtract,
  wholeFrom,
} from './index.ts'

const double = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('exact', () => {
  test('is the double itself: digits over a power of two', () => {
    fc.assert(
      fc.property(double, (x) => Number(exact(x).digits) / 2 ** exact(x).scale === x || Math.abs(x) < 2 ** -1000 || exact(x).scale > 1023),
    )
    expect(exact(0.5)).toEqual({ digits: 1n << 52n, scale: 53 })
    for (const x of [Number.NaN, Infinity, -Infinity]) expect(() => exact(x)).toThrow(RangeError)
  })
  test('orders as doubles do', () => {
    fc.assert(fc.property(double, double, (x, y) => compare(exact(x), exact(y)) === (x < y ? -1 : x > y ? 1 : 0)))
  })
  test('computes as whole numbers do', () => {
    const whole = fc.integer({ min: -1e6, max: 1e6 })
    fc.assert(
      fc.property(whole, whole, (x, y) => {
        expect(compare(add(exact(x), exact(y)), exact(x + y))).toBe(0)
        expect(compare(subtract(exact(x), exact(y)), exact(x - y))).toBe(0)
        expect(compare(multiply(exact(x), exact(y)), exact(x * y))).toBe(0)
      }),
    )
  })
  test('sees what rounding hides', () => {
    expect(0.1 + 0.2 + 1e-17 === 0.1 + 0.2).toBe(true)
    expect(compare(add(add(exact(0.1), exact(0.2)), exact(1e-17)), add(exact(0.1), exact(0.2)))).toBe(1)
  })
})

describe('circlesIn', () => {
  const touching = [
    [0.25, 0.25, 0.25],
    [0.75, 0.25, 0.25],
  ]
  test('accepts circles that touch, and none that overlap by a bit', () => {
    expect(circlesIn(touching, 2, 1, 0.5)).toHaveLength(2)
    expect(
      circlesIn(
        [
          [0.25, 0.5, 0.25],
          [0.75, 0.5, 0.25 + 2 ** -54],
        ],
        2,
        2,
        2,
      ),
    ).toEqual({ invalid: 'circles 0 and 1 overlap' })
    expect(circlesIn([[0.25, 0.25, 0.25 + 2 ** -54]], 1, 1, 1)).toEqual({ invalid: 'circle 0 is not inside the box' })
  })
  test.each([
    [[[Number.NaN, 0.5, 0.1]]],
    [[[0.5, 0.5, -0.1]]],
    [[[0.5, 0.5, Infinity]]],
    [[['0.5', 0.5, 0.1]]],
    [[{ length: 3 }]],
    [[]],
    ['circles'],
    [null],
  ])('refuses %j', (answer) => {
    expect(circlesIn(answer, 1, 1, 1)).toHaveProperty('invalid')
  })
})

describe('lists', () => {
  test('comparisons are false for NaN', () => {
    expect([atLeast(Number.NaN, 0), atMost(Number.NaN, 0), atLeast(0, Number.NaN), atLeast(1, 1), atMost(1, 1)]).toEqual([
      false,
      false,
      false,
      true,
      true,
    ])
  })
  test('numbers are finite, and -0 is 0', () => {
    expect(Object.is((numbersOf([-0]) as number[])[0], 0)).toBe(true)
    expect(numbersOf(Int32Array.of(1, 2), 2)).toEqual([1, 2])
    for (const answer of [
      [Number.NaN],
      ['1'],
      Object.assign([1], { 2: 2 }),
      [null],
      { 0: 1, length: 1 },
      new DataView(new ArrayBuffer(8)),
      undefined,
    ])
      expect(numbersOf(answer)).toHaveProperty('invalid')
  })
  test('integers are whole and in range', () => {
    expect(integersOf([0, 3], 0, 3)).toEqual([0, 3])
    for (const answer of [[0.5], [-1], [4], [2 ** 53]]) expect(integersOf(answer, 0, 3)).toHaveProperty('invalid')
  })
  test('a whole number is one in range', () => {
    expect([0, 3, -0].map(wholeFrom(0, 3))).toEqual([0, 3, 0])
    for (const value of [0.5, -1, 4, Number.NaN, '1', null, undefined, [1], 2 ** 53])
      expect(wholeFrom(0, 3)(value)).toEqual({ invalid: 'not a whole number from 0 to 3' })
  })
  test('a list is read element by element, and says which cannot be read', () => {
    expect(listOf([[1, 2], []], (element) => numbersOf(element))).toEqual([[1, 2], []])
    expect(listOf([1, 2.5], wholeFrom(0, 3))).toEqual({ invalid: 'element 1: not a whole number from 0 to 3' })
    for (const value of [Float64Array.of(1), { length: 1 }, 'list', null])
      expect(listOf(value, wholeFrom(0, 3))).toEqual({ invalid: 'not a list' })
  })
  test('an object is read field by field, and says which is missing or cannot be read', () => {
    const readers = { n: wholeFrom(0, 3), list: (field: unknown) => numbersOf(field) }
    expect(fieldsOf({ n: 1, list: [2], more: 3 }, readers)).toEqual({ n: 1, list: [2] })
    expect(fieldsOf({ n: 1 }, readers)).toEqual({ invalid: 'list is missing' })
    expect(fieldsOf({ n: 9, list: [] }, readers)).toEqual({ invalid: 'n: not a whole number from 0 to 3' })
    expect(fieldsOf({}, { toString: wholeFrom(0, 3) })).toEqual({ invalid: 'toString is missing' })
    for (const value of [null, undefined, 5, 'text', [1]]) expect(fieldsOf(value, readers)).toEqual({ invalid: 'not an object' })
  })
  test('a permutation has every element once', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (order) => {
        expect(permutationOf(order, 6)).toEqual(order)
      }),
    )
    expect(permutationOf([0, 0, 2], 3)).toEqual({ invalid: '0 occurs 2 times' })
    for (const answer of [
      [0, 1],
      [0, 1, 2, 3],
      [0, 1, 3],
      [0, 1, Number.NaN],
    ])
      expect(permutationOf(answer, 3)).toHaveProperty('invalid')
  })
  test('a partition has every element in one part', () => {
    expect(partitionOf([[2, 0], [], [1]], 3)).toEqual([[2, 0], [], [1]])
    for (const answer of [
      [[0, 1]],
      [
        [0, 1],
        [1, 2],
      ],
      [[0], 1, [2]],
      [[0, 1, 2, 2]],
      'parts',
    ])
      expect(partitionOf(answer, 3)).toHaveProperty('invalid')
  })
})
