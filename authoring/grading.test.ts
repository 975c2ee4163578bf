import { describe, expect, test } from 'vitest'
import type { GraderRef, ProblemDefinition } from '../engine/contracts/problem.ts'
import { restsOnOpinion } from '../engine/contracts/grader.ts'
import { scoreCase } from '../engine/evaluation/score.ts'
import { completeProblem } from './load.ts'

const definition: ProblemDefinition = {
  statement: 'Name the capital.',
  cases: { train: [{ input: 'France', expected: 'Paris' }] },
  initialPrograms: [{ 'program.ts': 'export const f = (x: string): string => x' }],
}
const judged = (more: Partial<ProblemDefinition>, answer: unknown): unknown => {
  const problem = completeProblem({ ...definition, ...more })
  return scoreCase(problem, { name: 'a', input: 'France', expected: 'Paris', weight: 1 }, answer, 7)
}

describe('a problem with graders', () => {
  const graders: GraderRef[] = [
    { use: 'contains' },
    { use: 'equal', weight: 2 },
    { use: 'program', name: 'short', pass: 0.5, grade: (_: unknown, answer: unknown) => Math.min(1, 10 / String(answer).length) },
  ]
  test('scores the share that passes, by weight, and has the marks as metrics', () => {
    expect(judged({ graders }, 'Paris')).toEqual({ verdict: 'scored', fuel: 7, score: 1, metrics: { contains: 1, equal: 1, short: 1 } })
    expect(judged({ graders }, 'It is Paris.')).toEqual({
      verdict: 'scored',
      fuel: 7,
      score: 2 / 4,
      metrics: { contains: 1, equal: 0, short: 10 / 12 },
      feedback: 'equal: is "It is Paris.", not "Paris"',
    })
  })
  test('lets its verifier say the score by the marks', () => {
    const verify: ProblemDefinition['verify'] = ({ marks }) => ({
      score: (marks?.['contains'] ?? 0) * (marks?.['short'] ?? 0),
      metrics: { own: 3 },
    })
    expect(judged({ graders, verify }, 'It is Paris.')).toMatchObject({
      score: 10 / 12,
      metrics: { own: 3, contains: 1, equal: 0, short: 10 / 12 },
    })
    expect(judged({ graders, verify: () => ({ invalid: 'no' }) }, 'x')).toEqual({ verdict: 'invalid', fuel: 7, reason: 'no' })
  })
  test('has no verdict where a grader throws or gives no mark, and says which one', () => {
    const bad = (grade: unknown): GraderRef[] => [{ use: 'program', name: 'mine', grade }]
    const reasonOf = (grade: unknown): unknown => (judged({ graders: bad(grade) }, 'x') as { reason?: unknown }).reason
    expect(
      reasonOf(() => {
        throw new RangeError('secret')
      }),
    ).toBe('the verifier threw RangeError in the grader mine')
    for (const wrong of [2, -1, Number.NaN, 'x', undefined, null, { score: 1, why: 3 }, 10n])
      expect(reasonOf(() => wrong)).toMatch(/^the verifier threw .* in the grader mine$/)
  })
  test.each<[GraderRef[], RegExp]>([
    [[{ use: 'contain' }], /no grader "contain"; there are: contains, .*did you mean contains/],
    [[{ use: 'equal' }, { use: 'equal', not: true }], /two are called "equal"/],
    [[{ use: 'regex', pattern: '(a*)*b' }], /linear time/],
    [[{ use: 'equal', weight: 0 }], /weight/],
    [[{ use: 'equal', pass: 2 }], /pass/],
    [[{ use: 'equal', name: 'a b' }], /a name of letters/],
    [[], /list that is not empty/],
  ])('is refused with the graders %j', (refs, why) => {
    expect(() => completeProblem({ ...definition, graders: refs })).toThrow(why)
  })
  test('needs a verifier or graders', () => {
    expect(() => completeProblem(definition)).toThrow(/verify or graders must say/)
  })
  test('has another content for another function of a grader', () => {
    const contentOf = (grade: unknown): string => completeProblem({ ...definition, graders: [{ use: 'program', grade }] }).content
    expect(contentOf(() => 1)).toBe(contentOf(() => 1))
    expect(contentOf(() => 1)).not.toBe(contentOf(() => 0))
  })
})

test('nothing rests on opinion where one grader is a proof, or a verifier says the score', () => {
  const named = { use: 'x', weight: 1, pass: 1 }
  const [rubric, equal] = [
    { ...named, name: 'a', opinion: true },
    { ...named, name: 'b', opinion: false },
  ]
  expect(restsOnOpinion({ graders: [rubric], gradersAlone: true })).toBe(true)
  expect(restsOnOpinion({ graders: [rubric, equal], gradersAlone: true })).toBe(false)
  expect(restsOnOpinion({ graders: [rubric] })).toBe(false)
  expect(restsOnOpinion({})).toBe(false)
})
