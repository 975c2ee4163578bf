import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createMeteredEvaluator } from '../../workers/evaluator.ts'
import { programOf, smallProblem } from '../fixtures/problems.ts'
import { childrenOf, lives } from '../fixtures/processes.ts'
import { fences } from './process.ts'

const linux = process.platform === 'linux'
const cpu = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

/** Compares strings forever in native code: no tick, no interrupt. */
const stuck =
  'export const solve = () => { const s = "a".repeat(2 ** 19); let n = 0; let i = 0; while (i++ < 1e6) n += s + i < s + "b" ? 1 : 0; return n }'

describe('the fences of a sandbox process', () => {
  const tries = (code: string): string => spawnSync(process.execPath, [...fences, '-e', code], { env: {}, encoding: 'utf8' }).stderr
  test.each([
    ['reading files', 'require("fs").readFileSync("/etc/passwd")', 'FileSystemRead'],
    ['reading the engine', `require("fs").readFileSync(${JSON.stringify(import.meta.filename)})`, 'FileSystemRead'],
    ['writing files', 'require("fs").writeFileSync("/tmp/ternate-escaped", "")', 'FileSystemWrite'],
    ['starting programs', 'require("child_process").execSync("true")', 'ChildProcess'],
  ])('forbid %s', (_, code, permission) => {
    expect(tries(code)).toContain(`permission: '${permission}'`)
    expect(spawnSync(process.execPath, ['-e', code.replace('/tmp/ternate-escaped', '/dev/null')]).status).toBe(0)
  })
})

describe.runIf(linux)('a sandbox process', () => {
  test('has an empty environment and no descriptor of ours beyond its pipes', async () => {
    process.env['TERNATE_SECRET'] = 'key'
    const evaluator = await createMeteredEvaluator(smallProblem())
    const pid = await evaluator.pid()
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('TZ=UTC\0')
    const read = (fd: string | number): string => readlinkSync(`/proc/${pid}/fd/${fd}`)
    const open = readdirSync(`/proc/${pid}/fd`).map(read)
    expect([0, 1, 2].map(read)).toEqual([expect.stringMatching(/^socket|^pipe/), expect.stringMatching(/^socket|^pipe/), '/dev/null'])
    expect(open.filter((path) => path.startsWith('/') && !path.startsWith('/dev/null'))).toEqual([])
    await evaluator.close()
    expect(lives(pid)).toBe(false)
    delete process.env['TERNATE_SECRET']
  })

  test('burns nothing once the verdict is known', { timeout: 30_000 }, async () => {
    const evaluator = await createMeteredEvaluator(smallProblem({ limits: { fuel: 100_000 } }))
    for (const source of ['export const solve = () => { for (;;); }', stuck])
      await evaluator.evaluate({ program: programOf(source), set: 'train' })
    const children = childrenOf(process.pid)
    await sleep(300)
    const before = new Map(children.filter(lives).map((pid) => [pid, cpu(pid)]))
    await sleep(500)
    for (const [pid, used] of before) if (lives(pid)) expect(cpu(pid) - used).toBeLessThanOrEqual(5)
    await evaluator.close()
  })

  test('is replaced after a set number of programs, and none is left behind', async () => {
    const evaluator = await createMeteredEvaluator(smallProblem(), { recycle: 5 })
    const pids = new Set<number>()
    for (let k = 0; k < 12; k++) {
      await evaluator.evaluate({ program: programOf(`export const solve = () => ${k}`), set: 'train' })
      pids.add(await evaluator.pid())
    }
    expect(pids.size).toBeGreaterThanOrEqual(3)
    await evaluator.close()
    expect([...pids].filter(lives)).toEqual([])
  })

  test.each([
    ['while it waits', 'export const solve = () => 1'],
    ['while it is stuck in a built-in', stuck],
  ])('dies with the engine, killed %s, and writes nothing to its standard error', { timeout: 30_000 }, async (_, source) => {
    const engine = spawn(process.execPath, [fileURLToPath(new URL('../fixtures/engine.ts', import.meta.url)), source], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let error = ''
    engine.stderr.on('data', (text: Buffer) => void (error += String(text)))
    const pid = await new Promise<number>((resolve) => engine.stdout.once('data', (text: Buffer) => resolve(Number(text))))
    await sleep(300)
    expect(lives(pid)).toBe(true)
    engine.kill('SIGKILL')
    for (let k = 0; k < 60 && lives(pid); k++) await sleep(50)
    expect(lives(pid)).toBe(false)
    expect(error).toBe('')
  })

  test('takes nothing else down when it is killed: the culprit of a batch is named', { timeout: 60_000 }, async () => {
    const evaluator = await createMeteredEvaluator(smallProblem({ limits: { fuel: 100_000, memory: 32 } }))
    const sources = Array.from({ length: 8 }, (_, k) => (k === 5 ? stuck : `export const solve = () => ${k}`))
    const evaluations = await evaluator.evaluateAll(sources.map((source) => ({ program: programOf(source), set: 'train' as const })))
    expect(evaluations.map((item) => item.verdict)).toEqual(sources.map((source) => (source === stuck ? 'timeout' : 'scored')))
    await evaluator.close()
  })

  test('tells of a request while it runs and never after, and tears no answer', { timeout: 60_000 }, async () => {
    const evaluator = await createMeteredEvaluator(
      smallProblem({ limits: { fuel: 1_000_000_000 }, verify: (_, answer) => (answer as number[]).length }),
    )
    let words = 0
    for (let k = 0; k < 150; k++) {
      const rounds = 100_000 * (1 + (k % 20))
      const source = `export const solve = () => { let n = 0; for (let i = 0; i < ${rounds}; i++) n += Math.sqrt(i); return new Float64Array(${1000 * (k % 90) + 1}).fill(n) }`
      const told: number[] = []
      const { verdict, score, fuel } = await evaluator.evaluate({ program: programOf(source), set: 'train' }, undefined, (burned) =>
        told.push(burned),
      )
      expect([verdict, score]).toEqual(['scored', 1000 * (k % 90) + 1])
      expect(told).toEqual(told.toSorted((a, b) => a - b))
      expect(Math.max(0, ...told)).toBeLessThanOrEqual(fuel)
      words += told.length
    }
    expect(words).toBeGreaterThan(50)
    await evaluator.close()
  })

  test('calls wait for each other, and a signal ends the one it is given to', { timeout: 30_000 }, async () => {
    const evaluator = await createMeteredEvaluator(smallProblem({ limits: { fuel: 100_000_000 } }))
    const aborting = new AbortController()
    const first = evaluator.evaluate({ program: programOf(stuck), set: 'train' }, aborting.signal)
    const second = evaluator.evaluate({ program: programOf('export const solve = () => 1'), set: 'train' })
    setTimeout(() => aborting.abort(), 300)
    await expect(first).rejects.toThrow('abort')
    expect(await second).toMatchObject({ verdict: 'scored' })
    await evaluator.close()
    await expect(evaluator.evaluate({ program: programOf(stuck), set: 'train' })).rejects.toMatchObject({ code: 'EVALUATOR_CLOSED' })
  })
})
