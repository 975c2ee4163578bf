import { describe, expect, test } from 'vitest'
import { scopeAt } from './scope.ts'
import { shapeOfType } from './shape.ts'
import { openProgram, openSource } from './source.ts'

/** What can be read at the identifier `HERE`, as `name: kind`. */
function namesAt(text: string): string[] {
  const opened = openSource('program.ts', text)
  if (!opened.ok) throw new Error(opened.reason)
  const site = opened.source.sites.find(({ node }) => node.type === 'Identifier' && node.name === 'HERE')
  if (site === undefined) throw new Error('HERE is missing')
  return scopeAt(opened.source, site).map(
    ({ name, shape, writable }) =>
      `${name}: ${shape.kind}${shape.element === undefined ? '' : ` of ${shape.element.kind}`}${writable ? ' (writable)' : ''}`,
  )
}

describe('the names that can be read', () => {
  test('are imported ones too, as the other files declare them', () => {
    const files = {
      'main.ts': `import size, { rate as r, pick, sizes, far, gone } from './lib/a.ts'
import * as all from './lib/a.ts'
import { other } from './missing.ts'
import type { Point } from './types.ts'
export const f = (p: Point) => HERE`,
      'lib/a.ts': `import { hidden } from '../types.ts'
export const rate = 0.5; const list: readonly number[] = [1]; export { list as sizes }
export function pick() {} export default 3 * rate; export { far } from '../types.ts'`,
      'types.ts': `export interface Point { x: number }\nexport const far = 'away'`,
    }
    const source = openProgram(files).find(({ name }) => name === 'main.ts')
    const site = source?.sites.find(({ node }) => node.type === 'Identifier' && node.name === 'HERE')
    if (source === undefined || site === undefined) throw new Error('HERE is missing')
    const scope = scopeAt(source, site)
    expect(Object.fromEntries(scope.map(({ name, shape }) => [name, shape.kind]))).toEqual({
      p: 'object',
      size: 'number',
      r: 'number',
      pick: 'function',
      sizes: 'array',
      far: 'string',
      gone: 'unknown',
      all: 'object',
      other: 'unknown',
    })
    expect(scope.find(({ name }) => name === 'p')?.shape.members).toMatchObject([{ name: 'x', shape: { kind: 'number' } }])
    expect(scope.every(({ writable }) => !writable)).toBe(true)
  })

  test('are parameters, earlier declarations and what the module declares, innermost first', () => {
    expect(namesAt('const k = 3; function f(a: number, b = "s", ...c) { let n = a * 2; HERE; const later = 1 }\nfunction g() {}')).toEqual([
      'n: number (writable)',
      'c: array',
      'b: string',
      'a: number',
      'g: function',
      'k: number',
    ])
  })

  test('end with their block', () => {
    expect(namesAt('function f() { { const hidden = 1 } for (let i = 0; i < 3; i++) { const seen = i > 1; HERE } }')).toEqual([
      'seen: boolean',
      'i: number',
    ])
  })

  test('take the place of outer ones of the same name', () => {
    expect(namesAt('const x = 1; const f = (x: string) => HERE')).toEqual(['x: string'])
  })

  test('are assigned to only in their own function', () => {
    expect(namesAt('function f() { let n = 0; return [1].map((m) => HERE) }')).toEqual(['m: number', 'n: number'])
  })

  test('are known by destructuring, by the list iterated over, and by callbacks', () => {
    expect(
      namesAt(
        'interface P { x: number; tags: string[] }\nfunction f({ x, tags }: P, ps: P[]) { for (const tag of tags) ps.map((p, k) => HERE) }',
      ),
    ).toEqual(['k: number', 'p: object', 'tag: string', 'ps: array of object', 'tags: array of string', 'x: number'])
  })

  test('do not include a declaration in its own initialiser', () => {
    expect(namesAt('function f(a: boolean) { const b = 1, c = HERE }')).toEqual(['b: number', 'a: boolean'])
  })
})

describe('written types', () => {
  test.each([
    ['number', 'number'],
    ['readonly (number)[]', 'array'],
    ['Array<{ x: number }>', 'array'],
    ['{ readonly x: number, y?: string }', 'object'],
    ['(a: number) => string', 'function'],
    ['[number, string]', 'array'],
    ['Float64Array', 'array'],
    ['number | string', 'unknown'],
    ['Missing', 'unknown'],
  ])('%s is %s', (type, kind) => {
    expect(shapeOfType(type, '').kind).toBe(kind)
  })

  test('a type that names itself comes to an end', () => {
    expect(shapeOfType('Node', 'interface Node { next: Node; value: number }').kind).toBe('object')
  })
})
