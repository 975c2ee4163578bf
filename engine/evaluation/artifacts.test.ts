import { expect, test } from 'vitest'
import { completeProblem } from '../../authoring/load.ts'
import { showFeedback } from '../../proposers/model/results.ts'
import { scoreCase, summarize } from './score.ts'

const problem = completeProblem({
  statement: 'Draw.',
  direction: 'minimize',
  runner: { use: 'model' },
  model: () => 'x',
  initialPrograms: [{ 'prompt.md': 'x' }],
  cases: { train: [1, 5, 3, 5].map((input) => ({ input })) },
  verify: ({ input }) => ({ score: Number(input), artifact: `${'#'.repeat(Number(input))}\ud800${'x'.repeat(20_000)}` }),
})
const results = problem.train.map((subject) => scoreCase(problem, subject, 'x', 1))
const keptIn = (set: 'train' | 'validation', upTo = 4): number[] =>
  summarize(problem, set, results.slice(0, upTo), problem.train, upTo === 4).cases.flatMap((result, k) =>
    result.verdict === 'scored' && result.artifact !== undefined ? [k] : [],
  )

test('artifacts are kept of the worst cases of train alone, capped, also where judging goes step by step', () => {
  expect(keptIn('train')).toEqual([1, 3])
  expect(keptIn('train', 3)).toEqual([1, 2])
  expect(keptIn('validation')).toEqual([])
  const [, worst] = results
  expect(worst).toMatchObject({ artifact: expect.stringMatching(/^#####\ufffdx+$/) as string })
  expect(worst?.verdict === 'scored' && worst.artifact?.length).toBe(8000)
})

test('a prompt shows them in fences of their own, and what is no text is refused', () => {
  const shown = showFeedback(summarize(problem, 'train', results, problem.train, true), { direction: 'minimize' })
  expect(shown.match(/^Case \d, artifact:$/gm)).toEqual(['Case 2, artifact:', 'Case 4, artifact:'])
  expect(shown.length).toBeLessThan(10_000)
  const odd = { ...problem, verify: () => ({ score: 1, artifact: 5 as unknown as string }) }
  expect(scoreCase(odd, problem.train[0] as (typeof problem.train)[number], 'x', 1)).toMatchObject({ verdict: 'unverified' })
})
