import { describe, expect, test } from 'vitest'
import type { Files } from '../../engine/contracts/program.ts'
import { smallProblem } from '../fixtures/problems.ts'
import { replay } from '../fixtures/replay.ts'
import { remains, stamps } from '../fixtures/stamps.ts'
import { meter } from '../metering/meter.ts'
import type { Request } from './protocol.ts'

const { entry } = smallProblem()

const requestOf = (files: Files, inputs: readonly number[] = [0]): Request => {
  const made = meter(files, entry)
  if (!made.ok) throw new Error(made.reason)
  const turns = inputs.map((input) => ({ input, fuel: 3e6, draws: [1, 2, 3, 4, 5, 6, 7, input] }))
  return { kind: 'run', runs: [{ script: made.script, stamps: made.stamps, set: 'train', turns }], seconds: 60 }
}
const innocent = requestOf({
  'program.js':
    'export function solve(x) { const a = new Float64Array(2500000).fill(1); return [a[5], Math.max(1, 2), Symbol.keyFor(Symbol.for("x"))] }',
})

/** How an innocent program ends in a sandbox before the others and after each of them. */
async function endsOf(programs: readonly Request[]): Promise<readonly unknown[]> {
  const setup: Request = { kind: 'setup', entry, driver: undefined, memory: 64, answer: 2 ** 20, realm: 'frozen' }
  const requests = [innocent, ...programs.flatMap((program) => [program, innocent])]
  const replies = await replay([], [setup, { kind: 'load', set: 'train', inputs: [1, 2] }, ...requests])
  const ends = replies.slice(2).filter(({ kind }) => kind !== 'progress')
  expect(ends).toHaveLength(requests.length)
  return ends.filter((_, k) => k % 2 === 0)
}

describe('a realm is after a program what it was before', () => {
  test.each([
    ['puts private names on what it cannot change', stamps],
    ['leaves something behind by another way', remains],
  ])('when it %s', { timeout: 120_000 }, async (_, programs) => {
    const [before, ...after] = await endsOf(programs.map(([, source]) => requestOf({ 'program.js': source })))
    expect(before).toMatchObject({ kind: 'ended', runs: [[{ kind: 'answer', answer: [1, 2, 'x'] }]] })
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
    const setup: Request = { kind: 'setup', entry, driver: undefined, memory: 64, answer: 2 ** 20, realm: 'frozen' }
    const replies = await replay([], [setup, { kind: 'load', set: 'train', inputs: [1, 2] }, requestOf({ 'program.js': source }, [0, 1])])
    expect(replies.at(-1)).toMatchObject({
      kind: 'ended',
      runs: [
        [
          { kind: 'answer', answer: [7, 9, true, false, false] },
          { kind: 'answer', answer: [7, 9, true, false, false] },
        ],
      ],
    })
  })
})
