import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '../../../engine/contracts/problem.ts'
import { createEvaluator } from '../../workers/evaluator.ts'
import type { RunnerEvaluator } from '../../../engine/evaluation/evaluator.ts'
import { programOf, smallProblem } from '../fixtures/problems.ts'

/** Walks everything that a program can reach; the paths of objects that are not frozen. */
const walk = `export const solve = () => {
  const seen = new Set(), loose = []
  const roots = [['global', globalThis], ['generator', function* () {}.prototype], ['array iterator', [][Symbol.iterator]()], ['string iterator', ''[Symbol.iterator]()],
    ['map iterator', new Map().keys()], ['set iterator', new Set().keys()], ['regexp iterator', 'a'.matchAll(/a/g)], ['helper', [].values().map((v) => v)], ['wrap', Iterator.from({ next() {} })],
    ['error', new Error('e')], ['arguments', (function () { return arguments })()], ['bound', Math.max.bind(null)], ['template', ((s) => s)\`a\`], ['typed', new Int8Array(1)], ['buffer', new ArrayBuffer(1)], ['view', new DataView(new ArrayBuffer(1))], ['date', new Date(0)], ['weak', new WeakMap()], ['symbol', Object(Symbol.iterator)], ['regexp', /a/], ['match', /a/.exec('a')], ['class', class {}], ['async-free', () => 1]]
  for (const root of roots) root[2] = root[0] !== 'global'
  while (roots.length > 0) {
    const [path, value, own] = roots.pop()
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue
    seen.add(value)
    if (!own && !Object.isFrozen(value)) loose.push(path)
    roots.push([path + '.__proto__', Object.getPrototypeOf(value), false])
    for (const key of Reflect.ownKeys(value)) {
      const d = Object.getOwnPropertyDescriptor(value, key)
      const at = path + '.' + String(key)
      roots.push([at, d.value, own], [at + ' get', d.get, false], [at + ' set', d.set, false])
    }
  }
  return { count: seen.size, loose }
}`

describe.each(['frozen', 'fresh'] as const)('the realm of a program that is %s', (realm) => {
  let evaluator: RunnerEvaluator
  let answers: unknown[] = []
  const answersOf = async (...sources: string[]): Promise<readonly unknown[]> => {
    answers = []
    for (const source of sources) await evaluator.evaluate({ program: programOf(source), set: 'train' })
    return answers
  }
  beforeAll(async () => {
    const train = [1, 2].map((input) => ({ name: String(input), input, weight: 1 }))
    const verify = (_: unknown, answer: unknown): number => answers.push(answer)
    evaluator = await createEvaluator(smallProblem({ train, limits: { fuel: 10_000_000 }, verify }), { realm })
  })
  afterAll(() => evaluator.close())

  test('has nothing that can be changed: everything reachable is frozen', async () => {
    const [first] = (await answersOf(walk)) as { count: number; loose: string[] }[]
    expect(first?.loose).toEqual([])
    expect(first?.count).toBeGreaterThan(500)
  })

  test.each([
    ['bindings', 'let n = 0; export const solve = () => ++n', 1],
    ['properties of functions', 'export function solve() { solve.n = (solve.n ?? 0) + 1; return solve.n }', 1],
    ['statics of classes', 'class A { static n = 0 } export const solve = () => ++A.n', 1],
    ['regular expressions', 'const r = /a/g; export const solve = () => { r.test("aaa"); return r.lastIndex }', 1],
    ['random numbers', 'export const solve = () => [Math.random(), Math.random()].length', 2],
    ['scripts', 'const own = this; export const solve = () => typeof own', 'undefined'],
  ])('carries no %s from case to case', async (_, source, value) => {
    expect(await answersOf(source)).toEqual([value, value])
  })

  test('carries nothing from program to program, and the same program answers the same', async () => {
    const probe = `export const solve = () => [Object.keys(globalThis).length, typeof globalThis.kept, Symbol.keyFor(Symbol.for('kept')), Math.random(), new Error('e').stack, RegExp.$1, RegExp.input, [].kept, ''.kept, (0).kept, (() => 1).kept]`
    const attempts = [
      'globalThis.kept = 1',
      'Array.prototype.kept = 1',
      'Object.prototype.kept = 1',
      'Function.prototype.kept = 1',
      '/(kept)/.exec("kept")',
      "Symbol.for('kept')",
      'Object.defineProperty(globalThis, "kept", { value: 1 })',
      'for (;;);',
    ]
    const [before] = await answersOf(probe)
    for (const attempt of attempts) {
      const after = await answersOf(`export const solve = () => { ${attempt}; return 1 }`, probe)
      expect(after.at(-2)).toEqual(before)
    }
  })
})

