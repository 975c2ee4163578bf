import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Evaluation } from '../../../engine/contracts/evaluation.ts'
import { createEvaluator } from '../../workers/evaluator.ts'
import type { RunnerEvaluator } from '../../../engine/evaluation/evaluator.ts'
import { programOf, smallProblem } from '../fixtures/problems.ts'

let evaluator: RunnerEvaluator
let answer: unknown
beforeAll(async () => {
  const verify = (_: unknown, given: unknown): number => {
    answer = given
    return 1
  }
  evaluator = await createEvaluator(smallProblem({ train: [{ name: 'two', input: 2, weight: 1 }], limits: { fuel: 5_000_000 }, verify }))
})
afterAll(() => evaluator.close())

const evaluate = (source: string): Promise<Evaluation> => {
  answer = undefined
  return evaluator.evaluate({ program: programOf(source), set: 'train' })
}

const plainly = (source: string): unknown =>
  JSON.parse(runInNewContext(`'use strict'; ${source.replace('export ', '')}; JSON.stringify(solve(2))`) as string)

/** Names that parameters bind and that their defaults and closures read: those of the function, and of the program around it. */
const name = fc.constantFrom('a', 'b', 'c', 'd')
const value: fc.Arbitrary<string> = fc.letrec<{ value: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    name,
    fc.nat(9).map(String),
    fc.constantFrom('undefined', 'make()', 'this === undefined', 'arguments.length', '[1, 2, 3]'),
  ),
  value: fc.oneof(
    { weight: 3, arbitrary: tie('leaf') },
    fc.tuple(tie('leaf'), tie('leaf')).map(([a, b]) => `said(() => ${a} + ${b})`),
    tie('leaf').map((a) => `() => ${a}`),
    tie('leaf').map((a) => `function () { return ${a.replace('arguments.length', '1')} }`),
    tie('leaf').map(
      (a) => `class { f = ${a.replace('arguments.length', '1')}; static g = class {}; static h = ${a.replace('arguments.length', '2')} }`,
    ),
    tie('leaf').map((a) => `class extends (${a}, Object) { k = () => ${a.replace('arguments.length', '1')} }`),
    tie('leaf').map((a) => `(${a}, 4)`),
    name.map((a) => `(${a} = 8)`),
    fc.tuple(tie('leaf'), name).map(([a, b]) => `((${b} = ${a}) => said(() => ${b}))()`),
  ),
})).value

/** Parameters: each of the names once, in patterns and not, with defaults and not. */
const parameters = fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 1 }).chain((names) =>
  fc.tuple(...names.map((own) => fc.tuple(fc.constant(own), fc.nat(5), value, value)), fc.boolean()).map((all) => {
    const isRest = all.at(-1) as boolean
    const parts = all.slice(0, -1) as [string, number, string, string][]
    return parts
      .map(([own, form, first, second], k) => {
        if (isRest && k === parts.length - 1) return form > 2 ? `...${own}` : `...[${own} = ${first}]`
        if (form === 0) return own
        if (form === 1) return `[${own} = ${first}, ...rest${k}] = [${second}]`
        if (form === 2) return `{ [said(() => ${second}), 'k']: ${own} = ${first} } = {}`
        return `${own} = ${first}`
      })
      .join(', ')
  }),
)

const body = fc
  .tuple(
    fc.array(name, { maxLength: 3 }),
    fc.constantFrom('', 'var a = 5', 'var b', 'var c = said(() => c)', 'a = 6', 'class D { e = class {} }', 'try { make() } catch {}'),
  )
  .map(([names, first]) => `${first}\nreturn [1${names.map((own) => `, said(() => ${own})`).join('')}]`)

