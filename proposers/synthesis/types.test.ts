import { expect, test } from 'vitest'
import { typeOf } from './type-text.ts'
import { isKnown, isOfType, listOf, NUMBER, unify } from './types.ts'

test.each([
  ['number', 'number'],
  ['readonly (readonly string[])[]', 'string[][]'],
  ['ReadonlyArray<{ readonly name: string; sizes: Array<number> }>', '{ name: string; sizes: number[] }[]'],
  ['[first: string, second: number]', '[string, number]'],
  ["'small' | 'large'", 'string'],
  ['number | undefined', 'number'],
  ['number | string', 'unknown'],
  ['Map<string, number>', 'unknown'],
  ['(x: number) => number', 'unknown'],
])('the type %s is read as %s', (written, key) => {
  expect(typeOf(written).key).toBe(key)
})

test('names are looked up where they are declared, and circles come to an end', () => {
  const text = 'interface Job { readonly time: number\n  weight: number }\ntype Jobs = readonly Job[]\ninterface Tree { left: Tree }'
  expect(typeOf('Jobs', text).key).toBe('{ time: number; weight: number }[]')
  expect(isKnown(typeOf('Tree', text))).toBe(false)
})

test('variables stand for one type each, and values are of types in every part', () => {
  const variable = { kind: 'variable', key: 'T' } as const
  expect(unify(listOf(variable), listOf(NUMBER))).toEqual({ T: NUMBER })
  expect(unify(variable, NUMBER, { T: typeOf('string') })).toBeUndefined()
  expect(isOfType([[1], ['a']], typeOf('number[][]'))).toBe(false)
  expect(isOfType(['a', 1], typeOf('[string, number]'))).toBe(true)
})
