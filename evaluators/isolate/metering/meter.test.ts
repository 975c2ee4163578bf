import { isDeepStrictEqual } from 'node:util'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Evaluation } from '../../../engine/contracts/evaluation.ts'
import { createEvaluator } from '../../workers/evaluator.ts'
import type { RunnerEvaluator } from '../../../engine/evaluation/evaluator.ts'
import { programs } from '../fixtures/grammar.ts'
import { programOf, smallProblem } from '../fixtures/problems.ts'
import { runsIsolated } from '../../../authoring/initial.ts'
import { loadProblem, shippedProblems } from '../../../authoring/load.ts'
import { meter } from './meter.ts'

const entry = smallProblem().entry
const refusal = (source: string): string => {
  const metered = meter({ 'program.js': source }, entry)
  return metered.ok ? '' : metered.reason
}

describe('meter', () => {
  test.each([
    ['import fs from "fs"; export const solve = fs', 'imports'],
    ['export * from "fs"; export const solve = 1', 'imports'],
    ['export { readFile as solve } from "fs"', 'imports'],
    ['export const solve = () => import("fs")', 'import()'],
    ['export const solve = () => import.meta', 'import.meta'],
    ['await 1; export const solve = 1', 'await'],
    ['export const solve = async () => 1', 'async'],
    ['export async function* solve() {}', 'async'],
    ['export const solve = { async m() {} }', 'async'],
    ['export const solve = () => 10n', 'BigInt'],
    ['export const solve = () => eval("1")', 'eval'],
    ['export const solve = () => { debugger }', 'debugger'],
    ['export const solve = () => { using x = null }', 'using'],
    ['@dec export class solve {}', 'decorators'],
    ['with (Math) {} export const solve = 1', 'parse'],
    ['export const other = 1', 'does not export solve'],
    [`export const solve = ${'-'.repeat(0)}${'('.repeat(1)}${'!'.repeat(600)}1)`, 'too deep'],
    ['export function solve([...a]) { function a() {} }', 'declared again'],
    ['export function solve([...[a]]) {}', 'a rest taken apart'],
  ])('refuses %s', (source, reason) => expect(refusal(source)).toContain(reason))

  test('chooses names that the program cannot say, however it spells them', () => {
    for (const source of [
      'export const solve = () => $f',
      'export const solve = () => \\u0024f',
      'export const $$ = 1, solve = () => $$',
    ]) {
      const metered = meter({ 'program.js': source }, entry)
      if (!metered.ok) throw new Error(metered.reason)
      const counter = /const (\$+f) =/.exec(metered.script)?.[1] ?? ''
      expect(counter.length).toBeGreaterThan(2)
      expect(metered.script.split(counter).length).toBeGreaterThan(3)
    }
  })

  test('gives equal scripts for equal trees, whatever the layout', () => {
    const script = (source: string): unknown => meter({ 'program.js': source }, entry)
    expect(script('export const solve=(x)=>x+1 // one')).toEqual(script('/* two */\nexport const solve = ( x ) =>\n  x + 1;'))
  })
})