const program = fc
  .array(
    fc.tuple(fc.constantFrom('function', 'method', 'arrow', 'generator', 'class'), parameters, body, fc.array(value, { maxLength: 3 })),
    { minLength: 1, maxLength: 3 },
  )
  .map((functions) => {
    const made = functions.map(([kind, params, block, given], k) => {
      const inArrow = (text: string): string => text.replaceAll('arguments.length', '1')
      const call = `said(() => f${k}(${inArrow(given.join(', '))}))`
      const made =
        kind === 'function'
          ? `function f${k}(${params}) { ${block} }`
          : kind === 'method'
            ? `const f${k} = { m(${params}) { ${block} } }.m`
            : kind === 'generator'
              ? `function* g${k}(${params}) { ${block} }\nconst f${k} = (...args) => g${k}(...args).next().value`
              : kind === 'class'
                ? `class C${k} { constructor(${params}) { this.v = (() => { ${inArrow(block)} })() } }\nconst f${k} = (...args) => new C${k}(...args).v`
                : `const f${k} = (${inArrow(params)}) => { ${inArrow(block)} }`
      return { made, call, length: `f${k}.length` }
    })
    return `
      const describe = (v, deep = 0) => typeof v === 'function' ? [v.name, v.length, deep > 2 || v.prototype?.constructor !== v ? 0 : said(() => Object.values(new v()).map((w) => describe(w, deep + 1)))] : Array.isArray(v) ? v.map((w) => describe(w, deep)) : String(v)
      const said = (f) => { try { return describe(f()) } catch (e) { return e.name } }
      const make = () => 7
      let a = 'outer a', b = 'outer b'
      export function solve(x) {
        ${made.map((item) => item.made).join('\n')}
        return [${made.map((item) => `${item.call}, ${item.length}`).join(', ')}, a, b]
      }`
  })

describe('programs with default parameters, closures and classes', () => {
  test('answer as they do where nothing meters them', { timeout: 120_000 }, async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(program, async (source) => {
        let plain: unknown
        try {
          plain = plainly(source)
        } catch (error) {
          if ((error as Error).name === 'SyntaxError') return
          throw error
        }
        const evaluation = await evaluate(source)
        if (JSON.stringify(evaluation.cases).includes('a rest taken apart')) return
        expect(evaluation).toMatchObject({ verdict: 'scored' })
        expect(answer).toEqual(plain)
        compared += 1
      }),
      { numRuns: 640, seed: 24 },
    )
    expect(compared).toBeGreaterThanOrEqual(300)
  })

  test.each([
    ['closures over later parameters', '((h = () => b, b = make()) => h())()', 7],
    ['patterns and rests', '((h = () => r.length, [a, ...r] = [1, 2, 3]) => h())()', 2],
    ['a parameter that is read too soon', 'said(() => ((a = b, b = make()) => a)())', 'ReferenceError'],
    ["a variable of a parameter's name", '((a = make(), f = () => a) => { var a = 1; return [a, f()] })()', [1, 7]],
    ['names of functions returned', '[(() => () => 1)().name, (() => class {})().name, (() => function () {})().name]', ['', '', '']],
    [
      'names of classes in fields',
      '(() => { class A { f = class {}; "g h" = class { [make()] = 1 }; #i = class extends make2 {}; i = this.#i.name } return [new A().f.name, new A()["g h"].name, new A().i] })()',
      ['f', 'g h', '#i'],
    ],
    ['names of defaults', '((f = class extends make2 {}, { g = class { static [make()] = 1 } } = {}) => [f.name, g.name])()', ['f', 'g']],
    ['lengths', '[((a, b = make(), c) => 1).length, ((...a) => 1).length, (([a] = [make()]) => 1).length]', [1, 0, 0]],
  ])('keep %s', async (_, expression, expected) => {
    const source = `const make = () => 7; const make2 = class {}; const said = (f) => { try { return f() } catch (e) { return e.name } }; export function solve(x) { return ${expression} }`
    expect(await evaluate(source)).toMatchObject({ verdict: 'scored' })
    expect(answer).toEqual(expected)
  })

  test('what a parameter gathers is charged', async () => {
    const fuel = async (pattern: string): Promise<number> =>
      (await evaluate(`const f = (${pattern}) => 1; const list = new Array(80000).fill(1); export function solve(x) { return f(list) }`))
        .fuel
    expect((await fuel('[a, ...b]')) - (await fuel('[a]'))).toBeGreaterThan(9000)
    expect((await fuel('{ a, ...b }')) - (await fuel('{ a }'))).toBeGreaterThan(9000)
  })

  test('an anonymous default export is called default', async () => {
    for (const text of ['export default () => 1', 'export default function () {}', 'export default class {}']) {
      const files = { 'a.js': text, 'program.js': "import f from './a.js'\nexport const solve = () => f.name" }
      answer = undefined
      await evaluator.evaluate({ program: { id: text, canonicalHash: text, size: 1, files }, set: 'train' })
      expect(answer).toBe('default')
    }
  })
})

