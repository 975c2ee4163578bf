import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { intervene, backupRun, evolve, openRun, resume, verify } from '../index.ts'
import type { JournalRecord, UserIntervention } from '../index.ts'
import { project, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-onward-'))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

async function recordsOf(folder: string): Promise<JournalRecord[]> {
  const { archive } = openRun(folder)
  const records = [...archive.entries()].map(({ record }) => record)
  await archive.close()
  return records
}

async function expectSound(folder: string, digest: string): Promise<void> {
  for (const mode of [{ kind: 'journal' }, { kind: 'sample', size: 3 }, { kind: 'all', workers: 1 }] as const)
    expect(await verify(folder, mode)).toMatchObject({ equal: true, digest })
}

const interventions: readonly UserIntervention[] = [
  { type: 'note', author: 'user', about: 'user', scope: {}, text: 'promising' },
  { type: 'note', author: 'user', about: 'user', scope: { parent: 2 }, text: 'odd' },
  { type: 'override', verdict: 'reject', program: 2, text: 'too long' },
  { type: 'override', verdict: 'prefer', program: 1, over: 2 },
]

describe('a run that was remarked upon', () => {
  test('goes on after notes to where it would have ended, and is verified, with overrides too', async () => {
    const options = { evaluations: 200, seed: 5, workers: 1 }
    const plain = await (await evolve('template', options)).finished
    const run = await evolve('template', { ...options, out: at('noted') })
    while (run.status().commits < 40) await sleep(5)
    await expect(intervene(at('noted'), interventions[0] as UserIntervention)).rejects.toMatchObject({ code: 'ARCHIVE_LOCKED' })
    await run.pause()
    for (const intervention of interventions.slice(0, 2)) await intervene(at('noted'), intervention)
    const last = await (await resume(at('noted'), { workers: 2 })).finished
    for (const override of interventions.slice(2)) await intervene(at('noted'), override)
    const { digest, index } = await intervene(at('noted'), { type: 'note', author: 'user', about: 'user', scope: {}, text: 'done' })
    expect(last).toMatchObject({ type: 'finished', evaluations: plain.evaluations })
    expect(last.type === 'finished' && plain.type === 'finished' && last.champion).toEqual(plain.type === 'finished' && plain.champion)
    expect(await recordsOf(at('noted'))).toHaveLength(index)
    expect((await (await resume(at('noted'))).finished).digest).toBe(digest)
    await expectSound(at('noted'), digest)
    expect((await ternate(['list', root, '--json'], root)).stdout).toContain('"run":"noted","state":"finished"')
    const shown = (await ternate(['show', 'noted'], root)).stdout
    for (const said of ['promising', 'program 2  odd', 'reject: too long', 'better than 2', 'done']) expect(shown).toContain(said)
  })

  test.each<[string, UserIntervention, string]>([
    ['about a program that is not there', { type: 'override', verdict: 'keep', program: 100_000 }, 'PROGRAM_UNKNOWN'],
    ['about no whole number', { type: 'override', verdict: 'keep', program: 1.5 }, 'PROGRAM_UNKNOWN'],
    ['that says nothing', { type: 'note', author: 'user', about: 'user', scope: {}, text: ' ' }, 'NOTE_TEXT'],
    ['that says too much', { type: 'note', author: 'user', about: 'user', scope: {}, text: 'x'.repeat(10_001) }, 'NOTE_TEXT'],
  ])('refuses one %s', async (_, intervention, code) => {
    const before = await recordsOf(at('noted'))
    await expect(intervene(at('noted'), intervention)).rejects.toMatchObject({ code })
    expect(await recordsOf(at('noted'))).toEqual(before)
  })
})

describe('a run that has ended', () => {
  test('searches on with a larger budget, each time', async () => {
    const out = at('longer')
    const first = await (await evolve('template', { evaluations: 60, workers: 2, out })).finished
    const second = await (await resume(out, { evaluations: 120 })).finished
    expect(second.evaluations).toBeGreaterThanOrEqual(120)
    expect(second.digest).not.toBe(first.digest)
    expect((await (await resume(out, { evaluations: 120 })).finished).digest).toBe(second.digest)
    const third = await (await resume(out, { fuel: 1e9, evaluations: 150 })).finished
    await expectSound(out, third.digest)
    const extensions = (await recordsOf(out)).filter(({ type }) => type === 'extend')
    expect(extensions).toEqual([
      { type: 'extend', budget: { evaluations: 120 } },
      { type: 'extend', budget: { evaluations: 150, fuel: 1e9 } },
    ])
    expect((await ternate(['show', 'longer'], root)).stdout).toMatch(/budget +evaluations 150, fuel 1,000,000,000/)
  })

  test('is not extended by what it has spent already', async () => {
    await expect((await resume(at('longer'), { evaluations: 20 })).finished).rejects.toMatchObject({ code: 'BUDGET_SPENT' })
    for (const limit of ['--fuel', '--calls', '--tokens', '--dollars']) {
      const { code, stdout, stderr } = await ternate(['resume', 'longer', limit, '1'], root)
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^ternate: the run has spent that budget already [^\n]* \[BUDGET_SPENT\]\n$/) as string,
      })
    }
    await expect(resume(at('longer'), { evaluations: 0.5 })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    expect((await verify(at('longer'), { kind: 'journal' })).equal).toBe(true)
  })

  test('and is killed while it searches on comes to the same digest', async () => {
    await (
      await evolve('template', { evaluations: 20, workers: 1, out: at('killed') })
    ).finished
    cpSync(at('killed'), at('left'), { recursive: true })
    const { digest } = await (await resume(at('left'), { evaluations: 200, workers: 1 })).finished
    const args = ['resume', 'killed', '--evaluations', '200', '--workers', '1', '--json']
    let kills = 0
    let last: string
    for (;;) {
      const { signal, stdout } = await ternate(args, root, (text) => kills < 2 && text.includes('"started"'))
      last = stdout
      if (signal === null) break
      kills += 1
    }
    expect(kills).toBe(2)
    expect(last).toContain(digest)
  })
})

