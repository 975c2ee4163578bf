import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { evolve, resume } from '../run/evolve.ts'
import { readLog } from '../run/log.ts'
import { readStatus } from '../run/control/status.ts'
import { steer } from '../run/control/steer.ts'
import { verify } from '../run/tools/verify.ts'
import type { Run } from '../run/start.ts'
import { eventsOf, project, ternate } from './command.ts'
import type { Ended } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-faults-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (...names: string[]): string => join(root, ...names)

/** What a problem consists of beside what it has in common with the others. */
interface Own {
  /** Before the definition. */
  readonly before?: string
  /** Text of the verifier's body before it judges. */
  readonly verify?: string
  readonly fields?: string
  readonly driver?: string
}

const cases = '[1, 2, 3, 5].map((x) => ({ input: x, expected: 7 * x }))'

/** Writes a problem whose answers are numbers close to 7 times the input. */
function problem(name: string, { before = '', verify: body = '', fields = '', driver }: Own): string {
  const folder = at(name)
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'problem.ts'),
    `import { defineProblem } from 'ternate'
${before}
export default defineProblem<number, number>({
  statement: 'Return a number close to 7 times the input.',
  direction: 'minimize',
  ${fields.includes('cases:') ? '' : `cases: { train: ${cases} },`}
  verify: ({ input, expected }, answer) => {
    ${body}
    return Math.abs(Number(answer) - Number(expected))
  },
  ${fields}
})
`,
  )
  writeFileSync(
    join(folder, 'initial.ts'),
    'export function f(x: number): number {\n  // EVOLVE-BLOCK-START\n  const k = 1\n  return x * k\n  // EVOLVE-BLOCK-END\n}\n',
  )
  if (driver !== undefined) writeFileSync(join(folder, 'driver.ts'), driver)
  return folder
}

/** A program that a problem of these has its fault with: it answers a little more than the input, which the search does not come to by itself. */
const tripping = {
  'program.ts': 'export function f(x: number): number {\n  // EVOLVE-BLOCK-START\n  return x + 0.0625\n  // EVOLVE-BLOCK-END\n}\n',
}
const trips = 'answer === input + 0.0625'

/** Starts a command whose end is waited for later; `kill` signals its own process, not a launcher's. */
function launch(args: readonly string[]): {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly said: () => string
  readonly ended: Promise<Ended>
} {
  const child = spawn(process.execPath, [join(project, 'cli/ternate.js'), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })))
  return { kill: (signal) => child.kill(signal), said: () => stdout + stderr, ended }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(50)
}

/** Waits for something that a run comes to; its fault ends the waiting. */
async function reach(run: Run, holds: () => boolean): Promise<void> {
  await Promise.race([until(holds), run.finished])
}

