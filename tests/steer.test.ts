import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { evolve, isOwned, openRun, readStatus, resume, steer, verify } from '../index.ts'
import type { Command, JournalRecord } from '../index.ts'
import { eventsOf, project, ternate } from './command.ts'
import { bins } from './fixtures/bins.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-steer-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (name: string): string => join(root, name)

async function recordsOf(folder: string): Promise<JournalRecord[]> {
  const { archive } = openRun(folder)
  const records = [...archive.entries()].map(({ record }) => record)
  await archive.close()
  return records
}

/** A run that another process owns. */
interface Driven {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

function launch(args: readonly string[]): Driven {
  const child = spawn(process.execPath, [join(project, 'cli/ternate.js'), ...args, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  )
  return { child, ended }
}

/** Waits until a driven run has come so far, as its process says. */
async function reach(folder: string, commits: number): Promise<void> {
  while ((readStatus(folder)?.status.commits ?? 0) < commits) await sleep(20)
}

const endless = ['run', bins, '--evaluations', '100000', '--workers', '1']
const seed = 'export function priority(item: number, residual: number): number {\n  return item - 2 * residual\n}\n'

describe('a run that another process owns', () => {
  test('is paused and resumed, remarked upon and stopped, and is verified', { timeout: 120_000 }, async () => {
    const out = at('driven')
    const { ended } = launch([...endless, '--out', out])
    await reach(out, 60)
    expect(isOwned(out)).toBe(true)

    expect(await steer(out, { kind: 'pause' })).toEqual({ by: 'owner' })
    expect(readStatus(out)?.status.paused).toBe(true)
    await sleep(600)
    const { commits } = readStatus(out)?.status ?? {}
    await sleep(900)
    expect(readStatus(out)?.status.commits).toBe(commits)

    const commands: readonly Command[] = [
      { kind: 'note', text: 'look at the long lists' },
      { kind: 'review', verdict: 'reject', program: 2 },
      { kind: 'review', verdict: 'keep', program: 3 },
      { kind: 'review', verdict: 'prefer', program: 4, over: 1 },
      { kind: 'inject', files: { 'program.ts': seed }, of: 1, text: 'mine' },
    ]
    const steered = []
    for (const command of commands) steered.push(await steer(out, command))
    expect(steered.map(({ by }) => by)).toEqual(commands.map(() => 'owner'))
    const records = await recordsOf(out)
    expect(steered.map(({ index = 0 }) => records[index - 1]?.type)).toEqual(['note', 'override', 'override', 'override', 'injection'])

    const done = readStatus(out)?.status.commits ?? 0
    expect((await ternate(['resume', 'driven'], root)).stdout).toContain('goes on with it')
    await reach(out, done + 40)
    expect((await ternate(['stop', 'driven'], root)).code).toBe(0)
    const { code, stdout, stderr } = await ended
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
    expect(eventsOf(stdout).filter(({ type }) => type === 'steered').map(({ command }) => command)).toEqual(
      ['pause', 'note', 'review', 'review', 'review', 'inject', 'resume', 'stop'],
    ) // prettier-ignore
    expect(existsSync(join(out, 'inbox'))).toBe(false)
    expect(existsSync(join(out, 'status.json'))).toBe(false)

    const tried = (await recordsOf(out)).filter((record) => record.type === 'commit' && record.ticket.kind === 'injection')
    expect(tried).toHaveLength(1)
    expect(tried[0]).toMatchObject({ ticket: { injection: 1, of: 1 }, outcome: { kind: 'evaluated', operator: 'injection' } })
    const { archive } = openRun(out)
    const digest = archive.head()?.digest
    await archive.close()
    for (const mode of [{ kind: 'journal' }, { kind: 'sample', size: 3 }, { kind: 'all', workers: 1 }] as const)
      expect(await verify(out, mode)).toMatchObject({ equal: true, digest })
  })

  test('finishes when it is told to', { timeout: 60_000 }, async () => {
    const out = at('finished')
    const { ended } = launch([...endless, '--out', out])
    await reach(out, 30)
    expect((await ternate(['stop', out, '--finish'], root)).stdout).toContain('finished')
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(eventsOf(stdout).at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' })
    expect((await recordsOf(out)).filter(({ type }) => type === 'stop')).toEqual([{ type: 'stop', reason: 'stopped' }])
    expect((await verify(out, { kind: 'journal' })).equal).toBe(true)
    await expect(steer(out, { kind: 'pause' })).rejects.toMatchObject({ code: 'RUN_AT_REST' })
  })

  test('refuses what cannot be, and goes on whatever lies in its inbox', { timeout: 60_000 }, async () => {
    const out = at('refused')
    const { ended } = launch([...endless, '--out', out])
    await reach(out, 30)
    await expect(steer(out, { kind: 'review', verdict: 'keep', program: 1e6 })).rejects.toMatchObject({ code: 'PROGRAM_UNKNOWN' })
    await expect(steer(out, { kind: 'note', text: ' ' })).rejects.toMatchObject({ code: 'NOTE_TEXT' })
    await expect(steer(out, { kind: 'inject', files: { 'program.ts': 'export const (' } })).rejects.toMatchObject({ code: 'PROGRAM_FILE' })
    await expect(steer(out, { kind: 'dance' } as never)).rejects.toMatchObject({ code: 'STEER_COMMAND' })
    const inbox = join(out, 'inbox')
    mkdirSync(inbox, { recursive: true })
    const put = (name: string, text: string): void => writeFileSync(join(inbox, name), text)
    const time = Date.now()
    put(`${time}-a.json`, '{ "kind": "note", ')
    put(`${time}-b.json`, JSON.stringify({ kind: 'note', text: 'x', program: -1 }))
    put(`${time}-c.json`, JSON.stringify({ kind: 'note', text: 'x', more: 1 }))
    put(`${time}-d.json`, `"${'x'.repeat(5_000_000)}"`)
    put(`${time}-e.json`, JSON.stringify({ kind: 'inject', files: { __proto__: null, 'program.ts': '\u0000' } }))
    put('..json', '{}')
    mkdirSync(join(inbox, `${time}-f.json`))
    symlinkSync('/etc/passwd', join(inbox, `${time}-g.json`))
    put(`${time + 1}-z.json`, JSON.stringify({ kind: 'note', text: 'the last one' }))
    while (!existsSync(join(inbox, `${time + 1}-z.answer`))) await sleep(50)
    const { commits = 0 } = readStatus(out)?.status ?? {}
    await reach(out, commits + 20)
    expect(readdirSync(inbox).filter((name) => name.endsWith('.json') || name.endsWith('.taken'))).toEqual(['..json'])
    expect((await recordsOf(out)).filter(({ type }) => type === 'note')).toHaveLength(1)
    await steer(out, { kind: 'stop' })
    expect(await ended).toMatchObject({ code: 3, stderr: '' })
  })

  test(
    'that is killed again and again loses nothing that was said, says nothing twice, and comes to the digest of its journal',
    { timeout: 180_000 },
    async () => {
      const out = at('killed')
      // enough for four kills, however long it takes until each has been said what it is
      const budget = ['--evaluations', '800', '--workers', '1']
      let told = 0
      let kills = 0
      let args = ['run', bins, ...budget, '--out', out]
      const said: string[] = []
      for (;;) {
        const { child, ended } = launch(args)
        if (kills < 4) {
          while (child.exitCode === null && (readStatus(out) === undefined || !isOwned(out))) await sleep(10)
          expect(child.exitCode).toBe(null)
          const commits = readStatus(out)?.status.commits ?? 0
          await reach(out, commits + 20)
          // one is answered, the others may be anywhere between here and the journal when the process dies
          const texts = [`${++told}`, `${++told}`, `${++told}`]
          said.push(...texts)
          await steer(out, { kind: 'note', text: texts[0] ?? '' })
          const late = texts.slice(1).map(async (text) => steer(out, { kind: 'note', text }).catch(() => {}))
          const judged = steer(out, { kind: 'review', verdict: 'reject', program: 1 + told }).catch(() => {})
          await sleep(40 * kills)
          child.kill('SIGKILL')
          await Promise.all([...late, judged])
          kills += 1
        }
        const { code, stdout } = await ended
        if (code === 0) {
          expect(eventsOf(stdout).at(-1)?.['type']).toBe('finished')
          break
        }
        args = ['resume', out, '--workers', '1']
      }
      const notes = (await recordsOf(out)).flatMap((record) => (record.type === 'note' ? [record.text] : []))
      expect(notes.toSorted()).toEqual(said.toSorted())
      const { archive } = openRun(out)
      const digest = archive.head()?.digest
      await archive.close()
      expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true, digest })
      expect((await (await resume(out, { workers: 2 })).finished).digest).toBe(digest)
    },
  )
})

describe('a run that no process owns', () => {
  test('takes interventions into its journal, and heeds them when it goes on', { timeout: 60_000 }, async () => {
    const out = at('rest')
    const run = await evolve(bins, { evaluations: 120, workers: 1, out })
    while (run.status().commits < 40) await sleep(10)
    await run.pause()
    writeFileSync(at('mine.ts'), seed)
    expect((await ternate(['review', 'rest', '1', 'reject', '--json'], root)).stdout).toContain('"by":"here"')
    const injected = await ternate(['inject', 'rest', 'mine.ts', '--of', '1', '--text', 'a try'], root)
    expect(injected).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('when the run goes on') as string })
    await expect(steer(out, { kind: 'stop' })).rejects.toMatchObject({ code: 'RUN_AT_REST' })
    const { digest } = await (await resume(out, { workers: 2 })).finished
    const tried = (await recordsOf(out)).find((record) => record.type === 'commit' && record.ticket.kind === 'injection')
    expect(tried).toMatchObject({ ticket: { injection: 1, of: 1 }, outcome: { kind: 'evaluated', operator: 'injection' } })
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest })
    const shown = (await ternate(['show', 'rest'], root)).stdout
    expect(shown).toContain('a try')
  })

  test('is steered from within its process too, and through a pause comes to the digest that it would have come to', async () => {
    const plain = await (await evolve('template', { evaluations: 150, workers: 1 })).finished
    const run = await evolve('template', { evaluations: 150, workers: 1 })
    while (run.status().commits < 20) await sleep(5)
    await run.steer({ kind: 'pause' })
    expect(run.status().paused).toBe(true)
    await sleep(100)
    await run.steer({ kind: 'resume' })
    expect((await run.finished).digest).toBe(plain.digest)
    await expect(run.steer({ kind: 'note', text: 'late' })).rejects.toMatchObject({ code: 'RUN_AT_REST' })
  })
})
