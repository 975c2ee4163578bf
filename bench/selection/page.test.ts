import { expect, test } from 'vitest'
import { sectionOf } from './page.ts'
import type { Result } from './page.ts'
import { hashOfPlan, planOf, runsOf } from './plan.ts'
import { strategyOf } from './arms.ts'

const plan = { ...(await planOf('landscapes')), arms: ['greedy', 'random', 'sequential', 'elite'].map(strategyOf) }
const [first] = plan.grounds
const ground = { name: first?.name ?? '', direction: 'minimize', measure: 'Evaluations' } as const

/** Elites take ten evaluations less than the others in each pair, and random draws take more. */
const costs: Readonly<Record<string, number>> = { greedy: 100, sequential: 100, elite: 90, random: 150 }
const results = runsOf(plan)
  .filter((run) => run.ground === ground.name)
  .map(({ arm, pair }): Result => ({ ground: ground.name, arm, pair, score: (costs[arm] ?? 0) + pair, seconds: 1 }))

test('a section says who is better than whom in pairs, and how many pairs are whole', () => {
  const text = sectionOf('Landscapes', plan, [ground], results).join('\n')
  expect(text).toContain('20 of 20 pairs')
  expect(text).toMatch(/\| `elite` \| 101 \| \*\*\+10\.0 \(\+10\.0 to \+10\.0\)\*\* \| \*\*\+60\.0 /)
  expect(text).toContain('`greedy` beats `random`; beaten by `elite`')
  expect(text).toContain('`random` beats none; beaten by `greedy`, `sequential`, `elite`')
  const fewer = sectionOf('Landscapes', plan, [ground], results.slice(0, -1)).join('\n')
  expect(fewer).toContain('19 of 20 pairs')
  expect(sectionOf('Landscapes', plan, [ground], []).join('\n')).toContain('No pair is complete yet.')
})

test('seeds are made of the hash of the plan, and shared by all arms of a pair', () => {
  const runs = runsOf(plan)
  expect(runs).toHaveLength(plan.pairs * plan.grounds.length * plan.arms.length)
  for (const { pair, seed } of runs) expect(seed).toBe(`${hashOfPlan(plan)}-${pair}`)
  expect(hashOfPlan({ ...plan, evaluations: plan.evaluations + 1 })).not.toBe(hashOfPlan(plan))
})