describe('a driver', () => {
  const entry = { name: 'solve', parameters: [{ name: 'x', type: 'unknown' }], returns: 'unknown' }
  /** Keeps back the items that are to come, and asks the program about each item. */
  const driver = `export default function drive(program, input) {
    const rest = [...input.items]
    const out = []
    while (rest.length > 0) { const item = rest.shift(); out.push(program.solve(item)) }
    return out.map((v) => v)
  }`
  const evaluateWith = async (parts: Partial<Problem>, source: string): Promise<{ verdict: string; answer: unknown }> => {
    let answer: unknown
    const verify = (_: unknown, given: unknown): number => {
      answer = given
      return 1
    }
    const problem = smallProblem({
      entry,
      train: [{ name: 'one', input: { items: [3, 5, 7], secret: { deep: [1] } }, weight: 1 }],
      driver,
      limits: { fuel: 1_000_000 },
      verify,
      ...parts,
    })
    const evaluator = await createEvaluator(problem)
    const { verdict } = await evaluator.evaluate({ program: programOf(source), set: 'train' })
    await evaluator.close()
    return { verdict, answer }
  }

  test.each([
    [
      'a patched Array.prototype',
      'const seen = []; try { Array.prototype.shift = function () { seen.push(this.length); return 1 } } catch {} export const solve = () => seen.length',
    ],
    [
      'a setter for indices',
      'const seen = []; try { Object.defineProperty(Array.prototype, 0, { set(v) { seen.push(v) } }) } catch {} export const solve = () => seen.length',
    ],
    [
      'a patched iterator',
      'const seen = []; try { const p = Object.getPrototypeOf([][Symbol.iterator]()); const n = p.next; p.next = function () { seen.push(1); return n.call(this) } } catch {} export const solve = () => seen.length',
    ],
    ['its caller', 'export function solve() { try { return solve.caller === null ? 0 : 1 } catch { return 0 } }'],
    ['its arguments', 'export function solve() { return arguments.length - 1 }'],
    [
      'the stack',
      'export const solve = () => { const s = String(new Error().stack); return s.includes("drive") || s.includes("\\n") ? 1 : 0 }',
    ],
  ])('shows the program nothing of what is to come: not through %s', async (_, source) => {
    expect(await evaluateWith({}, source)).toEqual({ verdict: 'scored', answer: [0, 0, 0] })
  })

  test('has random numbers that every case starts anew, the same by either name', async () => {
    const chance = 'export default (program, input, { random }) => [program.solve(random()), Math.random(), random()]'
    const cases = [0, 1].map((input) => ({ name: String(input), input, weight: 1 }))
    const answers: unknown[] = []
    const verify = (_: unknown, answer: unknown): number => answers.push(answer)
    const evaluator = await createEvaluator(smallProblem({ entry, train: cases, driver: chance, limits: { fuel: 1_000_000 }, verify }))
    for (const source of ['x', 'x + Math.random() - Math.random()', 'x'])
      await evaluator.evaluate({ program: programOf(`export const solve = (x) => ${source}`), set: 'train' })
    await evaluator.close()
    const [first, second, ...others] = answers.slice(-6)
    expect(others.slice(2)).toEqual([first, second])
    expect(first).not.toEqual(second)
    expect(new Set(first as number[]).size).toBe(3)
  })

  test('hands over copies made in the realm of the program', async () => {
    const whole =
      'export default (program, input) => { const kept = JSON.stringify(input); const out = program.solve(input); return [out, kept === JSON.stringify(input)] }'
    const source = `export const solve = (x) => {
      const inside = x.constructor === Object && x.items.constructor === Array && x.items instanceof Array && Object.getPrototypeOf(x.secret.deep) === Array.prototype
      x.items.push(9); x.secret.deep[0] = 5; x.secret = null
      return inside
    }`
    expect(await evaluateWith({ driver: whole }, source)).toEqual({ verdict: 'scored', answer: [true, true] })
  })

  test('gets copies of what the program keeps hold of', async () => {
    const twice =
      'export default (program) => { const first = program.solve(0); const text = JSON.stringify(first); program.solve(1); return [text === JSON.stringify(first), Array.isArray(first), first.constructor === Array] }'
    expect(
      await evaluateWith(
        { driver: twice },
        'const kept = [1, [2]]; export const solve = (x) => { if (x === 1) { kept.length = 0 } return kept }',
      ),
    ).toEqual({ verdict: 'scored', answer: [true, true, true] })
  })

  test('cannot change the input that other programs get', async () => {
    const evaluator = createEvaluator(
      smallProblem({
        entry,
        train: [{ name: 'one', input: [1], weight: 1 }],
        driver: 'export default (program, input) => { input.push(2); return 1 }',
      }),
    )
    await expect(
      evaluator.then((made) => made.evaluate({ program: programOf('export const solve = () => 1'), set: 'train' })),
    ).rejects.toMatchObject({ code: 'PROBLEM_DRIVER' })
    await (await evaluator).close()
  })

  test('calls other exports too, with the same guard', async () => {
    const both = 'export default (program, input) => [program.help(input.items), program.solve(2)]'
    expect(
      await evaluateWith(
        { driver: both, initialPrograms: [{ 'initial.js': 'export const solve = (x) => 0; export const help = () => 1' }] },
        'export const help = (x) => x.length; export const solve = (x) => x',
      ),
    ).toEqual({ verdict: 'scored', answer: [3, 2] })
    const swallowing = 'export default (program) => { try { program.help(1) } catch {} return 1 }'
    expect(
      await evaluateWith(
        { driver: swallowing, initialPrograms: [{ 'initial.js': 'export const solve = (x) => 0; export const help = () => 1' }] },
        'export const help = () => { for (;;); }; export const solve = (x) => x',
      ),
    ).toMatchObject({ verdict: 'fuel' })
  })
})

