import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { evolve, openRun, verify } from '../index.ts'
import { changed, COMMON, MECHANISMS, tryMechanism } from './fixtures/optimisers.ts'
import { makeDemonstrating, UNSEEN, useless } from './fixtures/optimised.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-optimisers-'))
afterAll(() => rmSync(root, { recursive: true }))
const demonstrating = makeDemonstrating(root)

const NAMES = ['evoprompt', 'gepa', 'mipro', 'opro', 'promptbreeder', 'reflexion', 'self-refine', 'textgrad']

describe('a mechanism of a published optimiser finds what the same without it does not', () => {
  test.each(MECHANISMS.map((mechanism) => [mechanism.name, mechanism] as const))('%s', async (_, mechanism) => {
    const [on, ...off] = await tryMechanism(mechanism, '1')
    expect(on).toBe('target')
    for (const reason of off) expect(reason).not.toBe('target')
  })
})

test('20 useless children cost 170 evaluations of cases behind a minibatch of 3, and 1,110 without it', async () => {
  const standIn = await createStandIn({ laws: { useless: useless.law() } })
  const spent: number[] = []
  // the first call tries whether the model is there
  for (const acceptance of [{ use: 'minibatch', cases: 3 }, { use: 'none' }]) {
    const strategy = { ...changed('gepa', { acceptance, parents: { use: 'greedy' } }), name: acceptance.use }
    const run = await evolve(useless.problem, { ...COMMON, strategy, models: ['useless'], baseUrl: standIn.url, calls: 21 })
    const last = await run.finished
    spent.push(Math.round(50 * last.evaluations))
  }
  await standIn.close()
  expect(spent).toEqual([170, 1110])
})

test('every demonstration of a bootstrapped set is a case that its parent passes', async () => {
  const standIn = await createStandIn({ laws: { useless: useless.law() } })
  const out = join(root, 'bootstrapped')
  const asked = { models: ['useless'], baseUrl: standIn.url, strategy: 'mipro', evaluations: 20 }
  await (await evolve(demonstrating, { ...COMMON, ...asked, seed: '3', out })).finished
  await standIn.close()
  const { archive } = openRun(out)
  let sets = 0
  for (const { record } of archive.entries()) {
    if (record.type !== 'commit' || record.ticket.kind !== 'offspring' || record.outcome.kind !== 'evaluated') continue
    if (record.outcome.operator !== 'bootstrap') continue
    const parent = archive.recall(record.ticket.parents[0] ?? 0)
    const passed = (parent?.evaluation.cases ?? []).flatMap((result, k) =>
      result.verdict === 'scored' && result.score === 1 ? [`word ${parent?.evaluation.positions?.[k] ?? k}`] : [],
    )
    const list = JSON.parse(archive.program(record.outcome.program.number)?.files['demos.json'] ?? '[]') as { readonly input: string }[]
    expect(list.length).toBeGreaterThan(0)
    for (const { input } of list) expect(passed).toContain(input)
    sets += 1
  }
  await archive.close()
  expect(sets).toBeGreaterThan(2)
})

describe.each(NAMES)('the strategy %s', (strategy) => {
  test('leaves the archive as it is where all replies are cut off', async () => {
    const standIn = await createStandIn({ laws: { useless: useless.law() }, fault: () => 'cut' })
    const out = join(root, `cut-${strategy}`)
    const asked = { models: ['useless'], baseUrl: standIn.url, strategy, calls: 12, evaluations: 40 }
    await (await evolve(useless.problem, { ...COMMON, ...asked, out })).finished
    await standIn.close()
    const { archive } = openRun(out)
    expect(archive.program(1)?.files).toEqual(useless.problem.initialPrograms?.[0])
    expect(archive.program(2)).toBeUndefined()
    await archive.close()
  })

  test('runs on texts, comes to the same again, and asks nothing that is held out', async () => {
    const heard: string[] = []
    const standIn = await createStandIn({ laws: { useless: useless.law() }, hears: (body) => heard.push(JSON.stringify(body)) })
    const out = join(root, `run-${strategy}`)
    const asked = { models: ['useless'], baseUrl: standIn.url, strategy, calls: 30, evaluations: 20 }
    await (await evolve(demonstrating, { ...COMMON, ...asked, seed: '5', out })).finished
    await standIn.close()
    expect(heard.length).toBeGreaterThan(1)
    for (const body of heard) expect(body).not.toMatch(UNSEEN)
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true })
  })
})
