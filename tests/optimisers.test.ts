import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { evolve, openRun } from '../index.ts'
import { changed, COMMON, MECHANISMS, tryMechanism } from './fixtures/optimisers.ts'
import { makeDemonstrating, useless } from './fixtures/optimised.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-optimisers-'))
afterAll(() => rmSync(root, { recursive: true }))
const demonstrating = makeDemonstrating(root)

/** Those that take little time; tests/long tries all, ten times. */
const QUICK = ['reflection on feedback', 'rounds within a proposal', 'critiques along the trace']

describe('a mechanism of a published optimiser finds what the same without it does not', () => {
  test.each(MECHANISMS.filter(({ name }) => QUICK.includes(name)).map((mechanism) => [mechanism.name, mechanism] as const))(
    '%s',
    async (_, mechanism) => {
      const [on, ...off] = await tryMechanism(mechanism, '1')
      expect(on).toBe('target')
      for (const reason of off) expect(reason).not.toBe('target')
    },
  )
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
  await (
    await evolve(demonstrating, { ...COMMON, ...asked, seed: '3', out })
  ).finished
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
