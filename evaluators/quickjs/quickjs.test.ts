import { afterAll, describe, expect, test } from 'vitest'
import { completeProblem, loadProblem } from '../../authoring/load.ts'
import type { Problem, ProblemDefinition } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { requestFor } from '../../engine/evaluation/requests.ts'
import { makeProgram } from '../../languages/index.ts'
import { programOf, smallProblem } from '../isolate/fixtures/problems.ts'
import { openIsolate } from '../isolate/runner.ts'
import { closenessOf } from './closeness.ts'
import { openSecondEngine } from './runner.ts'
import type { SecondEngine, SecondResult } from './runner.ts'

const open: SecondEngine[] = []
afterAll(() => Promise.all(open.map((each) => each.close())))

/** A program's answers to a train case in both engines. */
async function both(problem: Problem, engine: SecondEngine, program: Program, at = 0): Promise<{ first: unknown; second: SecondResult }> {
  const isolate = await openIsolate(problem)
  const request = requestFor(problem, program, 'train', at, 1e9)
  let first: unknown
  try {
    for await (const [, result] of isolate.run([request], {})) first = result.kind === 'answer' ? result.answer : result
  } finally {
    await isolate.close?.()
  }
  return { first, second: await engine.run({ ...request, host: false }) }
}

const small = smallProblem()
const engine = openSecondEngine(small)
const hasty = openSecondEngine(small, { seconds: 1 })
open.push(engine, hasty)
const run = (body: string, host = false, by = engine): Promise<SecondResult> =>
  by.run({ program: programOf(`export function solve(x) { ${body} }`), input: 3, seed: 'train/0/0', host })

describe('a second engine', () => {
  test('answers like the first one: seeded chance, the standing clock, plain data with all its numbers, what is not there', async () => {
    const body = `
      const list = [Math.random(), Math.random(), Date.now(), new Date().getTime(), NaN, -0, Infinity, new Float32Array([1.1, NaN]), undefined]
      const names = ['Promise', 'WeakRef', 'BigInt', 'Atomics', 'SharedArrayBuffer', 'WebAssembly', 'queueMicrotask', 'performance'].map((name) => typeof globalThis[name])
      console.log('silent')
      return { list, names, nested: { b: 1, a: [x, 'text', true, null] }, power: x ** 0.5, sorted: [3, 1, 2].sort() }`
    const { first, second } = await both(small, engine, programOf(`export function solve(x) { ${body} }`))
    expect(second).toMatchObject({ kind: 'answer', called: ['**'] })
    expect(closenessOf(first, second.kind === 'answer' ? second.answer : undefined)).toBe('equal')
  })

  test('keeps nothing of one case for the next', async () => {
    const body = 'globalThis.n = (globalThis.n ?? 0) + 1; Array.prototype.n = globalThis.n; return globalThis.n'
    expect([await run(body), await run(body)]).toMatchObject([{ answer: 1 }, { answer: 1 }])
  })

  test('names the functions that the language leaves to the implementation, and lets V8 answer for them', async () => {
    const body = 'let sum = 0; for (let k = 1; k < 400; k++) sum += Math.sin(k * 1e5) * Math.exp(k / 77); return sum'
    const { first, second } = await both(small, engine, programOf(`export function solve(x) { ${body} }`))
    expect(second).toMatchObject({ kind: 'answer', called: ['exp', 'sin'] })
    expect(closenessOf(first, second.kind === 'answer' && second.answer)).not.toBe('different')
    const answered = await run(body, true)
    expect(closenessOf(first, answered.kind === 'answer' && answered.answer)).toBe('equal')
  })

  test('says otherwise where the engines differ: how often a sort compares is theirs', async () => {
    const body = 'let n = 0; Array.from({ length: 300 }, (_, k) => (k * 7919) % 301).sort((a, b) => (n++, a - b)); return n'
    const { first, second } = await both(small, engine, programOf(`export function solve(x) { ${body} }`))
    expect(second).toMatchObject({ kind: 'answer', called: [] })
    expect(closenessOf(first, second.kind === 'answer' && second.answer)).toBe('different')
  })
})

