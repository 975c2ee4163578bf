import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { createMemoryArchive } from '../archive/memory.ts'
import { openRun } from '../index.ts'
import { eventsOf, ternate } from './command.ts'
import { assemble } from './fixtures/assembly.ts'
import { bins } from './fixtures/bins.ts'
import { deaths, execute } from './fixtures/execution.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-kill-'))
afterAll(() => rmSync(root, { recursive: true }))

const options = [bins, '--seed', '5', '--evaluations', '250', '--json']

/** Processes of ours whose command line names the sandbox and whose parent has gone. */
function orphans(): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => /^\s*\d+\s+1\s.*evaluators\/sandbox\/main/.test(line))
}

test('killed again and again, a run goes on to the digest of the uninterrupted one, and nothing that was told is lost', async () => {
  const whole = await ternate(['run', ...options, '--out', join(root, 'whole')], root)
  expect(whole.stderr).toBe('')
  const last = eventsOf(whole.stdout).at(-1)
  const out = join(root, 'killed')
  const told: Record<string, unknown>[] = []
  let kills = 0
  let args = ['run', ...options, '--out', out]
  for (;;) {
    const wanted = 2 + kills
    const { stdout, signal, stderr } = await ternate(args, root, (text) => kills < 4 && text.split('\n').length > wanted)
    const events = eventsOf(stdout)
    told.push(...events.filter(({ type }) => type === 'improved'))
    if (signal === null) {
      expect(stderr).toBe('')
      expect(events.at(-1)).toMatchObject({ type: 'finished', digest: last?.['digest'], champion: last?.['champion'] })
      break
    }
    kills += 1
    args = ['resume', out, '--json', '--workers', String(1 + (kills % 2))]
  }
  expect(kills).toBeGreaterThan(1)
  const run = openRun(out)
  for (const { number } of told) expect(run.archive.program(Number(number))).toBeDefined()
  await run.archive.close()
  await sleep(1500)
  expect(orphans()).toEqual([])
})

test('killed while it writes, while results wait for their turn, and at any moment, it loses nothing that was acknowledged', async () => {
  const parts = { workers: 2, evaluations: 600 }
  const whole = await assemble(createMemoryArchive(), parts)
  const { digest } = (await whole.ended).head
  await whole.close()
  const { kills, waiting, ...killed } = await execute({ ...parts, out: join(root, 'deaths') }, (life) => deaths(life, 10))
  expect(killed.digest).toBe(digest)
  expect(kills).toBe(10)
  expect(waiting).toBeGreaterThan(1)
}, 120_000)

test('killed half a second after its first results, again and again, it gets on', async () => {
  const execution = await execute({ workers: 2, evaluations: 100, out: join(root, 'half-seconds') }, () => ({
    kind: 'time',
    milliseconds: 500,
  }))
  const { heights } = execution
  expect(heights).toEqual(heights.toSorted((a, b) => a - b))
  expect(heights.length).toBeLessThan(60)
}, 120_000)
