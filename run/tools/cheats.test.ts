import { describe, expect, test } from 'vitest'
import { makeProgram } from '../../languages/index.ts'
import { cheats, plantForgeries } from './cheats.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import { programOf, smallProblem } from '../../evaluators/isolate/fixtures/problems.ts'
import { permutationOf } from '../../authoring/kit/index.ts'
import { runsIsolated } from '../../authoring/initial.ts'
import { loadProblem, shippedProblems } from '../../authoring/load.ts'

const source = 'export const solve = (x) => Array.from({ length: x }, (_, k) => x - 1 - k)'
const entry = { name: 'solve', parameters: [{ name: 'x', type: 'number' }], returns: 'number[]' }
const order = (answer: readonly number[]): number => answer.reduce((sum, item, k) => sum + Math.abs(item - k), 0)
const sorted = smallProblem({
  entry,
  direction: 'minimize',
  train: [{ name: 'ten', input: 10, weight: 1 }],
  initialPrograms: [{ 'initial.js': source }],
})
const sound = {
  ...sorted,
  verify: (_: unknown, answer: unknown) => {
    const found = permutationOf(answer, 10)
    return 'invalid' in found ? found : order(found)
  },
}
const gullible = { ...sorted, verify: (_: unknown, answer: unknown) => order(answer as number[]) }

describe('plantForgeries', () => {
  test('finds nothing where the verifier counts', async () => {
    expect(await plantForgeries(sound, programOf(source))).toEqual([])
  })
  test('finds what a gullible verifier takes, and what it throws on', async () => {
    const names = (await plantForgeries(gullible, programOf(source))).map((item) => item.name)
    expect(names).toContain('an empty list')
    expect(names).toContain('nothing')
  })
  test('finds keys that are looked up in a list and are no numbers', async () => {
    const loadsBy = (_: unknown, answer: unknown): number | { invalid: string } => {
      const loads: number[] = []
      for (const bin of answer as number[]) {
        if (bin === loads.length) loads.push(0)
        if (loads[bin] === undefined) return { invalid: 'not open' }
        loads[bin] += 1
      }
      return loads.length
    }
    const bins = {
      ...sorted,
      verify: loadsBy,
      initialPrograms: [{ 'initial.js': 'export const solve = (x) => Array.from({ length: x }, (_, k) => k)' }],
    }
    const names = (await plantForgeries(bins, programOf('export const solve = (x) => Array.from({ length: x }, (_, k) => k)'))).map(
      (item) => item.name,
    )
    expect(names).toContain('the name of a method of lists everywhere')
  })
  test('finds nothing in the shipped problems', { tags: 'long' }, async () => {
    for (const name of shippedProblems()) {
      const problem = await loadProblem(name)
      if (!runsIsolated(problem)) continue
      const initial = makeProgram(problem.initialPrograms[0] ?? {})
      if (!initial.ok) throw new Error(initial.reason)
      expect(await plantForgeries(problem, initial.program)).toEqual([])
    }
  })
})

describe('cheats', () => {
  test('parse for every entry and are refused where the verifier counts', async () => {
    const evaluator = await createEvaluator(sound)
    for (const cheat of cheats) {
      const made = makeProgram(cheat.program(entry))
      if (!made.ok) throw new Error(`${cheat.name}: ${made.reason}`)
      expect(await evaluator.evaluate({ program: made.program, set: 'train' })).not.toHaveProperty('score')
    }
    await evaluator.close()
  })
})