describe('a program that one of the problem’s parts fails on', () => {
  const kinds: readonly (readonly [name: string, own: Own, code: string])[] = [
    ['ends its thread in verify', { verify: `if (${trips}) process.exit(0)` }, 'PROBLEM_EXIT'],
    ['hangs in verify', { verify: `if (${trips}) for (;;);`, fields: 'limits: { patience: 1.5 },' }, 'PROBLEM_HANGS'],
    [
      'throws in aggregate',
      { fields: 'aggregate: (results) => { if (results[0]?.score === 5.9375) throw new Error("no"); return results[0]?.score ?? 0 },' },
      'PROBLEM_AGGREGATE',
    ],
    [
      'throws in the driver',
      {
        driver:
          'export default function drive(program, input) {\n  const answer = program.f(input)\n  if (answer === input + 0.0625) throw new Error("no")\n  return answer\n}\n',
      },
      'PROBLEM_DRIVER',
    ],
  ]
  test.each(kinds)('%s: it is set aside, the run goes on and resumes, and verifies', { timeout: 180_000 }, async (name, own, code) => {
    const folder = problem(name.replaceAll(' ', '-'), own)
    const out = at(`run of ${name}`)
    const run = await evolve(folder, { evaluations: 30, workers: 1, out })
    await reach(run, () => run.status().commits >= 5)
    await run.steer({ kind: 'inject', files: tripping })
    const { commits } = run.status()
    await reach(run, () => readLog(out).some((each) => each.type === 'fault' && each.setAside))
    await reach(run, () => run.status().commits >= commits + 3)
    await run.pause()
    const last = await (await resume(out, { workers: 2 })).finished
    if (last.type !== 'finished') throw new Error('the run has not finished')
    expect(last.faults).toBe(1)
    const faults = readLog(out).filter((each) => each.type === 'fault')
    expect(faults.map((each) => [each.code, each.times, each.setAside])).toEqual([
      [code, 1, false],
      [code, 2, true],
    ])
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: last.digest, setAside: 1 })
    if (code !== 'PROBLEM_EXIT') return
    const shown = JSON.parse((await ternate(['show', out, '--json'], root)).stdout) as {
      faults: object[]
      outcomes: Record<string, number>
    }
    expect(shown.faults).toMatchObject([{ code, ticket: faults[0]?.ticket }])
    expect(shown.outcomes['fault']).toBe(1)
    expect((await ternate(['show', out], root)).stdout).toContain(code)
    expect((await ternate(['verify', out, '--journal'], root)).stdout).toContain('1 ticket was set aside for a fault')
  })

  test('ends the whole process, and then only once: the run that is resumed sets it aside', { timeout: 180_000 }, async () => {
    const folder = problem('killing', { verify: `if (${trips}) process.kill(process.pid, 'SIGKILL')` })
    const out = at('killed-run')
    const { ended } = launch(['run', folder, '--evaluations', '60', '--workers', '2', '--out', out])
    await until(() => (readStatus(out)?.status.commits ?? 0) > 3)
    // the process may end before it answers; what it took is journaled by then
    await steer(out, { kind: 'inject', files: tripping }).catch(() => {})
    expect(await ended).toMatchObject({ signal: 'SIGKILL' })
    const { code, stdout } = await ternate(['resume', out, '--workers', '2', '--json'], root)
    expect(code).toBe(0)
    const last = eventsOf(stdout).at(-1)
    expect(last).toMatchObject({ type: 'finished', faults: 1 })
    expect(readLog(out).flatMap((each) => (each.type === 'fault' ? [[each.code, each.setAside]] : []))).toEqual([
      ['WORKER_DIED', false],
      ['WORKER_DIED', true],
    ])
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: last?.['digest'], setAside: 1 })
  })

  test('whatever a verifier returns is a verdict', async () => {
    const values = ['Symbol()', '() => 1', '{ score: 1, feedback: () => 1 }', '{ invalid: () => 1 }', '{ get score() { throw new Error("no") } }', '{ score: 1, metrics: { a: Symbol() } }', '{ score: 1, metrics: { get a() { throw 1 } } }', '{ score: 1n }', 'new Proxy({}, { has() { throw 1 } })'] // prettier-ignore
    const folder = problem('returns', {
      before: `let turn = 0\nconst values = [${values.map((value) => `() => (${value})`).join(', ')}]`,
      verify: `if (answer !== input) return (values[turn++ % values.length] as () => never)()`,
    })
    const run = await evolve(folder, { evaluations: 60, workers: 1 })
    const last = await run.finished
    expect(last).toMatchObject({ type: 'finished' })
    expect(run.status().outcomes).toMatchObject({ fault: 0 })
    expect(run.status().outcomes.unverified).toBeGreaterThan(3)
  })
})