test('a run whose problem has changed goes on only when told to, and says so once', async () => {
  cpSync(join(project, 'problems/template'), at('mine'), { recursive: true })
  const out = at('moved')
  const run = await evolve(at('mine'), { evaluations: 200, workers: 1, out })
  while (run.status().commits < 30) await sleep(5)
  await run.pause()
  // what is told of a problem is no part of it
  writeFileSync(at('mine/README.md'), 'another text')
  writeFileSync(at('mine/notes.txt'), 'another file, the same cases')
  await expect(resume(out)).rejects.toMatchObject({
    code: 'MANIFEST_MISMATCH',
    message: expect.stringContaining("problem's content") as string,
  })
  const accepted = await resume(out, { acceptDifferences: true, workers: 1 })
  await sleep(20)
  await accepted.pause()
  const { digest } = await (await resume(out)).finished
  const records = await recordsOf(out)
  expect(records.filter(({ type }) => type === 'environment')).toHaveLength(1)
  expect(records.at(-1)?.type).toBe('finish')
  expect(await verify(out, { kind: 'sample', size: 0 })).toMatchObject({ equal: true, digest })
  await expect(verify(out, { kind: 'journal' })).rejects.toMatchObject({ code: 'PROBLEM_CHANGED' })
})

test('a backup of a run that is being written is a run, whole and sound, and goes on', async () => {
  const run = await evolve('template', { evaluations: 400, seed: 8, workers: 1, out: at('live') })
  const durable = (): number => {
    const { archive } = openRun(at('live'))
    const { index = 0 } = archive.head() ?? {}
    void archive.close()
    return index
  }
  while (run.status().commits < 60 || durable() < 2) await sleep(5)
  const copies = await Promise.all([1, 2].map(async (copy) => backupRun(at('live'), at(`copy-${copy}`))))
  await run.pause()
  const whole = await (await resume(at('live'), { workers: 2 })).finished
  for (const { out, entries, digest } of copies) {
    expect(entries).toBeGreaterThan(1)
    expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true, digest, records: entries })
  }
  expect((await (await resume(at('copy-1'), { workers: 1 })).finished).digest).toBe(whole.digest)
  await expect(backupRun(at('live'), at('copy-2'))).rejects.toMatchObject({ code: 'OUT_TAKEN' })
  await expect(backupRun(at('live'), '/proc/nowhere')).rejects.toMatchObject({ code: 'OUT_UNWRITABLE' })
  expect(readdirSync(root).filter((name) => name.includes('backup') || name.includes('import'))).toEqual([])
  expect(existsSync(at('copy-1/archive/writer.lock'))).toBe(false)
})
