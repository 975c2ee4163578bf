import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encode } from '../archive/canonical.ts'
import { problemRequirements } from '../conformance/problem.ts'
import type { Cheat, ProblemSubject } from '../conformance/problem.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import type { Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { invalid } from '../authoring/define.ts'
import { completeProblem } from '../authoring/load.ts'
import { makeProgram } from '../languages/index.ts'
import { ternate } from '../tests/command.ts'
import { surveyLandscape } from './landscape.ts'
import { measureNoise } from './noise.ts'

const sound: ProblemDefinition<number, number> = {
  statement: 'Double a number.',
  entry: 'twice(x: number): number',
  direction: 'minimize',
  initialPrograms: [{ 'program.ts': 'export const twice = (x: number): number => x + 1' }],
  cases: { train: [{ input: 1 }, { input: 2 }], validation: [{ input: 3 }], heldOut: { far: [{ input: 100 }] } },
  verify: ({ input }, answer) => (Number.isFinite(answer) ? Math.abs(answer - 2 * input) : invalid('not a number')),
}

const constant: Cheat = { name: 'a constant', program: ({ name }) => ({ 'program.ts': `export const ${name} = () => 3` }) }

/** Names of the requirements that a problem does not meet. */
async function unmet(definition: ProblemDefinition<number, number>, more: Partial<ProblemSubject> = {}): Promise<string[]> {
  const problem: Problem = completeProblem(definition)
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok) throw new Error(made.reason)
  const evaluator = await createEvaluator(problem)
  const makeEvaluator = async (): Promise<Evaluator> => ({ ...evaluator, close: async () => {} })
  const subject: ProblemSubject = { problem, initial: made.program, makeEvaluator, makeProgram, encode, ...more }
  const names: string[] = []
  for (const { name, run } of problemRequirements(subject)) await run().catch(() => names.push(name))
  await evaluator.close()
  return names
}

describe('what is required of a problem', () => {
  test('is met by a sound one', async () => {
    expect(await unmet(sound)).toEqual([])
  })
  test('is not, when a case of validation is among those of train', async () => {
    const leaking = {
      ...sound,
      cases: { ...(sound.cases as object), train: [{ input: 1 }, { input: 2 }], validation: [{ input: 2, name: 'another name' }] },
    }
    expect(await unmet(leaking)).toEqual(['no case is in two sets, or twice in one'])
  })
  test('is not, when the verifier throws on rubbish', async () => {
    const brittle = { ...sound, verify: ({ input }: { input: number }, answer: number) => Math.abs(Number(answer.toFixed(3)) - 2 * input) }
    expect(await unmet(brittle)).toEqual(['the verifier has a judgement on rubbish'])
  })
  test('is not, when a held-out case cannot be scored', async () => {
    const unfair = {
      ...sound,
      verify: ({ input }: { input: number }, answer: number) =>
        input === 100 ? invalid('never') : (sound.verify?.({ input, expected: 0, name: '' }, answer) as number),
    }
    expect(await unmet(unfair)).toContain('the initial program scores on every case of every set')
  })
  test('is not, when judging writes to the cases', async () => {
    const input = { x: 1 }
    const meddling = {
      ...sound,
      entry: 'twice(x: object): number',
      initialPrograms: [{ 'program.ts': 'export const twice = () => 1' }],
      cases: { train: [{ input: 1, expected: input }] },
      verify: ({ expected }: { expected: unknown }) => ((expected as { x: number }).x++, 0),
    }
    expect(await unmet(meddling)).toContain('judging changes no case')
  })
  test('is not, when results differ from evaluator to evaluator', async () => {
    const problem = completeProblem(sound)
    let made = 0
    const makeEvaluator = async (): Promise<Evaluator> => {
      const evaluator = await createEvaluator(problem)
      const drift = made++
      return { ...evaluator, evaluate: async (job) => ({ ...(await evaluator.evaluate(job)), fuel: drift }) }
    }
    expect(await unmet(sound, { makeEvaluator })).toEqual(['equal programs have equal results, fuel included'])
  })
  test('is not, when a cheat beats the initial program', async () => {
    const gullible = { ...sound, verify: (_: unknown, answer: number) => (answer === 3 ? 0 : 1) }
    expect(await unmet(gullible, { cheats: [constant] })).toEqual(['no planted cheat scores better than the initial program'])
    expect(
      await unmet(sound, { cheats: [{ ...constant, program: ({ name }) => ({ 'program.ts': `export const ${name} = () => 300` }) }] }),
    ).toEqual([])
  })
})

/** Takes a measure of a problem's initial program. */
async function measured<T>(
  definition: ProblemDefinition<number, number>,
  measure: (problem: Problem, evaluator: Evaluator, initial: Program) => Promise<T>,
): Promise<T> {
  const problem = completeProblem(definition)
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok) throw new Error(made.reason)
  const evaluator = await createEvaluator(problem)
  try {
    return await measure(problem, evaluator, made.program)
  } finally {
    await evaluator.close()
  }
}

