import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { evolve, exportRun, importRun, intervene, openRun, resume, verify } from '../../index.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-intervene-'))
afterAll(() => rmSync(root, { recursive: true }))

test('an override of a run at rest moves programs when the run goes on; the run is verified, exported and imported', async () => {
  const out = join(root, 'rested')
  const run = await evolve('template', { evaluations: 120, seed: 3, workers: 1, out })
  while (run.status().commits < 40) await sleep(5)
  await run.pause()
  const best = run.status().best?.number ?? 0
  await intervene(out, { type: 'override', verdict: 'reject', program: best })
  const { index } = await intervene(out, { type: 'override', verdict: 'reject', program: 2 })
  const { digest } = await (await resume(out, { workers: 1 })).finished

  const { archive } = openRun(out)
  const records = [...archive.entries(index - 1)].map(({ record }) => record)
  await archive.close()
  expect(records.slice(0, 3).map(({ type }) => type)).toEqual(['override', 'override', 'resettled'])
  expect(records[2]).toMatchObject({ changes: expect.arrayContaining([expect.objectContaining({ removed: [best] })]) as unknown })
  expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true, digest })

  await exportRun(out, 'jsonl', join(root, 'run.jsonl'))
  expect(await importRun(join(root, 'run.jsonl'), join(root, 'imported'))).toMatchObject({ digest })
})
