import { describe, expect, test } from 'vitest'
import { identify, makeProgram } from '../index.ts'

function formOf(text: string, name = 'program.ts'): string {
  const made = makeProgram({ [name]: text })
  if (!made.ok) throw new Error(made.reason)
  return made.program.canonicalHash
}

describe('the form of a program', () => {
  const plain = 'export function f(x: number): number { return x * 2 }'

  test.each([
    ['layout', 'export function f(x: number): number {\n  return (x * 2)\n}\n'],
    ['comments', 'export /* a */ function f(x: number): number { return x * 2 // b\n }'],
    ['types', 'export function f(x) { return x * 2 }'],
    ['the spelling of numbers', 'export function f(x: number): number { return x * 2.0 }'],
  ])('does not depend on %s', (_, text) => {
    expect(formOf(text)).toBe(formOf(plain))
  })

  test.each([
    ['a constant', plain, plain.replace('2', '3')],
    ['the order of operands', plain, plain.replace('x * 2', '2 * x')],
    ['a name', plain, plain.replace('f(', 'g(')],
    ['an operator', plain, plain.replace('*', '+')],
    ['a number and its text', plain, plain.replace('2', "'2'")],
    ['a pattern of a regular expression', 'export const f = /a/g', 'export const f = /a/y'],
    ['what a template says raw', 'export const f = String.raw`\\u0041`', 'export const f = String.raw`A`'],
    ['an optional chain', 'export const f = (x) => x.y', 'export const f = (x) => x?.y'],
    ['async', 'export const f = () => 1', 'export const f = async () => 1'],
  ])('depends on %s', (_, one, other) => {
    expect(formOf(one)).not.toBe(formOf(other))
  })

  test('depends on what the file is called, and where text stands', () => {
    expect(formOf(plain)).not.toBe(formOf(plain, 'other.ts'))
    const halves = makeProgram({ 'a.ts': 'f()', 'b.ts': 'g()' })
    const swapped = makeProgram({ 'a.ts': 'g()', 'b.ts': 'f()' })
    expect(halves).not.toEqual(swapped)
  })
})

test('the id of a program is that of its files to the letter, in any order', () => {
  expect(identify({ a: '1', b: '2' })).toBe(identify({ b: '2', a: '1' }))
  expect(identify({ a: '1' })).not.toBe(identify({ a: '1 ' }))
})

test('what does not parse is no program, and the reason quotes nothing of it', () => {
  const made = makeProgram({ 'a.ts': 'let x: secret = = 2' })
  expect(made).toMatchObject({ ok: false, reason: expect.stringContaining('a.ts does not parse') })
  expect(JSON.stringify(made)).not.toContain('secret')
  expect(makeProgram({ 'a.ts': 'enum A { b }' }).ok).toBe(false)
})

test('a tree that is too deep is no program, long before a stack is too small for it', () => {
  const deep = (levels: number): ReturnType<typeof makeProgram> =>
    makeProgram({ 'a.js': `export const f = (x) => ${'x + '.repeat(levels)}1` })
  expect(deep(390).ok).toBe(true)
  for (const levels of [410, 1000, 3000, 6000, 30_000])
    expect(deep(levels)).toMatchObject({ ok: false, reason: 'a.js is too deep: more than 400 levels' })
})