describe('metered programs', () => {
  let evaluator: RunnerEvaluator
  let answer: unknown
  const evaluate = (source: string): Promise<Evaluation> => {
    answer = undefined
    return evaluator.evaluate({ program: programOf(source), set: 'train' })
  }
  beforeAll(async () => {
    const verify = (_: unknown, given: unknown): number => {
      answer = given
      return 1
    }
    evaluator = await createEvaluator(smallProblem({ train: [{ name: 'two', input: 2, weight: 1 }], limits: { fuel: 5_000_000 }, verify }))
  })
  afterAll(() => evaluator.close())

  /** What the program returns where nothing meters it, or how it fails. */
  const plainly = (source: string): { readonly value: unknown } | 'error' => {
    try {
      return { value: structuredClone(runInNewContext(`'use strict'; ${source.replace('export function', 'function')}; solve(2)`)) }
    } catch {
      return 'error'
    }
  }

  test('answer as they do where nothing meters them', { timeout: 60_000 }, async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(programs, async (source) => {
        const plain = plainly(source)
        const evaluation = await evaluate(source)
        if (plain === 'error') expect(evaluation.verdict).toBe('error')
        else {
          expect(evaluation.verdict).toBe('scored')
          expect(isDeepStrictEqual(answer, plain.value)).toBe(true)
          compared++
        }
      }),
      { numRuns: 300, seed: 1 },
    )
    expect(compared).toBeGreaterThan(200)
  })

  /** Fuel that a body burns which goes over a list of ten numbers a hundred times. */
  const burned = async (body: string): Promise<number> => {
    const evaluation = await evaluate(
      `export const solve = () => { const list = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]; let sum = 0; ${body}; return sum }`,
    )
    expect(evaluation.verdict).toBe('scored')
    return evaluation.fuel
  }

  test.each([
    ['a fraction to begin with', 'for (let i = 0.5; i < 100; i++) sum += list[i] ?? 0'],
    ['a step that is none', 'for (let i = 0; i < 25; i += 0.25) sum += list[i + 0.1] ?? 0'],
    ['below zero', 'for (let i = 1; i <= 100; i++) sum += list[-i] ?? 0'],
    ['counted down', 'for (let i = -1; i >= -100; i--) sum += list[i] ?? 0'],
    ['beyond all lists', 'for (let i = 0; i < 100; i++) sum += list[i * 4294967296 + 4294967296] ?? 0'],
    ['a product of products', 'for (let i = 1; i <= 100; i++) { const a = 4096 * i, b = a * a; sum += list[b * a] ?? 0 }'],
    ['a sum with a fraction', 'for (let i = 0; i < 100; i++) sum += list[i + 1.88] ?? 0'],
    ['assigned to later', 'for (let i = 0, j = 0; i < 100; i++) { j = i / 3 + 0.1; sum += list[j] ?? 0 }'],
    ['assigned to by a function', 'let j = 0; const move = () => { j = 0.5 }; move(); for (let i = 0; i < 100; i++) sum += list[j] ?? 0'],
    ['assigned to by a pattern', 'let j = 0; [j] = [0.5]; for (let i = 0; i < 100; i++) sum += list[j] ?? 0'],
    ['of the same name within', 'for (let i = 0; i < 100; i++) { const i = 0.5; sum += list[i] ?? 0 }'],
    ['of the same name around', 'const j = 0.5; { const j = 1; sum += list[j] } for (let i = 0; i < 100; i++) sum += list[j] ?? 0'],
    ['a mask that is none', 'for (let i = 0; i < 100; i++) sum += list[(i & 7) + 0.5] ?? 0'],
    ['a negative mask', 'for (let i = 1; i <= 100; i++) sum += list[-i & -1] ?? 0'],
    ['a parameter', 'const at = (i = 0) => list[i] ?? 0; for (let i = 0; i < 100; i++) sum += at(i + 0.5)'],
    ['of a list of keys', 'for (const i of Array.from({ length: 100 }, (_, k) => k + 0.5)) sum += list[i] ?? 0'],
    ['written to', 'for (let i = 0; i < 100; i++) list[0.5 + (i % 2)] = i'],
    ['asked for', 'for (let i = 0; i < 100; i++) if (i + 0.5 in list) sum++'],
    ['taken out', 'for (let i = 0; i < 100; i++) { const { [i + 0.5]: gone = 0 } = list; sum += gone }'],
    ['put in', 'for (let i = 0; i < 100; i++) sum += Object.keys({ [i + 0.5]: 1 }).length'],
  ])('a key that is no index costs as much as the text that it is made: %s', async (_, body) => {
    expect(await burned(body)).toBeGreaterThan(100 * 256)
  })

  test('a key that can be seen to be an index is not asked', () => {
    const asks = (key: string): boolean => {
      const metered = meter({ 'program.js': `export const solve = (list, x) => { const four = 4; return list[${key}] }` }, entry)
      return metered.ok && metered.script.includes('$i(')
    }
    expect(['x & 3', '7 & x', '2 * four + (x & 1)', '(x - 1) & four', 'four & x & 4095'].map(asks)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
    expect(['x & -1', 'x & 1.5', 'x & 4097', 'x & x', 'x | 3', '(x & 3) - 1', '(x & 3) / 2'].map(asks)).toEqual(
      Array.from({ length: 7 }, () => true),
    )
  })

  test('a key that is an index costs nothing, whether that can be seen or not', async () => {
    const known = 'for (let i = 0; i < 100; i++) sum += list[i] ?? 0'
    const unknown = 'for (let i = 0; i < 100; i++) sum += list[other] ?? 0'.replace('other', 'i - 0')
    expect((await burned(known)) / 100).toBeLessThan(5)
    expect((await burned(unknown)) / 100).toBeLessThan(5)
    expect((await burned('const o = { a: 1 }; for (let i = 0; i < 100; i++) sum += o[i < 0 ? "b" : "a"]')) / 100).toBeLessThan(5)
  })

  test.each([
    [
      'chains end at parentheses',
      'export const solve = () => { const o = { p: null }; try { return (o.p?.q).r } catch { return "threw" } }',
      'threw',
    ],
    ['infinite numbers', 'export const solve = () => [1e400, -1e400]', [Infinity, -Infinity]],
    ['computed parameters see each other', 'export const solve = (a, b = [a].length, { c = b + 1 } = {}) => [a, b, c]', [2, 1, 2]],
    [
      'the length of a function',
      'export const solve = () => [((a, b = [1].length, c) => 1).length, ((a, { b = [1].length }) => 1).length]',
      [1, 2],
    ],
    [
      'labels',
      'export const solve = () => { let n = 0; a: for (;;) { b: do { if (n++ > 3) break a; continue a } while (0) } return n }',
      5,
    ],
    ['default exports', 'export default function () { return 1 } export const solve = () => 3', 3],
    ['renamed exports', 'const f = () => 4; export { f as solve }', 4],
    [
      'own names for errors',
      'class Odd extends Error { constructor() { super("m"); this.name = "Odd" } } export const solve = () => new Odd().name',
      'Odd',
    ],
    [
      'own toString',
      'export const solve = () => { const o = {}; o.toString = () => "o"; o.constructor = 1; return [`${o}`, Object.keys(o).length] }',
      ['o', 2],
    ],
    [
      'fields and static blocks',
      'class A { static s = [1].length; f = this.g(); g() { return A.t } static { A.t = A.s + 1 } } export const solve = () => new A().f',
      2,
    ],
    [
      'generators that are left',
      'function* g() { try { yield 1; yield 2 } finally { n++ } } let n = 0; export const solve = () => { for (const v of g()) break; return n }',
      1,
    ],
    [
      'computed parameters of generators',
      'const log = []; const f = (v) => (log.push(v), v); function* g(a = f(1), { [f("p")]: b = f(a + 1) } = {}, ...[c = f(3)]) { log.push("body"); yield [a, b, c, this === undefined, arguments.length] } export const solve = () => { const it = g(undefined); const before = [...log]; return [before, it.next().value, g.length] }',
      [[1, 'p', 2, 3], [1, 2, 3, true, 1], 0],
    ],
    ['state is new for each case', 'let n = 0; export const solve = () => ++n', 1],
  ])('keep their meaning: %s', async (_, source, value) => {
    const evaluation = await evaluate(source)
    expect(evaluation).toMatchObject({ verdict: 'scored' })
    expect(answer).toEqual(value)
  })

  test.each([
    ['a loop', 'for (let i = 0; i < 1000; i++);', 1000],
    ['calls', 'const f = () => 1; for (let i = 0; i < 500; i++) f()', 1000],
    ['a getter', 'const o = { get p() { return 1 } }; for (let i = 0; i < 500; i++) o.p', 1000],
    ['field initialisers', 'class A { p = Math.abs(1) } for (let i = 0; i < 500; i++) new A()', 1000],
    ['fill', 'new Array(80000).fill(0)', 20000],
    ['sort', 'Array.from({ length: 1000 }, (_, k) => -k).sort((p, q) => p - q)', 3000],
    ['spread', 'const a = new Array(8000).fill(1); [...a]; Math.max(...a)', 4000],
    ['repeat', '"abcdefgh".repeat(1000).toUpperCase()', 2000],
    ['typed arrays', 'new Float64Array(80000).map((v) => v)', 20000],
    ['an array-like', 'Array.prototype.indexOf.call({ length: 1000 }, 1)', 1000],
    ['JSON', 'JSON.stringify(new Array(1000).fill(1))', 500],
    ['apply', 'Math.max.apply(null, new Array(8000).fill(1))', 3000],
    ['for in', 'let n = 0; for (const k in new Array(80000).fill(1)) { n++; break }', 30000],
    ['a straight line of code', `for (let i = 0; i < 100; i++) { ${'x = x + 1;'.repeat(100)} }`, 3000],
  ])('are charged for %s', async (_, body, least) => {
    const evaluation = await evaluate(`export const solve = (x) => { ${body}\n return 1 }`)
    expect(evaluation).toMatchObject({ verdict: 'scored' })
    expect(evaluation.fuel).toBeGreaterThanOrEqual(least)
    expect(evaluation.fuel).toBeLessThan(8 * least + 100)
  })

  test.each([
    [
      'a bound that a getter moves',
      'let n = 5; const o = { get p() { n = 60; return 1 } }; let s = 0; for (let i = 0; i < n; i++) s += o.p; return s',
      60,
    ],
    [
      'a bound that a conversion moves',
      'let n = 5; const o = { valueOf() { n = 60; return 1 } }; let s = 0; for (let i = 0; i < n; i++) s += o; return s',
      60,
    ],
    [
      'a bound that is not a number',
      'let s = 0; for (let i = 0; i < x.none; i++) s++; const u = x.none; for (let i = 0; i < u; i++) s++; return s',
      0,
    ],
    ['a bound that is shadowed', 'const n = 5; let s = 0; for (let i = 0; i < n; i++) { const n = 2; s += n } return s', 10],
    ['a loop that is left early', 'let i = 0; for (let k = 0; k < 1e9; k++) { if (k > 9) break; i = k } return i', 9],
    ['a bound that is a text', 'let s = 0; for (let i = 0; i < "5"; i++) s++; return s', 5],
    ['a start that is a text', 'let s = 0; for (let i = "2"; i < 5; i++) s++; return s', 3],
    ['a step that is a text', 'const step = "1"; let s = 0; for (let i = 0; i < 300; i += step) s++; return s', 4],
    [
      'a bound that is an object',
      'let calls = 0; const n = { valueOf() { calls++; return 3 } }; let s = 0; for (let i = 0; i < n; i++) s++; return s + calls',
      7,
    ],
    ['bounds that are lists', 'const n = [4]; let s = 0; for (let i = 0; i < n; i++) for (let k = [1]; k < i; k++) s += +k; return s', 4],
    ['a bound that is nothing', 'const n = null; let s = 0; for (let i = -3; i < n; i++) s++; return s', 3],
    ['a fractional step', 'let s = 0; for (let k = 0; k < 1; k += 0.1) s++; return s', 11],
    ['a step that falls', 'let s = 0; for (let k = 5; k <= 3; k += 1) s++; return s', 0],
  ])('count loops soundly: %s', async (_, body, value) => {
    const evaluation = await evaluate(`export const solve = (x) => { ${body} }`)
    expect(evaluation).toMatchObject({ verdict: 'scored' })
    expect(answer).toBe(value)
    expect(evaluation.fuel).toBeGreaterThanOrEqual(value)
  })

  test.each([
    ['bounds beyond measure', 'for (let k = 0; k < 1e300; k++);'],
    ['a bound that is a text beyond measure', 'const n = "1e300"; for (let k = 0; k < n; k++);'],
    ['a bound that moves away', 'let m = 9; const n = { valueOf: () => m++ }; for (let k = 0; k < n; k++);'],
    ['no bound', 'const n = Infinity; for (let k = 0; k < n; k++);'],
    ['a step of nothing', 'const s = 0; for (let k = 0; k < 5; k += s);'],
    ['a start where adding changes nothing', 'const n = 2 ** 53 + 10; for (let k = 2 ** 53; k < n; k++);'],
  ])('end loops that do not end: %s', async (_, body) => {
    expect(await evaluate(`export const solve = (x) => { ${body} return 1 }`)).toMatchObject({ verdict: 'fuel' })
  })

  test.each([
    ['directly', 'const f = (n) => f(n + 1) + 1'],
    ['in a default parameter', 'const f = (n = f()) => n'],
    ['in a default parameter of a generator', 'function* g(n = g()) {} const f = () => g()'],
    ['in a getter', 'const o = { get p() { return o.p } }; const f = () => o.p'],
    ['in a field', 'class A { p = new A() } const f = () => new A()'],
    ['in generators', 'function* g() { yield* g() } const f = () => [...g()]'],
    [
      'in a generator that catches',
      'function* g() { const h = g(); h.next(); try { yield } catch { g().next() } } const f = () => g().next()',
    ],
    ['through sort', 'const f = () => [1, 2].sort(() => f())'],
    ['through toString', 'const o = { toString() { return `${o}` } }; const f = () => `${o}`'],
    ['caught', 'const f = () => { try { return f() } catch { return 1 } }'],
    ['in finally', 'const f = () => { try { f() } finally { f() } }'],
    ['in JSON', 'const o = { toJSON() { return JSON.stringify(o) } }; const f = () => JSON.stringify(o)'],
  ])('fail where calls nest too deeply: %s', async (_, source) => {
    const first = await evaluate(`${source}\nexport const solve = () => f()`)
    expect(first).toMatchObject({ verdict: 'error', cases: [{ reason: 'calls nested too deeply' }] })
    expect((await evaluate(`${source}\nexport const solve = () => f()`)).fuel).toBe(first.fuel)
  })

  test('do not lose depth to exceptions, generators or returns', async () => {
    const source = `
      const deep = (n) => { if (n === 0) throw 1; return deep(n - 1) + 1 }
      function* g() { for (;;) { try { deep(100) } catch { yield 1 } } }
      export const solve = () => {
        let n = 0
        for (let i = 0; i < 300; i++) { try { deep(100) } catch { n++ } finally { n++ } }
        for (const v of g()) if (n++ > 1000) break
        for (let i = 0; i < 5000; i++) { const it = g(); it.next(); if (i % 2) it.return() }
        return n
      }`
    expect(await evaluate(source)).toMatchObject({ verdict: 'scored' })
  })

  test('initial programs of the shipped problems answer alike in a realm of their own', { tags: 'long' }, async () => {
    for (const name of shippedProblems()) {
      const problem = await loadProblem(name)
      if (!runsIsolated(problem)) continue
      const both = await Promise.all((['fresh', 'frozen'] as const).map((realm) => createEvaluator(problem, { realm })))
      for (const files of problem.initialPrograms) {
        const [fresh, frozen] = await Promise.all(
          both.map((each) => each.evaluate({ program: { id: '', canonicalHash: '', size: 0, files }, set: 'train' })),
        )
        expect(fresh).toMatchObject({ verdict: 'scored' })
        expect(frozen).toEqual(fresh)
      }
      await Promise.all(both.map((each) => each.close()))
    }
  })
})
