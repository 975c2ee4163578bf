import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { createEvaluator } from '../workers/evaluator.ts'
import { programOf, smallProblem } from '../isolate/fixtures/problems.ts'
import { invalid } from '../../authoring/define.ts'

/** Evaluates programs on the train set of a problem, in order, in one evaluator. */
async function evaluateAll(problem: Problem, ...sources: string[]): Promise<readonly Evaluation[]> {
  const evaluator = await createEvaluator(problem)
  try {
    const evaluations: Evaluation[] = []
    for (const source of sources) evaluations.push(await evaluator.evaluate({ program: programOf(source), set: 'train' }))
    return evaluations
  } finally {
    await evaluator.close()
  }
}

const verdicts = async (problem: Problem, ...sources: string[]): Promise<readonly string[]> =>
  (await evaluateAll(problem, ...sources)).map((item) => item.verdict)

/** The code and message of the fault that ends a promise. */
const faultOf = (promise: Promise<unknown>): Promise<TernateError> =>
  promise.then(
    () => {
      throw new Error('no fault')
    },
    (error: unknown) => {
      if (error instanceof TernateError) return error
      throw error
    },
  )

const number = { name: 'solve', parameters: [{ name: 'x', type: 'number' }], returns: 'number' }
const three = [1, 2, 3].map((input, k) => ({ name: `case ${k}`, input, weight: k + 1 }))

describe('judging step by step', () => {
  const eight = Array.from({ length: 8 }, (_, input) => ({ name: `case ${input}`, input, weight: 1 }))
  const problem = smallProblem({
    entry: number,
    train: eight,
    verify: (_, answer) => ({ score: answer as number }),
  })
  const steps = [{ cases: 2 }, { cases: 4, threshold: 2 }, { cases: 8 }]
  const parent = { results: new Map(eight.map((_, at) => [at, { verdict: 'scored', fuel: 1, score: 3, metrics: {} } as const])), size: 4 }

  /** The evaluations of programs in steps, judged together, with what was told while they ran. */
  async function inSteps(race: boolean, ...sources: string[]): Promise<{ evaluations: readonly Evaluation[]; told: number[] }> {
    const evaluator = await createEvaluator(problem, { remember: true })
    const told: number[] = []
    const jobs = sources.map((source) => ({
      program: programOf(source),
      set: 'train' as const,
      trial: {
        acceptance: race ? { use: 'race', margin: 2, steps } : { use: 'cascade', steps },
        stream: 'trial',
        gained: true,
        parent,
      },
    }))
    try {
      return { evaluations: await evaluator.evaluateAll(jobs, undefined, (fuel) => told.push(fuel)), told }
    } finally {
      await evaluator.close()
    }
  }

  test('ends where a race, a threshold or a failure says so, and is whole otherwise', async () => {
    const { evaluations } = await inSteps(
      true,
      'export const solve = (x) => 1', // loses the first two cases
      'export const solve = (x) => (x < 1 ? 4 : 0)', // wins one, and misses the threshold
      'export const solve = (x) => (x < 5 ? 4 : x.no.way)', // fails in the last step
      'export const solve = (x) => 3', // is the rival all over
      'export const solve = (x) => (x < 2 ? 3 : 4)', // is the rival at first, and not shorter
      'export const solve = (x) => 4',
    )
    expect(evaluations.map(({ cases, verdict, pruned: retired }) => [cases.length, verdict, retired?.step, retired?.why])).toEqual([
      [2, 'scored', 1, 'race'],
      [4, 'scored', 2, 'threshold'],
      [6, 'error', undefined, undefined],
      [2, 'scored', 1, 'duplicate-behaviour'],
      [2, 'scored', 1, 'duplicate-behaviour'],
      [8, 'scored', undefined, undefined],
    ])
    expect(evaluations.map(({ score }) => score)).toEqual([undefined, undefined, undefined, undefined, undefined, 4])
    for (const { fuel, cases } of evaluations) expect(fuel).toBe(cases.reduce((sum, item) => sum + item.fuel, 0))
  })

  test('without a race only thresholds end it', async () => {
    const { evaluations } = await inSteps(false, 'export const solve = (x) => 2.5', 'export const solve = (x) => 1')
    expect(evaluations.map(({ cases, pruned: retired }) => [cases.length, retired?.why])).toEqual([
      [8, undefined],
      [4, 'threshold'],
    ])
  })

  test('what runs through all steps has the result of a plain evaluation, and is never told to burn more', async () => {
    const source = 'export const solve = (x) => { let sum = 4; for (let k = 0; k < 20000; k++) sum += x / 1e9; return sum }'
    const { evaluations, told } = await inSteps(true, source)
    const [plain] = await evaluateAll(problem, source)
    expect(evaluations[0]).toEqual(plain)
    expect(Math.max(0, ...told)).toBeLessThanOrEqual(plain?.fuel ?? 0)
  })
})