describe('properties called like those of built-ins', () => {
  /** Bodies of functions, as they answer in plain Node. */
  const bodies = [
    'const a = []; a.constructor = 1; return a.constructor',
    'const a = []; a.map = () => 7; return a.map()',
    'const a = [3]; a["at"] = 1; return Object.keys(a)',
    'const m = new Map(); m.get = () => 5; m.set = 2; return [m.get(), m.set]',
    'const s = new Set(); s.add = 1; return s.add',
    'const d = new Float64Array(2); d.set = 3; return d.set',
    'const f = () => 1; f.call = 2; f.toString = () => "f"; return [f.call, `${f}`]',
    'class A extends Array {} const a = new A(); a.toString = () => "x"; A.from = 4; return [`${a}`, A.from]',
    'class A extends Map { constructor() { super(); this.keys = 1; this.size2 = 2 } } return new A().keys',
    'function* g() {} const it = g(); it.next = 3; return it.next',
    'const a = [1]; const k = "map"; a[k] = 2; a[Symbol.iterator] = 3; class B {} const b = new B(); b["constr" + "uctor"] = 4; return [a.map, a[Symbol.iterator], b.constructor]',
    'class A extends Array {} const a = Object.assign(new A(), { map: 1, constructor: 2 }); return [a.map, a.constructor, Object.keys(a)]',
    'const m = new Map(); m.size2 = 1; m.get += "x"; m.has++; m.set &&= 5; m.keys ||= 6; m.nothing ??= 7; return [typeof m.get, String(m.has), m.set, typeof m.keys, m.nothing]',
    'const a = []; ({ a: a.map, b: [a.filter] } = { a: 7, b: [8] }); for (a.some of [9]); for (a.every in { z: 1 }); [...a.at] = "xy"; return [a.map, a.filter, a.some, a.every, a.at]',
    'const k = "fill", a = []; a[k] ||= 1; a[k] &&= 2; const s = new Set(); [s["a" + "dd"]] = [3]; return [a.fill, s.add]',
    'const a = []; return [Reflect.set(a, "map", 1), a.map, Reflect.set(Object.freeze([]), "map", 1), Reflect.set(a, "at", 1, a), a.at]',
    'const e = new TypeError("a"); e.name = "N"; e["mess" + "age"] = "b"; const k = "toString"; e[k] = () => "t"; return [e.name, e.message, `${e}`, Object.keys(e)]',
    'const k = "name", f = () => 1; try { f[k] = 2 } catch (e) { return e.name }',
    'const k = "__proto__", a = []; a[k] = { map: 1 }; return [a.map, Object.keys(a)]',
    'const k = "map"; try { Object.freeze([])[k] += 1 } catch (e) { return e.name }',
    'const o = {}; for (const k of ["isPrototypeOf", "__defineGetter__", "toString"]) o[k] = 1; return Object.keys(o)',
    'const o = Object.create(Object.freeze({ map: 1 })); try { o.map = 2 } catch (e) { return e.name }',
    'try { Object.freeze([]).map = 1 } catch (e) { return e.name }',
    'try { null.map = 1 } catch (e) { return e.message }',
    'let n = 0; const o = { get a() { n++; return {} } }; o.a.map = n += 5; return n',
    'const o = { set map(v) { this.v = v } }; const p = Object.create(o); return [p.map = 4, p.v]',
    'return [[].map.name, [].map.length, Math.max.name, "".replace.length, (function* () {})().next.name, Array.from.name]',
  ]
  test.each(bodies)('are assigned to as in Node: %s', async (body) => {
    const source = `export function solve(x) { ${body} }`
    expect(await evaluate(source)).toMatchObject({ verdict: 'scored' })
    expect(answer).toEqual(plainly(source))
  })

  test('have the names and lengths of Node, as far as they are there', async () => {
    const holders =
      '[Array, ArrayBuffer, Date, Error, Function, Map, Number, Object, RegExp, Set, String, Symbol, WeakMap, Iterator, Object.getPrototypeOf(Int8Array)].flatMap((made) => [made, made.prototype]).concat([Math, JSON, Reflect, Object.getPrototypeOf(function* () {}.prototype)])'
    const source = `export function solve(x) { return ${holders}.map((holder) => Object.fromEntries(Reflect.ownKeys(holder).flatMap((key) => {
      const { value } = Object.getOwnPropertyDescriptor(holder, key)
      return typeof value === 'function' && key !== 'caller' && key !== 'constructor' ? [[String(key), value.name + ' ' + value.length]] : []
    }))) }`
    expect(await evaluate(source)).toMatchObject({ verdict: 'scored' })
    expect(plainly(source)).toMatchObject(answer as object)
  })

  test('those of the realm itself stay as they are', async () => {
    const source = 'export function solve(x) { try { Array.prototype.map = 1 } catch (e) { return [e.name, typeof [].map] } }'
    await evaluate(source)
    expect(answer).toEqual(['TypeError', 'function'])
  })

  test('console is there, says nothing and costs fuel', async () => {
    const { verdict, fuel } = await evaluate(
      'export function solve(x) { for (let i = 0; i < 100; i++) console.log("a", i); console.error(x); return typeof console }',
    )
    expect([verdict, answer]).toEqual(['scored', 'object'])
    expect(fuel).toBeGreaterThan(300)
  })
})

