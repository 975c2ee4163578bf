import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { openHistory } from '../../trust/release/history.ts'
import { proposalNames } from '../../trust/proposals/folder.ts'
import { proposalLog } from '../../trust/proposals/propose.ts'
import { verifyProposal } from '../../trust/proposals/verify.ts'
import { serve } from '../../trust/release/champion.ts'
import { watchOf } from '../../trust/release/observe.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-release-kill-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const now = (): string => '2026-12-01T00:00:00.000Z'
const script = join(import.meta.dirname, '../fixtures/release-process.ts')
const killer = join(import.meta.dirname, '../fixtures/kill-at.ts')
const run = promisify(execFile)

/** Runs a command in a process of its own, which is killed before its k-th step on the disk; whether it lived to its end. */
async function command(name: string, folder: string, at = 0): Promise<boolean> {
  try {
    await run(process.execPath, ['--import', killer, script, name, folder], { env: { ...process.env, KILL_AT: String(at) } })
    return true
  } catch (error) {
    if ((error as { signal?: string }).signal === 'SIGKILL') return false
    throw error
  }
}

/** What holds whatever was killed: logs are whole chains, proposals verify, and whatever the pointer names can be served. */
async function mustHold(folder: string): Promise<{ readonly steps: readonly string[]; readonly proposals: readonly string[] }> {
  const proposals = join(folder, 'proposals')
  proposalLog(proposals, now).entries()
  for (const name of proposalNames(proposals))
    expect((await verifyProposal(join(proposals, name))).filter(({ holds }) => !holds)).toEqual([])
  const steps = openHistory(join(folder, 'releases', 'toy'), now).entries()
  if (steps.length > 0) for (let k = 0; k < 20; k++) serve(join(folder, 'releases'), 'toy', `user ${k}`)
  return { steps: steps.map(({ kind }) => kind), proposals: proposalNames(proposals) }
}

describe('a command that is killed before any of its steps on the disk', () => {
  // what must have been done before, and what holds once it was done again
  test.each<[string, readonly string[], readonly string[]]>([
    ['propose', [], []],
    ['canary', ['propose'], ['began', 'canary']],
    ['rollback', ['propose', 'promote'], ['began', 'promoted', 'rolled-back']],
  ])('%s loses nothing, and does it when it is called again', async (name, before, after) => {
    const start = join(root, name, 'start')
    for (const each of before) await command(each, start)
    for (let at = 1; ; at++) {
      const folder = join(root, name, String(at))
      if (before.length > 0) cpSync(start, folder, { recursive: true })
      const lived = await command(name, folder, at)
      const found = await mustHold(folder)
      if (!lived && !(name === 'propose' ? found.proposals.length > 0 : found.steps.length === after.length)) await command(name, folder)
      const done = await mustHold(folder)
      expect(done.steps).toEqual(after)
      expect(done.proposals).toEqual(['P-0001'])
      if (lived) {
        expect(at).toBeGreaterThan(3)
        break
      }
    }
  })

  test('observe: what was told before counts, and the bound trips all the same', async () => {
    const start = join(root, 'observe', 'start')
    for (const each of ['propose', 'canary']) await command(each, start)
    for (let at = 2; at < 12; at += 3) {
      const folder = join(root, 'observe', String(at))
      cpSync(start, folder, { recursive: true })
      expect(await command('observe', folder, at)).toBe(false)
      const state = watchOf(join(folder, 'releases'), 'toy')
      const told = state?.watch.states()[0]
      expect((told?.champion ?? 0) + (told?.canary ?? 0)).toBeLessThan(10)
      expect(state?.broken).toBe(0)
      for (let k = 0; k < 6; k++) await command('observe', folder)
      expect((await mustHold(folder)).steps).toEqual(['began', 'canary', 'rolled-back'])
    }
  })
})

test('of two processes that do the same at once each is told what holds, and the chain has one of each step', async () => {
  const folder = join(root, 'two')
  await Promise.all([command('propose', folder), command('propose', folder), command('propose', folder)])
  const { proposals } = await mustHold(folder)
  expect(proposals).toEqual(['P-0001', 'P-0002', 'P-0003'])
  const recorded = proposalLog(join(folder, 'proposals'), now).entries()
  expect(recorded.map((entry) => entry.kind === 'proposed' && entry.proposal)).toEqual(expect.arrayContaining([...proposals]))
  await Promise.all([command('canary', folder), command('canary', folder), command('canary', folder)])
  expect((await mustHold(folder)).steps).toEqual(['began', 'canary'])
  await Promise.all([command('promote', folder), command('promote', folder)])
  expect((await mustHold(folder)).steps).toEqual(['began', 'canary', 'promoted'])
  await command('rollback', folder)
  expect((await mustHold(folder)).steps).toEqual(['began', 'canary', 'promoted', 'rolled-back'])
  const left = readdirSync(join(folder, 'releases', 'toy', 'history')).filter((name) => !/^\d{6}\.json$/.test(name))
  expect(left).toEqual([])
})