describe('answers', () => {
  let evaluator: RunnerEvaluator
  let answer: unknown
  beforeAll(async () => {
    const verify = (_: unknown, given: unknown): number => {
      answer = given
      return 1
    }
    evaluator = await createEvaluator(smallProblem({ limits: { fuel: 1_000_000, answer: 1000 }, verify }))
  })
  afterAll(() => evaluator.close())

  test.each([
    ['NaN', NaN],
    ['-0', -0],
    ['[Infinity, -Infinity, NaN, -0]', [Infinity, -Infinity, NaN, -0]],
    ['{ a: { b: [1, "two", true, null, undefined] } }', { a: { b: [1, 'two', true, null, undefined] } }],
    ['Object.assign(Object.create(null), { a: 1 })', { a: 1 }],
    ['Float64Array.of(1.5, NaN)', Float64Array.of(1.5, Number.NaN)],
    ['[Int32Array.of(1)]', [Int32Array.of(1)]],
    ['""', ''],
    ['false', false],
    ['null', null],
  ])('arrive as they are: %s', async (text, value) => {
    answer = undefined
    expect(await evaluator.evaluate({ program: programOf(`export const solve = () => (${text})`), set: 'train' })).toMatchObject({
      verdict: 'scored',
    })
    expect(answer).toEqual(value)
    expect(Object.is(answer, -0)).toBe(Object.is(value, -0))
  })

  test.each([
    ['"x".repeat(490)', 'scored'],
    ['"x".repeat(510)', 'error'],
    ['new Array(50).fill(0)', 'scored'],
    ['new Array(130).fill(0)', 'error'],
    ['new Uint8Array(900)', 'scored'],
    ['new Uint8Array(1100)', 'error'],
  ])('are measured: %s', async (text, verdict) => {
    expect(await evaluator.evaluate({ program: programOf(`export const solve = () => (${text})`), set: 'train' })).toMatchObject({
      verdict,
    })
  })
})
