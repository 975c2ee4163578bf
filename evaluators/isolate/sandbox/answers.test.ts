import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endsIn } from '../fixtures/sandboxed.ts'
import type { Ended } from './driver-realm.ts'

/** How programs end under a driver, each on one case. */
const endsOf = async (sources: readonly string[], driver?: string): Promise<readonly Ended[]> =>
  (await endsIn({ driver }, sources, 1e6)).flatMap((ends) => (typeof ends === 'string' ? [] : ends))

/** Statements before, and a value that cannot leave as plain data. */
const strays: readonly (readonly [before: string, value: string])[] = [
  ['const b = new ArrayBuffer(8); const v = new Uint8Array(b); b.transfer()', 'v'],
  ['const b = new ArrayBuffer(16, { maxByteLength: 16 }); const v = new Uint8Array(b, 8, 8); b.resize(4)', 'v'],
  ['const b = new ArrayBuffer(16, { maxByteLength: 16 }); const v = new Float64Array(b, 8, 1); b.resize(12)', 'v'],
  ['const b = new ArrayBuffer(8); const v = new DataView(b); b.transfer()', 'v'],
  ['class A extends Float64Array {} const v = new A(2); v.buffer.transfer()', 'v'],
  ['', 'new DataView(new ArrayBuffer(8))'],
  ['', 'new ArrayBuffer(8)'],
  ['', 'new Map([[1, 2]])'],
  ['', 'new WeakMap()'],
  ['', 'new Date(0)'],
  ['', '/a/'],
  ['', 'Object(1)'],
  ['', 'new Error("e")'],
  ['', '(function* () { yield 1 })()'],
  ['', '[][Symbol.iterator]()'],
  ['', 'Object(Symbol.iterator)'],
  ['', 'Symbol.iterator'],
  ['', 'Math'],
  ['', 'globalThis'],
  ['', '() => 1'],
  ['', 'class {}'],
  ['', '(function () { return arguments })(1, 2)'],
  ['', '{ get a() { throw 1 } }'],
  ['', '{ get a() { for (;;); } }'],
  ['', '{ get a() { null.x } }'],
  ['', 'Object.defineProperty([1], 0, { get() { throw 1 } })'],
  ['', '{ toJSON() { throw 1 } }'],
  ['', 'new Proxy({}, { ownKeys() { throw 1 }, getPrototypeOf() { throw 1 } })'],
  ['const { proxy, revoke } = Proxy.revocable([], {}); revoke()', 'proxy'],
  ['', 'Object.create(new Proxy({}, { getPrototypeOf() { throw 1 } }))'],
  ['let v = []; for (let i = 0; i < 500; i++) v = [v]', 'v'],
  ['let v = {}; for (let i = 0; i < 5000; i++) v = { v }', 'v'],
  ['const v = []; v.push(v)', 'v'],
  ['', '[1, , 2]'],
  ['const v = [1]; v.length = 1e5', 'v'],
  ['', 'JSON.parse(\'{ "__proto__": 1 }\')'],
  ['', '{ [Symbol("s")]: 1 }'],
  ['', '"x".repeat(2e6)'],
  ['let s = "x"; for (let i = 0; i < 28; i++) s += s', 's'],
]

const direct = ([before, value]: (typeof strays)[number], wrap = (inner: string) => inner): string =>
  `export function solve(x) { ${before}; return ${wrap(`(${value})`)} }`

describe('what cannot leave as plain data', () => {
  test('is an error of the program, as the answer and within it', { timeout: 60_000 }, async () => {
    const sources = strays.flatMap((stray) => [
      direct(stray),
      direct(stray, (inner) => `{ a: [1, ${inner}] }`),
      direct(stray, (inner) => `[[${inner}]]`),
    ])
    const ends = await endsOf(sources)
    for (const [k, source] of sources.entries()) {
      const ended = ends[k]
      expect(ended?.kind, source).toMatch(source.includes('for (;;)') ? /^fuel$/ : /^error$/)
    }
    const [detached, nested] = ends
    expect([detached, nested]).toEqual(
      [1, 2].map(() => ({ kind: 'error', fuel: expect.any(Number) as number, reason: 'the answer is not plain data' })),
    )
  })

  test.each([
    ['a driver', 'export default (program) => program.help(1)'],
    ['a driver that catches', 'export default (program) => { try { return program.help(1) } catch { return 1 } }'],
    [
      'a driver that looks at it',
      'export default (program) => { let n = 0; for (const part of [program.help(1)]) n += Object.keys(part).length; return n }',
    ],
  ])('is an error of the program, returned by a helper to %s', { timeout: 60_000 }, async (_, driver) => {
    const sources = strays.map(
      ([before, value]) => `export const solve = () => 1; export function help(x) { ${before}; return (${value}) }`,
    )
    for (const [k, ended] of (await endsOf(sources, driver)).entries()) {
      expect(ended.kind, sources[k]).toMatch(sources[k]?.includes('for (;;)') === true ? /^fuel$/ : /^error$/)
    }
  })

  test('is never the fault of the driver, wherever it stands', { timeout: 60_000 }, async () => {
    const leaf = fc.oneof(
      fc.constantFrom('1', '"two"', 'null', 'Float64Array.of(1)', '[]'),
      fc.constantFrom(...strays.map(([, value]) => value).filter((value) => value.length > 1)),
    )
    const { value } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `{ ${items.map((item, k) => `k${k}: ${item}`).join(', ')} }`),
      ),
    }))
    const before = strays.slice(0, 1).map(([text]) => text)
    const sources = fc
      .sample(value, { numRuns: 150, seed: 3 })
      .map((text) => `export function solve(x) { ${before.join('')}; const proxy = v, s = v; return (${text}) }`)
    const kinds = (await endsOf(sources)).map(({ kind }) => kind)
    expect(kinds).toHaveLength(sources.length)
    expect(kinds).not.toContain('driver')
    expect(new Set(kinds)).toEqual(new Set(['answer', 'error', 'fuel']))
  })

  test('is data that a driver may hand back, as deep as it comes', { timeout: 30_000 }, async () => {
    const driver = 'export default (program) => program.solve({ state: [[program.solve(0)]] })'
    const source = 'export const solve = (x) => { if (x !== 0) return 1; let v = [1]; for (let i = 0; i < 64; i++) v = [v]; return v }'
    expect(await endsOf([source], driver)).toMatchObject([{ kind: 'answer', answer: 1 }])
  })
})