describe('createEvaluator', () => {
  test('scores, weighs and sums up in case order', async () => {
    const [evaluation] = await evaluateAll(
      smallProblem({ train: three, verify: (_, answer) => ({ score: answer as number, metrics: { twice: 2 * (answer as number) } }) }),
      'export const solve = (x) => x * x',
    )
    expect(evaluation).toMatchObject({
      set: 'train',
      verdict: 'scored',
      score: (1 + 2 * 4 + 3 * 9) / 6,
      metrics: { twice: (2 * (1 + 8 + 27)) / 6 },
    })
    expect(evaluation?.fuel).toBe(evaluation?.cases.reduce((sum, item) => sum + item.fuel, 0))
  })

  test('stops at the first case that does not score', async () => {
    const [evaluation] = await evaluateAll(
      smallProblem({ train: three, verify: ({ input }) => (input === 2 ? invalid('two') : 1) }),
      'export const solve = (x) => x',
    )
    expect(evaluation).toMatchObject({
      verdict: 'invalid',
      cases: [{ verdict: 'scored' }, { verdict: 'invalid', reason: 'two' }],
      metrics: {},
    })
    expect(evaluation).not.toHaveProperty('score')
  })

  test('a part of a set has results and no score', async () => {
    const evaluator = await createEvaluator(smallProblem({ train: three, verify: (_, answer) => answer as number }))
    const evaluation = await evaluator.evaluate({ program: programOf('export const solve = (x) => x'), set: 'train', cases: [2, 0] })
    await evaluator.close()
    expect(evaluation.cases).toMatchObject([{ score: 3 }, { score: 1 }])
    expect(evaluation).not.toHaveProperty('score')
  })

  test('gives every kind of failure its verdict', async () => {
    expect(
      await verdicts(
        smallProblem({ entry: number, limits: { fuel: 100_000, memory: 32 } }),
        'export const solve = (x) => { for (;;); }',
        'export const solve = (x) => { try { for (;;); } catch { return 1 } finally { return 2 } }',
        'export const solve = (x) => solve(x + 1)',
        'export const solve = (x) => { throw new Error("no") }',
        'export const solve = (x) => "text"',
        'export const solve = (x) => undefined',
        'export const solve = (x) => process.exit(1)',
        'export const solve = (x) => require("fs")',
        'export const solve = (x) => { import("fs"); return 1 }',
        'export const other = (x) => 1',
        'export const solve = 3',
        'export const solve = (x) => NaN',
        'export const solve = (x) => Infinity',
      ),
    ).toEqual(['fuel', 'fuel', ...Array.from({ length: 9 }, () => 'error'), 'scored', 'scored'])
  })

  test('buffers beyond the limit cost what was burned, and are remembered', async () => {
    const evaluator = await createEvaluator(smallProblem({ limits: { fuel: 1e9, memory: 16 } }), { remember: true })
    const hoard = programOf(
      'export const solve = () => { const a = []; try { for (;;) a.push(new Float64Array(131072)) } catch { return a.length } }',
    )
    const evaluation = await evaluator.evaluate({ program: hoard, set: 'train' })
    expect(evaluation).toMatchObject({
      verdict: 'memory',
      cases: [{ reason: 'made more than 16 MiB of large buffers faster than it worked' }],
    })
    expect(evaluation.fuel).toBeLessThan(1e6)
    expect(await evaluator.evaluate({ program: hoard, set: 'train' })).toEqual(evaluation)
    await evaluator.close()
  })

  test('a memory bomb is named and the next program runs', { timeout: 30_000 }, async () => {
    const bomb = 'export const solve = (x) => { const a = []; for (let i = 0; i < 1e7; i++) a.push([i, i, i, i]); return 1 }'
    expect(await verdicts(smallProblem({ limits: { fuel: 1e9, memory: 16 } }), bomb, 'export const solve = (x) => 1')).toEqual([
      'memory',
      'scored',
    ])
  })

  test('a built-in that nothing interrupts is killed and the next program runs', { timeout: 30_000 }, async () => {
    const stuck =
      'export const solve = (x) => { const s = "a".repeat(2 ** 20); let n = 0; let i = 0; while (i++ < 1e5) n += (s + i) < (s + "b") ? 1 : 0; return n }'
    expect(await verdicts(smallProblem({ limits: { fuel: 250_000 } }), stuck, 'export const solve = (x) => 1')).toEqual([
      'timeout',
      'scored',
    ])
  })

  test('without a limit of the problem a program may burn twenty times what the initial program burns', async () => {
    const initial = 'export const solve = (x) => { let s = 0; for (let i = 0; i < 3000; i++) s += i; return s }'
    const evaluator = await createEvaluator(smallProblem({ initialPrograms: [{ 'initial.js': initial }] }))
    const [burned = 0] = await evaluator.initialFuel('train')
    const [within, beyond] = [19, 21].map((n) => programOf(initial.replace('3000', String(3000 * n))))
    expect(await evaluator.evaluate({ program: within as never, set: 'train' })).toMatchObject({ verdict: 'scored' })
    expect(await evaluator.evaluate({ program: beyond as never, set: 'train' })).toMatchObject({ verdict: 'fuel', fuel: 20 * burned })
    await evaluator.close()
  })
})

