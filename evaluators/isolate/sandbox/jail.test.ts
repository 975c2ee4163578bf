import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, test } from 'vitest'
import { createEvaluator } from '../../workers/evaluator.ts'
import { programOf, smallProblem } from '../fixtures/problems.ts'
import { eventsOf, ternate } from '../../../tests/command.ts'
import { jailFlags } from './jail.ts'

/** Whether bubblewrap is here and namespaces are allowed. */
const jailed = spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true'], { stdio: 'ignore', timeout: 5000 }).status === 0

describe.runIf(jailed)('a jail', () => {
  /** What a line of code says inside of the jail, without Node's own fences: the worst case, in which everything else has failed. */
  const inside = (code: string): string =>
    spawnSync('bwrap', [...jailFlags(process.execPath, []), process.execPath, '-p', code], {
      encoding: 'utf8',
      timeout: 20_000,
    }).stdout.trim()
  const outside = (code: string): string => spawnSync(process.execPath, ['-p', code], { encoding: 'utf8', timeout: 20_000 }).stdout.trim()

  test('runs programs, and ends them, as a sandbox without one does', { timeout: 60_000 }, async () => {
    const sources = [
      'export const solve = (x) => [x + 1, Math.random()]',
      'export const solve = () => { for (;;); }',
      'export const solve = () => { throw 1 }',
      'export const solve = () => { const s = "a".repeat(2 ** 19); let n = 0; let i = 0; while (i++ < 1e6) n += s + i < s + "b" ? 1 : 0; return n }',
      'export const solve = (x) => x',
    ]
    const results = await Promise.all(
      (['none', 'bwrap'] as const).map(async (jail) => {
        const answers: unknown[] = []
        const verify = (_: unknown, answer: unknown): number => answers.push(answer)
        const evaluator = await createEvaluator(smallProblem({ limits: { fuel: 100_000 }, verify }), { jail })
        const verdicts: string[] = []
        for (const source of sources) verdicts.push((await evaluator.evaluate({ program: programOf(source), set: 'train' })).verdict)
        await evaluator.close()
        return { verdicts, answers }
      }),
    )
    expect(results[1]).toEqual(results[0])
    expect(results[1]?.verdicts).toEqual(['scored', 'fuel', 'error', 'timeout', 'scored'])
  })

  test('has no network', async () => {
    const server = createServer((socket) => socket.end('reached'))
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    const code = `new Promise((resolve) => { const s = require("net").connect(${port}, "127.0.0.1"); s.on("connect", () => { s.destroy(); resolve("reached") }); s.on("error", (e) => resolve(e.code)) }).then(console.log), ""`
    const interfaces = 'Object.values(require("os").networkInterfaces()).flat().filter((one) => !one.internal).length'
    expect(outside(code)).toContain('reached')
    expect(inside(code)).not.toContain('reached')
    expect(inside(interfaces)).toBe('0')
    server.close()
  })

  test('shows no home, no temporary files, no other process, and lets nothing be written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ternate-jail-'))
    for (const path of [homedir(), folder, '/etc/passwd', '/root', join(import.meta.dirname, '../../../package.json')]) {
      const code = `require("fs").existsSync(${JSON.stringify(path)})`
      if (outside(code) === 'true') expect(`${path} ${inside(code)}`).toBe(`${path} false`)
    }
    expect(inside('require("fs").readdirSync("/proc").filter((name) => +name > 0).length < 5')).toBe('true')
    for (const path of ['/lib/x', '/x', '/dev/x', '/dev/shm/x'])
      expect(
        inside(
          `(() => { try { require("fs").writeFileSync(${JSON.stringify(path)}, ""); return "written" } catch (e) { return e.code } })()`,
        ),
      ).toBe('EROFS')
    expect(inside('JSON.stringify(Object.keys(process.env).filter((name) => !["PWD", "TZ"].includes(name)))')).toBe('[]')
    rmSync(folder, { recursive: true })
  })

  test('holds a whole run unless told otherwise, which changes nothing but what is said of it', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ternate-jail-'))
    const [free, held] = [
      await ternate(['run', 'template', '--evaluations', '60', '--sandbox', 'none', '--out', join(folder, 'free'), '--json'], folder),
      await ternate(['run', 'template', '--evaluations', '60', '--out', join(folder, 'held'), '--json'], folder),
    ]
    const digest = (text: string): unknown => /"digest":"([^"]+)"/.exec(text)?.[1]
    expect(held.code).toBe(0)
    expect(digest(held.stdout)).toMatch(/./)
    expect(digest(held.stdout)).toBe(digest(free.stdout))
    const wall = ({ stdout }: { readonly stdout: string }): unknown[] =>
      eventsOf(stdout).flatMap((event) => ('wall' in event ? [event['wall']] : []))
    expect(wall(free)).toEqual(['none', 'none'])
    expect(wall(held)).toEqual(['bwrap', 'bwrap'])
    const shown = JSON.parse((await ternate(['show', join(folder, 'held'), '--json'], folder)).stdout) as { walls: unknown }
    expect(shown.walls).toEqual(['bwrap'])
    rmSync(folder, { recursive: true })
  })
})

test(
  'where there is no bwrap, a run that asks for it does not start, and says why; one that does not ask goes without, and says so',
  { timeout: 120_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'ternate-jail-'))
    const main = join(import.meta.dirname, '../../../cli/ternate.ts')
    const run = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
      spawnSync(process.execPath, [main, 'run', 'template', '--evaluations', '10', ...args, '--out', join(folder, 'run')], {
        env: { PATH: folder },
        encoding: 'utf8',
        cwd: folder,
      })
    const { status, stderr } = run('--sandbox', 'bwrap')
    expect(status).toBe(1)
    expect(stderr).toContain('bwrap is not available')
    expect(stderr).toContain('Install bubblewrap')
    expect(existsSync(join(folder, 'run'))).toBe(false)
    const without = run()
    expect(without.status).toBe(0)
    expect(without.stdout).toContain('wall around the programs: none but the sandbox process')
    rmSync(folder, { recursive: true })
  },
)
