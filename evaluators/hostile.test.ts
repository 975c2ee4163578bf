import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEvaluator, type MeteredEvaluator } from './evaluator.ts'
import { attacks } from './fixtures/hostile.ts'
import { programOf, smallProblem } from './fixtures/problems.ts'

interface Given {
  readonly name: string
  readonly code: string
  readonly accept: readonly string[]
}

const given = (JSON.parse(readFileSync(new URL('./fixtures/hostile-public.json', import.meta.url), 'utf8')) as readonly Given[]).map(
  ({ name, code, accept }) => ({
    name,
    source: `export ${code}`,
    accept: accept.map((verdict) => (verdict === 'ok' ? 'scored' : verdict)),
  }),
)

describe.each(['frozen', 'fresh'] as const)('hostile programs in a realm that is %s', (realm) => {
  let evaluator: MeteredEvaluator
  let answer: unknown
  beforeAll(async () => {
    const verify = (_: unknown, answered: unknown): number => {
      answer = answered
      return 1
    }
    evaluator = await createEvaluator(smallProblem({ limits: { fuel: 1_000_000, memory: 64 }, verify }), { realm })
  })
  afterAll(() => evaluator.close())

  // a realm of its own is the same text: there the attacks that cost no processor time suffice
  const chosen = [...given, ...attacks].filter(
    ({ accept }) => realm === 'frozen' || !accept.some((verdict) => verdict === 'timeout' || verdict === 'memory'),
  )

  test.each(chosen)('$name', { timeout: 60_000 }, async ({ source, accept }) => {
    answer = undefined
    const [evaluation, next] = [
      await evaluator.evaluate({ program: { id: '', form: '', size: 0, files: { 'program.js': source } }, set: 'train' }),
      await evaluator.evaluate({
        program: programOf('export const solve = (x) => { const a = [x]; a.push(1); return `${a.map((v) => v + 1)}` }'),
        set: 'train',
      }),
    ]
    expect(accept).toContain(evaluation.verdict)
    expect(next.verdict).toBe('scored')
    expect(answer).toBe('2,2')
  })

  test('nothing escapes in an answer', async () => {
    const harmless = chosen.filter(({ accept }) => accept.includes('scored'))
    for (const { source } of harmless) {
      answer = undefined
      await evaluator.evaluate({ program: { id: '', form: '', size: 0, files: { 'program.js': source } }, set: 'train' })
      expect(JSON.stringify(answer) ?? '').not.toContain('ESCAPED')
    }
  })
})

test('there are at least sixty attacks of our own', () => expect(attacks.length).toBeGreaterThanOrEqual(60))
