import { afterAll, describe, expect, test } from 'vitest'
import type { ProblemDefinition } from '../../engine/contracts/problem.ts'
import { createEvaluator, type EvaluatorOptions } from '../workers/evaluator.ts'
import type { RunnerEvaluator } from '../../engine/evaluation/evaluator.ts'
import { makeProgram } from '../../languages/index.ts'
import { completeProblem } from '../../authoring/load.ts'

const open: RunnerEvaluator[] = []
afterAll(() => Promise.all(open.map((evaluator) => evaluator.close())))

const library = `
let calls: number = 0
function square(x: number): number { calls += 1; return x * x }
function work(n: number): number { let sum = 0; while (n-- > 0) sum += n; return sum }
export default { maths: { square, calls: () => calls, work, list: [1, 2] } }
`
const entry = 'solve(x: number, tools: Tools): number'
const initial = 'export function solve(x, { maths }) { return maths.square(x) }'

async function evaluatorOf(definition: Partial<ProblemDefinition>, options?: EvaluatorOptions): Promise<RunnerEvaluator> {
  const evaluator = await createEvaluator(
    completeProblem({
      statement: 'Square a number.',
      entry,
      cases: { train: [{ input: 3 }, { input: 4 }] },
      verify: (_, answer) => Number(answer),
      library: { 'library.ts': library },
      initialPrograms: [{ 'program.js': initial }],
      limits: { fuel: 10_000 },
      ...definition,
    }),
    options,
  )
  open.push(evaluator)
  return evaluator
}

async function results(evaluator: RunnerEvaluator, source: string): Promise<readonly unknown[]> {
  const made = makeProgram({ 'program.js': source })
  if (!made.ok) throw new Error(made.reason)
  const { cases } = await evaluator.evaluate({ program: made.program, set: 'train' })
  return cases.map((item) => (item.verdict === 'scored' ? item.score : `${item.verdict}: ${item.reason}`))
}

describe.each(['frozen', 'fresh'] as const)('a library in a %s realm', (realm) => {
  test('is the last parameter of the entry, beside random', async () => {
    const evaluator = await evaluatorOf({}, { realm })
    expect(await results(evaluator, initial)).toEqual([9, 16])
    expect(
      await results(evaluator, 'export function solve(x, tools) { return Object.keys(tools).join() === "random,maths" ? 1 : 0 }'),
    ).toEqual([1, 1])
    const drawn = await results(evaluator, 'export const solve = (x, { random }) => random()')
    expect(drawn).toEqual(await results(evaluator, 'export const solve = () => Math.random()'))
    expect(drawn[0]).not.toBe(drawn[1])
  })

  test('is made anew for each case, and nothing of it can be changed', async () => {
    const evaluator = await evaluatorOf({}, { realm })
    expect(await results(evaluator, 'export const solve = (x, { maths }) => { maths.square(x); return maths.calls() }')).toEqual([1, 1])
    for (const change of [
      'tools.random = () => 0',
      'tools.maths.square = () => 0',
      'tools.maths.list.push(3)',
      'tools.maths.square.x = 1',
    ]) {
      expect(await results(evaluator, `export const solve = (x, tools) => { ${change}; return 1 }`), change).toEqual([
        expect.stringMatching(/^error: threw TypeError: Cannot .* at program\.js:1:\d+$/),
      ])
    }
  })

  test('burns the fuel of the program that calls it', async () => {
    const evaluator = await evaluatorOf({}, { realm })
    expect(await results(evaluator, 'export const solve = (x, { maths }) => maths.work(1e9)')).toEqual(['fuel: out of fuel'])
    const swallowed = 'export const solve = (x, { maths }) => { try { maths.work(1e9) } catch {} return 1 }'
    expect(await results(evaluator, swallowed)).toEqual(['fuel: out of fuel'])
  })
})

test('reaches a program through a driver, which cannot take its place', async () => {
  const driver = { 'driver.ts': 'export default (program, input) => program.solve(input, { maths: 0 })' }
  expect(await results(await evaluatorOf({ driver }), initial)).toEqual([9, 16])
})

test('costs the same fuel in every realm', async () => {
  const made = makeProgram({ 'program.js': initial })
  if (!made.ok) throw new Error(made.reason)
  const [frozen, fresh] = await Promise.all([evaluatorOf({}, { realm: 'frozen' }), evaluatorOf({}, { realm: 'fresh' })])
  const job = { program: made.program, set: 'train' } as const
  expect(await frozen.evaluate(job)).toEqual(await fresh.evaluate(job))
})

test.each([
  ['that does not parse', { library: { 'library.ts': 'export default {{' } }],
  ['without a default export', { library: { 'library.ts': 'export const a = 1' } }],
  ['that imports', { library: { 'library.ts': 'import fs from "node:fs"\nexport default { fs }' } }],
  ['that no parameter takes', { entry: 'solve(): number' }],
])('a library %s is a fault of the problem', async (_, definition) => {
  await expect(evaluatorOf(definition)).rejects.toMatchObject({ code: 'PROBLEM_LIBRARY' })
})

test('spread is how far the repeats of a case lie apart, mean over the cases', async () => {
  const spread = async (source: string, definition: Partial<ProblemDefinition> = { repeats: 3 }): Promise<number | undefined> => {
    const made = makeProgram({ 'program.js': source })
    if (!made.ok) throw new Error(made.reason)
    return (await (await evaluatorOf(definition)).evaluate({ program: made.program, set: 'train' })).metrics['spread']
  }
  const drawing = 'export const solve = (x, { random }) => x * random()'
  const drawn = (await results(await evaluatorOf({ repeats: 3 }), drawing)).map(Number)
  const apart = [drawn.slice(0, 3), drawn.slice(3)].map((scores) => Math.max(...scores) - Math.min(...scores))
  expect(await spread(drawing)).toBe(((apart[0] ?? 0) + (apart[1] ?? 0)) / 2)
  expect(await spread('export const solve = (x) => x')).toBe(0)
  expect(await spread(drawing, {})).toBeUndefined()
  expect(await spread(drawing, { repeats: 3, verify: (_, answer) => ({ score: Number(answer), metrics: { spread: 7 } }) })).toBe(7)
})

test('repeats run each case with random numbers of their own, the same for every program', async () => {
  const evaluator = await evaluatorOf({ repeats: 3 })
  const drawn = await results(evaluator, 'export const solve = (x, { random }) => x + random()')
  expect(drawn.map((value) => Math.floor(Number(value)))).toEqual([3, 3, 3, 4, 4, 4])
  expect(new Set(drawn).size).toBe(6)
  expect(await results(evaluator, 'export const solve = (x) => { const y = x + Math.random(); return y }')).toEqual(drawn)
  expect(
    completeProblem({
      statement: 'x',
      entry,
      cases: { train: [{ input: 1, name: 'one' }] },
      verify: () => 1,
      repeats: 2,
      initialPrograms: [{ 'program.js': initial }],
    }).train,
  ).toEqual([
    { name: 'one (1 of 2)', input: 1, weight: 1, repeat: 1 },
    { name: 'one (2 of 2)', input: 1, weight: 1, repeat: 2 },
  ])
})
