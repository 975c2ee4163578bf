import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MeteredEvaluator } from './evaluator.ts'
import { createEvaluator } from './evaluator.ts'
import { programOf, smallProblem } from './fixtures/problems.ts'

interface Hostile {
  readonly name: string
  readonly code: string
  readonly accept: readonly string[]
}

const programs = JSON.parse(readFileSync(new URL('./fixtures/hostile-public.json', import.meta.url), 'utf8')) as readonly Hostile[]
let evaluator: MeteredEvaluator
let answer: unknown

beforeAll(async () => {
  evaluator = await createEvaluator(
    smallProblem({
      limits: { fuel: 1_000_000, memory: 64 },
      verify: (_, given) => {
        answer = given
        return 1
      },
    }),
  )
})
afterAll(() => evaluator.close())

describe('hostile programs', () => {
  test.each(programs)('$name', { timeout: 20_000 }, async ({ code, accept }) => {
    answer = undefined
    const { verdict } = await evaluator.evaluate({ program: programOf(`export ${code}`), set: 'train' })
    expect(accept).toContain(verdict === 'scored' ? 'ok' : verdict)
    expect(JSON.stringify(answer) ?? '').not.toContain('ESCAPED')
    const next = await evaluator.evaluate({ program: programOf('export const solve = (x) => x + 1'), set: 'train' })
    expect(next.verdict).toBe('scored')
    expect(answer).toBe(2)
  })
})
