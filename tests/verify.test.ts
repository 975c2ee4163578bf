import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENESIS } from '../archive/digest.ts'
import { archiveFolder, createRunFolder } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import type { JournalEntry } from '../engine/contracts/archive.ts'
import { evolve, openRun, verify } from '../index.ts'
import { chain } from '../library/run.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-verify-'))
afterAll(() => rmSync(root, { recursive: true }))
const honest = join(root, 'honest')

/** Index of the commit whose score is made better in the forged run. */
const FORGED = 20

/** A copy of the honest run in which one evaluation says more than it should, with a chain that fits. */
async function forge(folder: string): Promise<void> {
  const run = openRun(honest)
  createRunFolder(folder, run)
  let digest = GENESIS
  const entries = [...run.archive.entries()].map((entry): JournalEntry => {
    let { record } = entry
    if (entry.index === FORGED && record.type === 'commit' && record.outcome.kind === 'evaluated') {
      const { evaluation } = record.outcome
      record = { ...record, outcome: { ...record.outcome, evaluation: { ...evaluation, fuel: evaluation.fuel + 1 } } }
    }
    digest = chain.extend(digest, record)
    return { ...entry, record, digest }
  })
  const programs = []
  for (let number = 1; ; number++) {
    const program = run.archive.program(number)
    if (program === undefined) break
    programs.push({ number, program })
  }
  const archive = openArchive(archiveFolder(folder))
  await archive.append({ entries, programs, received: [], committed: [] })
  await archive.close()
  await run.archive.close()
}

describe('verify', () => {
  beforeAll(async () => {
    await (
      await evolve('template', { evaluations: 60, workers: 2, out: honest })
    ).finished
  })

  test('finds an honest run equal, by its journal, by a sample, and computed anew', async () => {
    const journal = await verify(honest, { kind: 'journal' })
    expect(journal.equal).toBe(true)
    expect(await verify(honest, { kind: 'sample', size: 10 })).toEqual(journal)
    expect(await verify(honest, { kind: 'all', workers: 2 })).toEqual(journal)
  })

  test('finds the record of a forged run that was not so, with both sides', async () => {
    const forged = join(root, 'forged')
    await forge(forged)
    const verification = await verify(forged, { kind: 'all', workers: 1 })
    expect(verification).toMatchObject({ equal: false, at: FORGED, recorded: { type: 'commit' }, computed: { type: 'commit' } })
    expect(await verify(forged, { kind: 'sample', size: 1000 })).toMatchObject({ equal: false, at: FORGED })
  })
})
