import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createStandIn } from '../../examples/stand-in/stand-in.ts'
import { evolve, openRun, verify } from '../../index.ts'
import { COMMON, MECHANISMS, tryMechanism } from '../fixtures/optimisers.ts'
import { makeDemonstrating, UNSEEN, useless } from '../fixtures/optimised.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-optimisers-'))
afterAll(() => rmSync(root, { recursive: true }))
const demonstrating = makeDemonstrating(root)

const NAMES = ['evoprompt', 'gepa', 'mipro', 'opro', 'promptbreeder', 'reflexion', 'self-refine', 'textgrad']

const SEEDS = Array.from({ length: 10 }, (_, at) => String(at + 1))

describe('a mechanism of a published optimiser finds its secret 10 times of 10, and the same without it never', () => {
  test.each(MECHANISMS.map((mechanism) => [mechanism.name, mechanism] as const))('%s', async (_, mechanism) => {
    const found = [mechanism.on, ...mechanism.off].map(() => 0)
    for (const seed of SEEDS)
      for (const [k, reason] of (await tryMechanism(mechanism, seed)).entries()) found[k] = (found[k] ?? 0) + Number(reason === 'target')
    expect(found).toEqual([10, ...mechanism.off.map(() => 0)])
  })
})

describe.each(NAMES)('the strategy %s', (strategy) => {
  test('leaves the archive as it is where all replies are cut off', async () => {
    const standIn = await createStandIn({ laws: { useless: useless.law() }, fault: () => 'cut' })
    const out = join(root, `cut-${strategy}`)
    const asked = { models: ['useless'], baseUrl: standIn.url, strategy, calls: 12, evaluations: 40 }
    await (
      await evolve(useless.problem, { ...COMMON, ...asked, out })
    ).finished
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
    await (
      await evolve(demonstrating, { ...COMMON, ...asked, seed: '5', out })
    ).finished
    await standIn.close()
    expect(heard.length).toBeGreaterThan(1)
    for (const body of heard) expect(body).not.toMatch(UNSEEN)
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true })
  })
})