describe('loops', () => {
  const number = fc.oneof(
    fc.integer({ min: -20, max: 200 }),
    fc.double({ min: -10, max: 100, noNaN: true }),
    fc.constantFrom(
      0,
      0.1,
      1e-17,
      2 ** 30,
      2 ** 41,
      2 ** 52,
      2 ** 53,
      -(2 ** 53),
      2 ** 53 + 10,
      1e300,
      Infinity,
      -Infinity,
      NaN,
      1099511627776,
    ),
  )
  const step = fc.oneof(
    fc.constantFrom(1, 2, 0.25, 0.1, 0.0001, 1e-17, 0, -1, NaN, 2 ** 30 + 1, 2 ** 52, Infinity),
    fc.double({ min: 0, max: 50, noNaN: true }),
  )
  const text = (n: number): string => (n < 0 ? `(${n})` : String(n))
  const offset = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.integer({ min: 0, max: 300 }))

  test('burn at least a unit each time round, and end as they do where nothing meters them', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        number,
        number,
        offset,
        step,
        fc.boolean(),
        fc.integer({ min: 1, max: 3000 }),
        async (from, to, near, by, also, most) => {
          const bound = near === undefined ? to : from + near * (Number.isFinite(by) && by > 0 ? by : 1)
          const loop = `for (let i = ${text(from)}, b = ${text(bound)}, s = ${text(by)}; i ${also ? '<=' : '<'} b; i += s)`
          // the loop is left by a throw that is no call
          const source = `export function solve(x) { let n = 0; const o = [{ v: 1 }, null]; try { ${loop} { n = n + o[n < ${most} ? 0 : 1].v } } catch {} return n }`
          const evaluation = await evaluate(source)
          const plain = plainly(source) as number
          if (evaluation.verdict === 'fuel') return
          expect(evaluation).toMatchObject({ verdict: 'scored' })
          expect(answer).toBe(plain)
          expect(evaluation.fuel).toBeGreaterThanOrEqual(plain)
        },
      ),
      { numRuns: 300, seed: 24 },
    )
  })

  test.each([
    ['for (let i = 4503599627370496; i < 4503599627370500; i += 0.25) { n = n + o[n < 30000 ? 0 : 1].v }', 30_000],
    ['for (let i = 1099511627776; i < 1099511627777; i += 0.0001) { n = n + o[n < 20000 ? 0 : 1].v }', 8_000],
    ['for (let i = 9007199254740992; i <= 9007199254741002; i += 4) { n = n + 1 }', 3],
    ['for (let i = 0, s = NaN; i < 5; i += s) { n = n + 1 }', 1],
  ])('are not to be had for nothing: %s', async (loop, least) => {
    const evaluation = await evaluate(
      `export function solve(x) { let n = 0; const o = [{ v: 1 }, null]; try { ${loop} } catch {} return n }`,
    )
    expect(evaluation).toMatchObject({ verdict: 'scored' })
    expect(answer).toBeGreaterThanOrEqual(least)
    expect(evaluation.fuel).toBeGreaterThanOrEqual(answer as number)
  })
})
