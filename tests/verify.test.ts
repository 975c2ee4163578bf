import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENESIS } from '../archive/digest.ts'
import { archiveFolder, createRunFolder } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import type { JournalEntry } from '../engine/contracts/archive.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import { createEvaluator, evolve, exportRun, importRun, loadProblem, openRun, verify } from '../index.ts'
import { chain } from '../run/chain.ts'
import { ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-verify-'))
afterAll(() => rmSync(root, { recursive: true }))
const honest = join(root, 'honest')

/** Index of the commit whose fuel is made more in the forged run: the first of a program from here on. */
let forgedAt = 20

/** A copy of the honest run in which one evaluation says more than it should, with a chain that fits. */
async function forge(folder: string): Promise<void> {
  const run = openRun(honest)
  createRunFolder(folder, run)
  let digest = GENESIS
  const honestEntries = [...run.archive.entries()]
  forgedAt =
    honestEntries.find(({ index, record }) => index >= forgedAt && record.type === 'commit' && record.outcome.kind === 'evaluated')
      ?.index ?? 0
  const entries = honestEntries.map((entry): JournalEntry => {
    let { record } = entry
    if (entry.index === forgedAt && record.type === 'commit' && record.outcome.kind === 'evaluated') {
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
    expect(await verify(honest, { kind: 'sample', size: 10 })).toEqual({ ...journal, repeated: expect.any(Number) as number })
    expect(await verify(honest, { kind: 'all', workers: 2 })).toEqual(journal)
    // what was there when a ticket was drawn is told of the verifier's workers too
    const { archive } = openRun(honest)
    const ends = [...archive.entries()].map(({ record }) => (record.type === 'commit' ? record.outcome.kind : ''))
    await archive.close()
    expect(ends).toContain('known')
  })

  test('finds the record of a forged run that was not so, with both sides', async () => {
    const forged = join(root, 'forged')
    await forge(forged)
    const verification = await verify(forged, { kind: 'all', workers: 1 })
    expect(verification).toMatchObject({ equal: false, at: forgedAt, recorded: { type: 'commit' }, computed: { type: 'commit' } })
    expect(await verify(forged, { kind: 'sample', size: 1000 })).toMatchObject({ equal: false, at: forgedAt })
  })

  test(
    'believes results that were measured, as they need not come out the same again, and says of how many tickets',
    { tags: 'long' },
    async () => {
      /** Burns something else each time; from the tenth evaluation on it says so. */
      async function measuring(says: boolean): Promise<Evaluator> {
        const { cost, evaluate, close } = await createEvaluator(await loadProblem('template'))
        let times = 0
        return {
          cost,
          close,
          async evaluate(...job) {
            const evaluation = await evaluate(...job)
            times += 1
            return times < 10 ? evaluation : { ...evaluation, fuel: evaluation.fuel + times, ...(says ? { repeatable: false } : {}) }
          },
        }
      }
      const options = { evaluations: 16, workers: 1, baselines: false } as const
      for (const says of [true, false]) {
        const out = join(root, `measured-${says}`)
        await (
          await evolve('template', { ...options, evaluator: await measuring(says), out })
        ).finished
        const all = await verify(out, { kind: 'all', workers: 1 })
        if (says) expect(all).toMatchObject({ equal: true, believed: expect.any(Number) as number })
        else expect(all).toMatchObject({ equal: false })
        expect(await verify(out, { kind: 'sample', size: 1000 })).toMatchObject({ equal: says })
      }
      expect((await ternate(['verify', 'measured-true', '--all', '--workers', '1'], root)).stdout).toMatch(
        /\d+ tickets have measured results, which are believed/,
      )
    },
  )

  test('counts records as it goes, and says on the command line what differs', async () => {
    const counted: number[] = []
    const verification = await verify(honest, { kind: 'sample', size: 0 }, (done, total) => counted.push(done, total))
    const records = verification.equal ? verification.records : 0
    expect(counted.slice(0, 2)).toEqual([1, records])
    expect(counted.slice(-2)).toEqual([records, records])
    expect(await ternate(['verify', 'honest'], root)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('nothing differs: ') as string,
    })
    const { code, stdout, stderr } = await ternate(['verify', 'forged', '--all', '--workers', '1'], root)
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/^not equal, first at record \d+:\n {2}outcome\.evaluation\.fuel: recorded \d+, computed \d+\n$/)
    const json = await ternate(['verify', 'forged', '--all', '--workers', '1', '--json'], root)
    expect(JSON.parse(json.stdout)).toMatchObject({ equal: false, at: forgedAt, differences: [{ path: 'outcome.evaluation.fuel' }] })
  })

  test('finds a program whose text was exchanged', async () => {
    await exportRun(honest, 'jsonl', join(root, 'honest.jsonl'))
    const text = readFileSync(join(root, 'honest.jsonl'), 'utf8')
    expect(text).toContain('EVOLVE-BLOCK-START')
    writeFileSync(join(root, 'exchanged.jsonl'), text.replace('EVOLVE-BLOCK-START', 'EVOLVE-BLOCK-STARS'))
    await expect(importRun(join(root, 'exchanged.jsonl'), join(root, 'exchanged'))).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
  })
})
