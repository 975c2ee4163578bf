import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { evolve, verify } from '../index.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-presets-'))
afterAll(() => rmSync(root, { recursive: true }))

test.each(['hgm', 'lexicase', 'sica'])('the strategy %s runs without a model, and its search comes out again', async (name) => {
  const out = join(root, name)
  const run = await evolve('template', { strategy: name, evaluations: 25, workers: 1, seed: '1', out })
  await expect(run.finished).resolves.toMatchObject({ type: 'finished', reason: 'evaluations' })
  expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true })
})