describe('drivers', () => {
  const driven = (driver: string, parts: Partial<Problem> = {}): Problem =>
    smallProblem({
      entry: number,
      train: [{ name: 'one', input: [3, 1, 2], weight: 1 }],
      driver,
      verify: (_, answer) => (answer as { length: number }).length,
      ...parts,
    })

  test('calls the entry and returns typed arrays, NaN and -0 as they are', async () => {
    let seen: unknown
    await evaluateAll(
      driven(
        'export default function drive(program, input) { return { list: Int32Array.from(input, (x) => program.solve(x)), odd: [NaN, -0, Infinity] } }',
        {
          verify: (_, answer) => {
            seen = answer
            return 1
          },
        },
      ),
      'export const solve = (x) => x + 1',
    )
    expect(seen).toEqual({ list: Int32Array.of(4, 2, 3), odd: [NaN, -0, Infinity] })
  })

  test('cannot turn a failure of the program into a success', async () => {
    const driver =
      'export default (program, input) => { const out = []; for (const x of input) { try { out.push(program.solve(x)) } catch { out.push(0) } } return out }'
    expect(
      await verdicts(
        driven(driver),
        'export const solve = (x) => { if (x === 1) throw 1; return x }',
        'export const solve = (x) => x === 1 ? "1" : 1',
      ),
    ).toEqual(['error', 'error'])
  })

  test('may be TypeScript, and draws the same random numbers for every program', async () => {
    const seen: unknown[] = []
    const driver = `import type { Drive } from 'ternate'
      const drive: Drive<readonly number[], { solve(x: number): number }> = (program, input, tools) => [program.solve(tools.random()), tools.random()]
      export default drive`
    const problem = driven(driver, {
      verify: (_, answer) => {
        seen.push(answer)
        return 1
      },
    })
    await evaluateAll(problem, 'export const solve = (x) => x', 'export const solve = (x) => { Math.random(); Math.random(); return x }')
    expect(seen.at(-1)).toEqual(seen.at(-2))
    expect(new Set(seen.at(-1) as number[]).size).toBe(2)
  })

  test.each([
    ['does not parse', 'export default function ('],
    ['does not export a default function', 'export const drive = 1'],
    ['returned nothing', 'export default () => {}'],
    ['threw TypeError', 'export default () => null.x'],
    ['imports', 'import x from "node:fs"; export default () => x'],
  ])('that are broken are a fault of the problem: %s', async (message, driver) => {
    const fault = await faultOf(verdicts(driven(driver), 'export const solve = (x) => x'))
    expect(fault.code).toBe('PROBLEM_DRIVER')
    expect(fault.message).toContain(message)
    expect(fault.message).not.toContain('\n')
  })
})

