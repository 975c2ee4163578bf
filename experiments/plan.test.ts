import { describe, expect, test } from 'vitest'
import { armOf } from './arm.ts'
import { departuresOf, extendPlan, plannedRuns } from './plan.ts'
import type { Plan, PlanRequest } from './plan.ts'

const problem = (name: string, content = `${name}'s content`): Plan['problems'][number] => ({ name, reference: `/${name}`, content })

const request: PlanRequest = {
  engine: '1.0.0',
  problems: [problem('a'), problem('b')],
  arms: [armOf('default'), armOf('best-of-2')],
  seeds: 3,
  evaluations: 50,
}

const begun = (more: Partial<PlanRequest> = {}): Plan => extendPlan(undefined, { ...request, ...more })

/** A plan as its file is read again. */
const again = (plan: Plan): Plan => JSON.parse(JSON.stringify(plan)) as Plan

describe('a plan', () => {
  test('has a hash of all that is planned, and of nothing else', () => {
    const { hash } = begun()
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(begun({ problems: [{ ...problem('a'), reference: '/elsewhere/a' }, problem('b')] }).hash).toBe(hash)
    const others: Partial<PlanRequest>[] = [
      { engine: '1.0.1' },
      { problems: [problem('a')] },
      { problems: [problem('b'), problem('a')] },
      { problems: [problem('a', 'changed'), problem('b')] },
      { arms: [armOf('default')] },
      { arms: [armOf('best-of-2'), armOf('default')] },
      { arms: [armOf('default'), { ...armOf('best-of-3'), name: 'best-of-2' }] },
      { seeds: 4 },
      { seeds: ['1', '2', '3'] },
      { seeds: ['1', '2', '4'] },
      { evaluations: 51 },
      { plugins: [{ place: '/p.ts', content: 'p' }] },
    ]
    const hashes = others.map((other) => begun(other).hash)
    expect(new Set([hash, ...hashes]).size).toBe(others.length + 1)
  })

  test('draws its seeds from the hash, unless somebody names them', () => {
    const plan = begun()
    expect(plan.seeds).toEqual([1, 2, 3].map((k) => `${plan.hash?.slice(0, 12)}-${k}`))
    const runs = plannedRuns(plan, '/exp')
    expect(runs).toHaveLength(2 * 3 * 3)
    expect(runs.slice(0, 3).map(({ key, seed, folder }) => [key, seed, folder])).toEqual([
      [plan.seeds[0], 1, '/exp/runs/a/default/1'],
      [`${plan.seeds[0]}.1`, 1, '/exp/runs/a/best-of-2/1.1'],
      [`${plan.seeds[0]}.2`, 1, '/exp/runs/a/best-of-2/1.2'],
    ])
    expect(plannedRuns(begun({ seeds: ['x', '8'] }), '/exp').map(({ key }) => key)).toContain('x.2')
  })

  test('is made anew as long as no run has begun', () => {
    const plan = extendPlan(begun({ seeds: 2 }), { ...request, problems: [problem('a', 'mended'), problem('b')] })
    expect(plan).toEqual(begun({ problems: [problem('a', 'mended'), problem('b')] }))
  })

  test('keeps its hash and its seeds when it grows later, and says what was added when', () => {
    const plan = begun()
    const grown = extendPlan(plan, { ...request, seeds: 5, arms: [armOf('random')], problems: [problem('c')] }, 4)
    expect(grown.hash).toBe(plan.hash)
    expect(grown.seeds).toEqual([1, 2, 3, 4, 5].map((k) => `${plan.hash?.slice(0, 12)}-${k}`))
    expect(grown.extensions).toEqual([{ ended: 4, problems: ['c'], arms: ['random'], seeds: 2 }])
    expect(extendPlan(grown, { ...request, seeds: 1 }, 9)).toEqual(grown)
    expect(departuresOf(again(grown), '1.0.0', [])).toEqual(['c and random and 2 more seeds added after 4 runs had ended'])
    const twice = extendPlan(grown, { ...request, seeds: [...grown.seeds, 'mine'] }, 20)
    expect(departuresOf(again(twice), '1.0.0', [])).toHaveLength(2)
  })
})

describe('an experiment', () => {
  test('is as planned where nothing was added, left out or changed', () => {
    expect(departuresOf(again(begun()), '1.0.0', [])).toEqual([])
    expect(departuresOf(again(begun({ seeds: ['7', '9'] })), '1.0.0', [])).toEqual([])
  })

  const plan = begun()
  test.each<[string, Plan, string]>([
    ['another version of the engine', plan, 'planned with version 1.0.0 and carried out with 1.0.1'],
    ['an arm taken out by hand', { ...plan, arms: plan.arms.slice(0, 1) }, 'changed by hand'],
    ['an arm put first by hand', { ...plan, arms: plan.arms.toReversed() }, 'changed by hand'],
    ['a seed chosen by hand', { ...plan, seeds: ['42', ...plan.seeds.slice(1)] }, 'changed by hand'],
    ['a seed taken out by hand', { ...plan, seeds: plan.seeds.slice(1) }, 'changed by hand'],
    ['an extension hidden by hand', { ...extendPlan(plan, { ...request, seeds: 4 }, 18), extensions: [] }, 'changed by hand'],
  ])('with %s is not', (_, changed, why) => {
    const departures = departuresOf(again(changed), '1.0.1', [])
    expect(departures.some((departure) => departure.includes(why))).toBe(true)
  })

  test('is not where runs are there that the plan does not have', () => {
    expect(departuresOf(plan, '1.0.0', ['runs/a/lucky'])).toEqual(['runs/a/lucky holds runs that the plan does not have'])
  })
})
