import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { archiveFolder } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import type { Snapshot } from '../engine/contracts/archive.ts'
import type { SequencerSnapshot } from '../engine/order/snapshot.ts'
import { evolve, rebuild, resume } from '../index.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-rebuild-'))
afterAll(() => rmSync(root, { recursive: true }))

test('what is derived from a journal is made anew bit for bit, and a state that was wrong is found out', async () => {
  const folder = join(root, 'run')
  const whole = await (await evolve('template', { evaluations: 60, workers: 2, out: folder })).finished

  const first = await rebuild(folder)
  expect(first).toMatchObject({ digest: whole.digest, equal: true })
  expect(first.programs).toBeGreaterThan(20)

  const archive = openArchive(archiveFolder(folder))
  const snapshot = archive.snapshot() as Snapshot
  const state = snapshot.state as SequencerSnapshot
  const forged = { ...snapshot, state: { ...state, search: { ...state.search, spent: { ...state.search.spent, fuel: 1 } } } }
  await archive.append({ entries: [], programs: [], received: [], committed: [], snapshot: forged })
  await archive.close()
  expect((await rebuild(folder)).equal).toBe(false)
  expect((await rebuild(folder)).equal).toBe(true)

  const forgetful = openArchive(archiveFolder(folder))
  await forgetful.rebuild()
  expect(forgetful.snapshot()).toBeUndefined()
  await forgetful.close()
  expect(await (await resume(folder)).finished).toMatchObject({ type: 'finished', digest: whole.digest })
  expect((await rebuild(folder)).equal).toBe(true)
})