test.each([false, true])('jobs of one program that are judged together take no cases from each other (remember: %s)', async (remember) => {
  const train = [1, 2, 3].map((input) => ({ name: String(input), input, weight: 1 }))
  const problem = smallProblem({ train, limits: { fuel: 100_000 }, verify: (_, answer) => answer as number })
  const program = programOf('export const solve = (x) => { if (x === 2) throw 1; return x }')
  const jobs = [[1], [0, 2], [0, 1, 2], [2]].map((cases) => ({ program, set: 'train' as const, cases }))
  const evaluate = async (together: boolean): Promise<readonly Evaluation[]> => {
    const evaluator = await createEvaluator(problem, { remember })
    const evaluations = [await evaluator.evaluate({ program, set: 'train', cases: [0] })]
    if (together) evaluations.push(...(await evaluator.evaluateAll(jobs)))
    else for (const job of jobs) evaluations.push(await evaluator.evaluate(job))
    await evaluator.close()
    return evaluations
  }
  const apart = await evaluate(false)
  expect(apart.map(({ verdict, cases }) => [verdict, cases.length])).toEqual([
    ['scored', 1],
    ['error', 1],
    ['scored', 2],
    ['error', 2],
    ['scored', 1],
  ])
  expect(await evaluate(true)).toEqual(apart)
})

describe('what is known of a program on a case', () => {
  const train = [1, 2, 3, 4].map((input) => ({ name: String(input), input, weight: 1 }))
  const programs = ['x', '{ if (x === 3) throw 1; return x }', '{ if (x === 2) for (;;); return x }', '-x'].map((body) =>
    programOf(`export const solve = (x) => ${body}`),
  )
  const requests: (readonly number[] | undefined)[] = [[1], undefined, [3, 0], undefined, [2], [0, 1, 2, 3]]
  const judged = async (remember: boolean): Promise<{ readonly evaluations: Evaluation[]; readonly verified: number }> => {
    let verified = 0
    const verify = (_: unknown, answer: unknown): number | { invalid: string } => {
      verified += 1
      return answer === -2 ? { invalid: 'no' } : 1
    }
    const evaluator = await createEvaluator(smallProblem({ train, limits: { fuel: 10_000 }, verify }), { remember })
    const evaluations: Evaluation[] = []
    for (const cases of requests) {
      for (const program of programs) evaluations.push(await evaluator.evaluate({ program, set: 'train', ...(cases && { cases }) }))
    }
    await evaluator.close()
    return { evaluations, verified }
  }

  test('is not computed again, and changes no result, fuel included', async () => {
    const [with_, without] = [await judged(true), await judged(false)]
    expect(with_.evaluations).toEqual(without.evaluations)
    // once for each program and case that answers
    expect(with_.verified).toBe(4 + 3 + 3 + 4)
    expect(without.verified).toBeGreaterThan(2 * with_.verified)
  })
})

test('tells of fuel while a program runs, and never of more than what it comes to', { timeout: 30_000 }, async () => {
  const busy = 'export const solve = (x) => { let s = 0; for (let i = 0; i < 6e7; i++) s += i % 7; return s }'
  const train = [1, 2, 3].map((input) => ({ name: String(input), input, weight: 1 }))
  for (const verify of [(): number => 1, (): { invalid: string } => ({ invalid: 'no' })]) {
    const evaluator = await createEvaluator(smallProblem({ train, limits: { fuel: 1e10 }, verify }))
    const told: number[] = []
    const { fuel } = await evaluator.evaluate({ program: programOf(busy), set: 'train' }, undefined, (so) => void told.push(so))
    await evaluator.close()
    expect(told.length).toBeGreaterThan(1)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBeLessThanOrEqual(fuel)
  }
})

describe('problems that are broken', () => {
  test('an initial program that throws, or lacks the entry', async () => {
    for (const initial of ['export const solve = () => { throw 1 }', 'export const other = 1', 'export const']) {
      const fault = await faultOf(verdicts(smallProblem({ initialPrograms: [{ 'initial.js': initial }] }), 'export const solve = (x) => x'))
      expect(fault.code).toBe('PROBLEM_INITIAL')
      expect(fault.message).toContain('initial.js')
    }
  })

  test('a verifier that throws on the answer of the initial program', async () => {
    const verify = (): never => {
      throw new RangeError('no')
    }
    const fault = await faultOf(verdicts(smallProblem({ verify }), 'export const solve = (x) => x'))
    expect(fault).toMatchObject({ code: 'PROBLEM_VERIFIER' })
  })

  test('a verifier that throws on other answers only makes them unverified', async () => {
    const verify = (_: unknown, answer: unknown): number => {
      if (answer === 7) throw new RangeError('no')
      return 1
    }
    expect(await verdicts(smallProblem({ verify }), 'export const solve = (x) => 7')).toEqual(['unverified'])
  })

  test('a score that is not finite does not score', async () => {
    expect(await verdicts(smallProblem({ verify: (_, answer) => answer as number }), 'export const solve = (x) => NaN')).toEqual([
      'invalid',
    ])
  })
})
