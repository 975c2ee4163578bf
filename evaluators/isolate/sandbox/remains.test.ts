import { describe, expect, test } from 'vitest'
import type { Files } from '../../../engine/contracts/program.ts'
import { smallProblem } from '../fixtures/problems.ts'
import { endsIn, type Outcome } from '../fixtures/sandboxed.ts'
import { remains, stamps } from '../fixtures/stamps.ts'
import { meter } from '../metering/meter.ts'

const { entry } = smallProblem()

const innocent =
  'export function solve(x) { const a = new Float64Array(2500000).fill(1); return [a[5], Math.max(1, 2), Symbol.keyFor(Symbol.for("x"))] }'

/** How an innocent program ends in a sandbox before the others and after each of them. */
async function endsOf(programs: readonly string[]): Promise<readonly Outcome[]> {
  const ends = await endsIn({}, [innocent, ...programs.flatMap((program) => [program, innocent])], 3e6)
  expect(ends).toHaveLength(2 * programs.length + 1)
  return ends.filter((_, k) => k % 2 === 0)
}

describe('a realm is after a program what it was before', () => {
  test.each([
    ['puts private names on what it cannot change', stamps],
    ['leaves something behind by another way', remains],
  ])('when it %s', { timeout: 120_000 }, async (_, programs) => {
    const [before, ...after] = await endsOf(programs.map(([, source]) => source))
    expect(before).toMatchObject([{ kind: 'answer', answer: [1, 2, 'x'] }])
    for (const [k, ends] of after.entries()) expect(ends, programs[k]?.[0]).toEqual(before)
  })
})

describe('programs that can stamp', () => {
  test('are recognised by a class that extends another and has private elements of its instances, in any file', () => {
    const stamping = (files: Files): boolean => {
      const made = meter(files, entry)
      return made.ok && made.stamps
    }
    const main = 'export const solve = () => 1;'
    for (const [name, source] of stamps) expect(stamping({ 'program.js': source }), name).toBe(true)
    expect(
      stamping({
        'program.js': `import './lib/c.js'; ${main}`,
        'lib/c.js': 'export const mix = (T) => class extends T { static s = 1; get #a() { return 1 } }',
      }),
    ).toBe(true)
    for (const harmless of [
      'class A { #x = 1; #m() { return this.#x } }',
      'class A {} class B extends A { x = 1; static #n = 0; static #m() { return B.#n } }',
      'class A { #x = 1 } class B extends A { get y() { return 1 } }',
    ])
      expect(stamping({ 'program.js': `${harmless} ${main}` }), harmless).toBe(false)
  })

  test('work as in the language', { timeout: 30_000 }, async () => {
    const source = `class A { constructor(v) { this.v = v } } class B extends A { #x = 2; static #n = 0; #m() { return this.#x + this.v } get #g() { return 1 } sum() { B.#n++; return this.#m() + this.#g + B.#n } static is(o) { return #x in o } }
      export const solve = () => [new B(3).sum(), new B(4).sum(), B.is(new B(1)), B.is({}), B.is(Math)]`
    const answer = [7, 9, true, false, false]
    expect(await endsIn({}, [source], 1e6, [1, 2])).toMatchObject([[1, 2].map(() => ({ kind: 'answer', answer }))])
  })
})