describe('programs that call others', () => {
  const definition: Pick<ProblemDefinition, 'statement' | 'cases' | 'verify'> = {
    statement: 'Square a number.',
    cases: { train: [{ input: 3 }, { input: 4 }] },
    verify: (_, answer) => Number(answer),
  }

  test('have their library, their driver and their other files', async () => {
    const problem = completeProblem({
      ...definition,
      entry: 'solve(list: number[], tools: Tools): unknown',
      library: { 'library.ts': 'let calls: number = 0; export default { square: (x: number) => (calls++, x ** 2), calls: () => calls }' },
      driver: {
        'driver.ts':
          'export default ({ solve, other }: any, input: number, { random }: any) => { const list = [input]; const a = solve(list); list.push(9); return [a, solve(list), other(2), random(), input ** 1.5] }',
      },
      initialPrograms: [
        {
          'program.js':
            "import { two } from './two.js'\nimport * as all from './two.js'\nexport const other = (x) => x * two\nexport function solve(list, { square, calls, random }) { const kept = list; kept.push(1); return [square(kept[0]), calls(), random(), kept, all.two, typeof all] }",
          'two.js': 'export const two = 2',
        },
      ],
    })
    const second = openSecondEngine(problem)
    open.push(second)
    const made = makeProgram(problem.initialPrograms[0] ?? {})
    if (!made.ok) throw new Error(made.reason)
    for (const at of [0, 1]) {
      const { first, second: answer } = await both(problem, second, made.program, at)
      expect(answer).toMatchObject({ kind: 'answer', called: ['**'] })
      expect(closenessOf(first, answer.kind === 'answer' && answer.answer), JSON.stringify([first, answer])).toBe('equal')
    }
  })

  test.each(['bin-packing', 'circle-packing', 'symbolic-regression'])('answer alike in %s', async (name) => {
    const problem = await loadProblem(name)
    const second = openSecondEngine(problem)
    open.push(second)
    const made = makeProgram(problem.initialPrograms[0] ?? {})
    if (!made.ok) throw new Error(made.reason)
    const { first, second: answer } = await both(problem, second, made.program)
    expect(closenessOf(first, answer.kind === 'answer' && answer.answer)).not.toBe('different')
  })

  test('that another runner runs are refused with a remedy', () => {
    expect(() => openSecondEngine(smallProblem({ runner: { use: 'model' } }))).toThrow(expect.objectContaining({ code: 'ENGINE_RUNNER' }))
  })
})

describe('a hostile program', () => {
  test.each([
    ['runs forever', 'for (;;);', 'unfinished'],
    ['runs forever where its end is caught', 'for (;;) { try { for (;;); } catch {} }', 'unfinished'],
    ['runs forever in a built-in', "const s = 'a'.repeat(2 ** 27); let n = 0; for (;;) n += s.indexOf('b'); return n", 'unfinished'],
    ['runs forever in an expression', "return /^(a+)+$/.test('a'.repeat(40) + 'b')", 'unfinished'],
    ['takes all memory', 'const list = []; for (;;) list.push(new Float64Array(1e6))', 'unfinished'],
    ['calls itself forever', 'const f = (n) => f(n + 1) + 1; return f(0)', 'error'],
    ['throws what runs forever', 'throw { toString() { for (;;); } }', 'error'],
    ['makes code', "return (() => {}).constructor('return 1')()", 'error'],
    ['answers with a getter', 'return { get a() { for (;;); } }', 'error'],
    ['answers with itself', 'const a = []; a[0] = a; return a', 'error'],
    ['changes what the driver calls', 'Array.prototype.map = () => { for (;;); }; return [1]', 'unfinished'],
  ])('that %s ends, and the next one answers', async (_, body, kind) => {
    expect((await run(body, false, kind === 'unfinished' ? hasty : engine)).kind).toBe(kind)
    // on a busy machine a second may not be enough to begin
    let next = await run('return x + 1', false, hasty)
    for (let k = 0; k < 20 && next.kind === 'unfinished'; k++) next = await run('return x + 1', false, hasty)
    expect(next).toMatchObject({ kind: 'answer', answer: 4 })
  })
})