describe('a problem whose own code does not come to an end', () => {
  const slow = { timeout: 180_000 }

  test('is named in `run` while it hangs, and an interrupt does not wait for it', slow, async () => {
    const folder = problem('stuck', { verify: 'if (input === 3) for (;;);' })
    const { kill, said, ended } = launch(['run', folder, '--workers', '1', '--out', at('stuck-run')])
    await until(() => said().includes('verify has not answered for case 3 (5 s)'))
    const since = performance.now()
    kill('SIGINT')
    expect(await ended).toMatchObject({ code: 3 })
    expect(performance.now() - since).toBeLessThan(30_000)
  })

  test('ends a run whose time is up with its fault, and not with silence', slow, async () => {
    const folder = problem('late', { verify: 'if (input === 3) for (;;);' })
    const { code, stderr } = await ternate(['run', folder, '--workers', '1', '--seconds', '1', '--out', at('late-run')], root)
    expect(stderr).toContain('[PROBLEM_HANGS]')
    expect(code).toBe(1)
  })

  const parts: readonly (readonly [name: string, own: Own, command: string, says: string])[] = [
    ['verify', { verify: 'if (input === 3) for (;;);' }, 'check', 'verify has not answered for case 3'],
    ['aggregate', { fields: 'aggregate: () => { for (;;) {} },' }, 'evaluate', 'aggregate has not answered'],
    [
      'checkCase',
      { fields: 'checkCase: ({ input }) => { if (input === 2) for (;;) {} return undefined },' },
      'check',
      'checkCase has not answered for case 2',
    ],
    ['generator', { fields: 'cases: { train: () => { for (;;) {} } },' }, 'run', 'the generator of cases.train has not ended'],
    ['module', { before: 'for (;;) {}' }, 'run', 'problem.ts has not loaded'],
    ['waiting module', { before: 'await new Promise(() => {})' }, 'check', 'problem.ts has not loaded'],
  ]
  test('is named whichever part it is, and ends by an interrupt', { timeout: 180_000 }, async () => {
    const ends = await Promise.all(
      parts.map(async ([name, own, command, says]) => {
        const folder = problem(`hangs in ${name}`, own)
        const rest = command === 'evaluate' ? [join(folder, 'initial.ts')] : command === 'run' ? ['--out', at(`out of ${name}`)] : []
        const { kill, said, ended } = launch([command, folder, ...rest])
        await until(() => said().includes(`${says} (5 s)`))
        kill('SIGINT')
        const { code, signal } = await ended
        return { name, code, signal }
      }),
    )
    expect(ends).toEqual(parts.map(([name]) => ({ name, code: null, signal: 'SIGINT' })))
  })

  test('is told from one that ends the process', slow, async () => {
    const folder = problem('leaves', { verify: 'if (input === 3) process.exit(0)' })
    for (const args of [
      ['check', folder],
      ['run', folder, '--out', at('leaves-run')],
    ]) {
      const { code, stderr } = await ternate(args, root)
      expect({ args, code, lines: stderr.trim().split('\n').length }).toEqual({ args, code: 1, lines: 1 })
      expect(stderr).toContain('verify has not answered for case 3: it ended')
      expect(stderr).toContain('[PROBLEM_EXIT]')
    }
  })
})

describe('an end that comes before the initial program is judged', () => {
  const dear = (): Own => ({ verify: 'const until = Date.now() + 1500; while (Date.now() < until);' })

  test('`--seconds` ends the run', { timeout: 120_000 }, async () => {
    const { code, stdout } = await ternate(['run', problem('dear', dear()), '--seconds', '0.001', '--out', at('dear-run'), '--json'], root)
    expect(code).toBe(0)
    expect(eventsOf(stdout).at(-1)).toMatchObject({ type: 'finished', reason: 'seconds', evaluations: 1 })
  })

  test('`stop --finish` ends the run', { timeout: 120_000 }, async () => {
    const out = at('asked-run')
    const { ended } = launch(['run', problem('asked', dear()), '--workers', '1', '--out', out, '--json'])
    await until(() => readStatus(out)?.status.phase === 'initializing')
    await steer(out, { kind: 'finish' })
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(eventsOf(stdout).at(-1)).toMatchObject({ type: 'finished', reason: 'stopped', evaluations: 1 })
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true })
  })
})

describe('a run whose folder', () => {
  test.each([
    ['is removed', (out: string) => rmSync(out, { recursive: true })],
    [
      'is replaced',
      (out: string) => {
        rmSync(out, { recursive: true })
        mkdirSync(join(out, 'archive'), { recursive: true })
        writeFileSync(join(out, 'archive', 'data.mdb'), 'mine')
        writeFileSync(join(out, 'status.json'), 'mine')
      },
    ],
  ])('%s ends with one line and takes nothing for saved', { timeout: 120_000 }, async (how, act) => {
    const out = at(`gone ${how}`)
    const { ended } = launch(['run', problem(`kept ${how}`, {}), '--evaluations', '100000', '--workers', '1', '--out', out])
    await until(() => (readStatus(out)?.status.commits ?? 0) > 5)
    act(out)
    const { code, stdout, stderr } = await ended
    expect(code).toBe(1)
    expect(stderr).toContain('[OUT_GONE]')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).not.toContain('saved')
    if (how === 'is replaced') expect(readFileSync(join(out, 'status.json'), 'utf8')).toBe('mine')
  })
})
