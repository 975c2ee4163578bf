import { expect, test } from 'vitest'
import { findProblem, loadProblem, problemsOf, shippedCollections } from '../authoring/load.ts'
import { referenceTo } from '../run/evolve.ts'
import { isExact } from '../run/exact.ts'
import { solvedOf } from '../run/report.ts'

const names = await problemsOf('synthesis')

test('there are 25 tasks, each with its own name, content and suites', async () => {
  expect(shippedCollections()).toEqual(['synthesis'])
  expect(names).toHaveLength(25)
  const problems = await Promise.all(names.map((name) => loadProblem(name)))
  expect(new Set(problems.map(({ content }) => content)).size).toBe(25)
  for (const [k, problem] of problems.entries()) {
    expect(referenceTo(problem)).toBe(names[k])
    expect([problem.train.length, problem.heldOut[0]?.cases.length]).toEqual([100, 1000])
    expect(isExact(problem), problem.name).toBe(true)
  }
})

test('a task that there is not, and the folder without one, are refused with what there is', async () => {
  await expect(loadProblem('synthesis/gdc')).rejects.toMatchObject({ code: 'PROBLEM_MISSING', message: expect.stringContaining('gcd') })
  expect(() => findProblem('synthesis')).toThrow(
    expect.objectContaining({ code: 'PROBLEM_MISSING', message: expect.stringContaining('holds many problems') }),
  )
})

test('solved means every held-out case', async () => {
  const problem = await loadProblem('synthesis/gcd')
  expect(solvedOf(problem, 1, [{ set: 'unseen', score: 1 }])).toBe('everywhere')
  expect(solvedOf(problem, 1, [{ set: 'unseen', score: 0.999 }])).toBe('on train alone')
  expect(solvedOf(problem, 0.99, [{ set: 'unseen', score: 1 }])).toBeUndefined()
})

test('a problem whose scores are no right or wrong keeps the default strategy', async () => {
  for (const name of ['template', 'bin-packing', 'tsp-construct', 'cap-set', 'circle-packing', 'symbolic-regression', 'language-id'])
    expect(isExact(await loadProblem(name)), name).toBe(false)
})