describe('noise', () => {
  test('is none where the verifier is a function of the answer', async () => {
    expect(await measured(sound, measureNoise)).toMatchObject({ sameFuel: true, lowest: 0.5, highest: 0.5, deviation: 0 })
  })
  test('is seen where it is not', async () => {
    let calls = 0
    const noisy = { ...sound, verify: () => ++calls }
    const { sameFuel, lowest, highest, deviation } = await measured(noisy, measureNoise)
    expect(sameFuel).toBe(true)
    expect(highest).toBeGreaterThan(lowest)
    expect(deviation).toBeGreaterThan(0)
  })
})

describe('a landscape', () => {
  const survey = (definition: ProblemDefinition<number, number>): ReturnType<typeof surveyLandscape> =>
    measured(definition, async (problem, evaluator, initial) => {
      const evaluation = await evaluator.evaluate({ program: initial, set: 'train' })
      return surveyLandscape(problem, evaluator, { program: initial, evaluation }, 40, () => false)
    })
  test('that is flat has nothing but neutral changes', async () => {
    const { changes, neutral, broken } = await survey({ ...sound, verify: () => 1 })
    expect(changes).toBe(40)
    expect(neutral + broken).toBe(40)
    expect(neutral).toBeGreaterThan(30)
  })
  test('that has slopes does not', async () => {
    const { neutral, better, worse } = await survey(sound)
    expect(better + worse).toBeGreaterThan(neutral)
  })
})

describe('ternate check', () => {
  const checked = async (parts: string): Promise<{ readonly code: number | null; readonly text: string }> => {
    const folder = mkdtempSync(join(tmpdir(), 'ternate-check-'))
    writeFileSync(join(folder, 'initial.ts'), 'export const twice = (x: number): number => x + 1\n')
    writeFileSync(
      join(folder, 'problem.ts'),
      `import { defineProblem, invalid } from 'ternate'
      let calls = 0
      export default defineProblem<number, number>({
        statement: 'Double a number.', entry: 'twice(x: number): number', direction: 'minimize',
        cases: { train: [{ input: 1 }, { input: 2 }], validation: [{ input: 3 }] },
        verify: ({ input }, answer) => (Number.isFinite(answer) ? Math.abs(answer - 2 * input) : invalid('not a number')),
        ${parts}
      })`,
    )
    const { code, stdout } = await ternate(['check', folder], folder)
    rmSync(folder, { recursive: true })
    return { code, text: stdout }
  }

  test('passes a sound problem and prints what it measured', { timeout: 60_000 }, async () => {
    const { code, text } = await checked('')
    expect(text).not.toContain('✗')
    expect(text).toMatch(/evaluation +\d+ fuel, [\d.]+ ms/)
    expect(text).toContain('none: 9 evaluations in 3 processes gave the same score and the same fuel')
    expect(text).toMatch(/of 200 random changes \d+ % leave the score as it is/)
    expect(code).toBe(0)
  })
  const FINDINGS: readonly [string, string, readonly string[]][] = [
    ['a noisy verifier', 'verify: () => ++calls', ['✗ equal programs have equal results', 'gave scores from']],
    ['a leaked case', '...{ cases: { train: [{ input: 1 }, { input: 2 }], validation: [{ input: 2 }] } }', ['✗ no case is in two sets']],
    [
      'a verifier that believes NaN',
      'verify: ({ input }, answer) => (Math.abs(answer - 2 * input) > 0 ? Math.abs(answer - 2 * input) : 0)',
      ['✗ no planted cheat scores better than the initial program: a program that returns a constant NaN', '✗ no forged answer'],
    ],
    [
      'a flat landscape',
      'verify: () => 1',
      ['Nearly every change that scores is neutral', 'random changes none improves', 'a score in smaller steps', 'docs/stuck.md'],
    ],
    [
      'a weak initial program, which is no cheat',
      'verify: ({ input }, answer) => (answer === input + 1 ? 50 : Number.isFinite(answer) ? Math.abs(answer - 2 * input) : invalid("no number"))',
      ['! your initial program is worse than one that returns its argument 1'],
    ],
  ]
  const names = async (_: string, parts: string, findings: readonly string[]): Promise<void> => {
    const { code, text } = await checked(parts)
    for (const finding of findings) expect(text).toContain(finding)
    expect(code).toBe(findings.some((finding) => finding.startsWith('✗')) ? 1 : 0)
  }
  test.each(FINDINGS.slice(0, 2))('names %s', { timeout: 60_000 }, names)
  test.each(FINDINGS.slice(2))('names %s', { tags: 'long' }, names)
})
