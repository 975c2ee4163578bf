import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunResult } from '../../engine/contracts/runner.ts'
import { hasPython, jails, resultsOf } from '../../evaluators/command/fixtures/trial.ts'
import { givenScore } from '../given-score.ts'
import { loadProblem } from '../load.ts'
import { translateFolder } from './index.ts'

const examples = join(import.meta.dirname, '../../examples')
let folder = ''
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'ternate-foreign-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** A folder that is made of one of the examples, or of files, with its problem beside them. */
async function problemFrom(name: string, from: string | Readonly<Record<string, string>>) {
  const place = join(folder, name)
  if (typeof from === 'string') cpSync(join(examples, from), place, { recursive: true })
  else {
    cpSync(join(examples, 'openevolve/function-minimisation'), place, { recursive: true })
    for (const [file, text] of Object.entries(from)) writeFileSync(join(place, file), text)
  }
  const { problem, notes } = translateFolder(place)
  writeFileSync(join(place, 'problem.ts'), problem)
  return { problem: await loadProblem(place), notes }
}

async function first(name: string, from: Parameters<typeof problemFrom>[1]): Promise<RunResult> {
  const { problem } = await problemFrom(name, from)
  const [result] = await resultsOf(problem.initialPrograms[0] ?? {}, problem, jails[0] ?? 'none')
  return result as RunResult
}

const evaluator = (body: string): Readonly<Record<string, string>> => ({ 'evaluator.py': `import os, sys, math\n${body}\n` })

describe('a folder in the form of OpenEvolve', () => {
  test('takes over what its settings say that has a meaning, and lists the rest', async () => {
    const { problem, notes } = await problemFrom('settings', 'openevolve/function-minimisation')
    expect(problem.evaluations).toBe(100)
    expect(problem.statement).toContain('lower value')
    expect(problem.runner).toMatchObject({ harness: 'openevolve', limits: { seconds: 20 } })
    expect(notes).toEqual(['of config.yaml these say nothing here: evaluator.parallel_evaluations, llm.primary_model, random_seed'])
  })

  test('says what is wrong with settings and folders', () => {
    const place = join(folder, 'wrong')
    cpSync(join(examples, 'openevolve/artifacts'), place, { recursive: true })
    const refused = (config: string): string => {
      writeFileSync(join(place, 'config.yaml'), config)
      try {
        translateFolder(place)
      } catch (error) {
        return (error as Error).message
      }
      return ''
    }
    expect(refused('evaluator: { timeout: soon }')).toContain('config.yaml: evaluator.timeout')
    expect(refused('a: [')).toContain('is no YAML')
    expect(refused('just words')).toContain('holds no settings')
    expect(refused('a: 1\n'.repeat(50_000))).toContain('more than')
    writeFileSync(join(place, 'initial_program.c'), '')
    expect(refused('')).toContain('several initial programs')
    rmSync(join(place, 'evaluator.py'))
    expect(refused('')).toContain('evaluator.py and initial_program.* (OpenEvolve)')
  })

  test.runIf(hasPython)('is scored by its evaluator, by stages where it has some, with its artifacts', { timeout: 60_000 }, async () => {
    const plain = await first('plain', 'openevolve/function-minimisation')
    expect(plain).toMatchObject({ kind: 'answer', answer: { metrics: { worst: expect.any(Number) as number } } })
    expect(await first('stages', 'openevolve/circle-packing')).toMatchObject({
      answer: { score: expect.closeTo((8 * 0.12) / 1.3, 9) as number, metrics: { shape: 1, overlap: 0 } },
    })
    const told = await first('artifacts', 'openevolve/artifacts')
    expect(told).toMatchObject({ answer: { score: 0.25, artifacts: { wrong: expect.stringContaining("'a\\tb\\nc'") as string } } })
    if (told.kind === 'answer')
      expect(givenScore({}, told.answer)).toMatchObject({
        score: 0.25,
        metrics: { passed: 0.25 },
        feedback: expect.stringMatching(/^wrong:\n/) as string,
      })
  })

  test.runIf(hasPython)('counts as failed where the evaluator throws, or a number is none', { timeout: 60_000 }, async () => {
    expect(await first('throws', evaluator('def evaluate(path): raise ValueError("no")'))).toMatchObject({
      kind: 'error',
      reason: 'ValueError: no',
    })
    expect(await first('nan', evaluator('def evaluate(path): return {"combined_score": 2.0, "x": float("nan")}'))).toMatchObject({
      kind: 'error',
      reason: "the evaluator's x is not finite",
    })
    expect(await first('module', evaluator('import not_there\ndef evaluate(path): return {}'))).toMatchObject({
      reason: expect.stringContaining('the module not_there is not installed') as string,
    })
    expect(await first('text', evaluator('def evaluate(path): return {"a": 1, "b": 2, "words": "x"}'))).toMatchObject({
      answer: { score: 1.5 },
    })
    expect(
      await first(
        'later',
        evaluator(
          'def evaluate_stage1(path): return {"a": 1.0}\ndef evaluate_stage2(path): raise ValueError("x")\ndef evaluate(path): raise RuntimeError',
        ),
      ),
    ).toMatchObject({
      answer: { score: 0.5, metrics: { a: 1, stage2_passed: 0 } },
    })
    expect(
      await first(
        'below',
        evaluator(
          'def evaluate_stage1(path): return {"a": 0.4}\ndef evaluate_stage2(path): raise ValueError("x")\ndef evaluate(path): raise RuntimeError',
        ),
      ),
    ).toMatchObject({
      answer: { score: 0.4, metrics: { a: 0.4 } },
    })
  })

  test.runIf(hasPython)(
    'gives the evaluator an absolute path with the ending of the program, and a folder to write to',
    { timeout: 60_000 },
    async () => {
      const body =
        'def evaluate(path):\n    open("left.txt", "w").write("x")\n    return {"absolute": float(os.path.isabs(path)), "ending": float(path.endswith(".py")), "beside": float(os.path.exists("config.yaml")), "alone": float(len(os.listdir(os.path.dirname(path))))}'
      expect(await first('paths', evaluator(body))).toMatchObject({ answer: { metrics: { absolute: 1, ending: 1, beside: 0, alone: 1 } } })
      expect(existsSync(join(folder, 'paths', 'left.txt'))).toBe(false)
    },
  )
})

test.runIf(hasPython)(
  'a folder in the form of ShinkaEvolve is scored by the file that its evaluator leaves',
  { timeout: 60_000 },
  async () => {
    const result = await first('shinka', 'shinka/knapsack')
    expect(result).toMatchObject({
      answer: { score: 248.2, metrics: { items: expect.any(Number) as number }, artifacts: { feedback: 'mean value 248.2' } },
    })
  },
)
