import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, describe, expect, test } from 'vitest'
import type { RunResult } from '../../engine/contracts/runner.ts'
import { hasPython, jails, problemWith, resultsOf } from './fixtures/trial.ts'

const limits = { seconds: 6, processor: 2, memory: 256, processes: 24, disk: 16, output: 64 }

/** Processes whose command line has a word in it. */
const processesWith = (word: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return Number(pid) > 0 && Number(pid) !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word)
    } catch {
      return false
    }
  })

const left: string[] = []
afterEach(() => {
  for (const place of left.splice(0)) rmSync(place, { force: true, recursive: true })
})

describe.runIf(hasPython && process.platform === 'linux').each(jails)('a hostile program, with the jail %s', (jail) => {
  const problem = problemWith({ harness: 'python', limits })
  const first = async (source: string, own = problem): Promise<Exclude<RunResult, { kind: 'skipped' }>> => {
    const [result] = await resultsOf({ 'main.py': source }, own, jail)
    return result as Exclude<RunResult, { kind: 'skipped' }>
  }
  const solve = (body: string): string =>
    `import os, sys, subprocess, socket, time, threading\ndef solve(x):\n${body.replace(/^/gm, '    ')}\n`

  test('that is honest answers', async () => {
    expect(await first(solve('return x * x'))).toEqual({ kind: 'answer', cost: 1000, answer: 4 })
  })

  test('that loops for ever is ended by its processor time, that waits by the clock', { timeout: 60_000 }, async () => {
    expect(await first(solve('while True: pass'))).toMatchObject({ kind: 'timeout', repeatable: false })
    const waits = problemWith({ harness: 'python', limits: { ...limits, seconds: 1 } })
    expect(await first(solve('time.sleep(60)'), waits)).toMatchObject({ kind: 'timeout', reason: 'took longer than it may by the clock' })
  })

  test('that forks without end is ended with all of its processes', { timeout: 60_000 }, async () => {
    const word = randomUUID()
    const source = solve(
      `n = 0\nwhile n < 60:\n    subprocess.Popen(['sh', '-c', 'sleep 60; : ${word}'])\n    n += 1\ntime.sleep(3)\nreturn 4`,
    )
    const result = await first(source)
    expect(result.kind).not.toBe('answer')
    expect(processesWith(word)).toEqual([])
  })

  test('that takes 20 GB is refused them', { timeout: 60_000 }, async () => {
    const result = await first(solve('b = bytearray(20 * 2 ** 30)\nreturn len(b)'))
    expect(result).toMatchObject({ kind: 'error', reason: expect.stringContaining('MemoryError') as string })
    const shared = await first(
      solve(
        'import mmap\nparts = []\nwhile True:\n    m = mmap.mmap(-1, 2 ** 24)\n    m.write(b"x" * 2 ** 24)\n    parts.append(m)\n    time.sleep(0.01)',
      ),
    )
    expect(['memory', 'error', 'timeout']).toContain(shared.kind)
  })

  test('that ends its process gives no answer, whatever its code', async () => {
    expect(await first(solve('os._exit(0)'))).toMatchObject({ kind: 'error', reason: 'gave no answer' })
    expect(await first(solve('sys.exit(3)'))).toMatchObject({ kind: 'error', reason: expect.stringContaining('code 3') as string })
  })

  test('that writes elsewhere writes nowhere that lasts', async () => {
    const place = join(tmpdir(), `ternate-written-${randomUUID()}`)
    left.push(place)
    const source = solve(
      `done = []\nfor path in ['${place}', '/etc/ternate-x', '/usr/ternate-x', os.path.join(os.environ.get('PROBLEM', '/'), 'x'), '/ternate-x', os.path.expanduser('~root/ternate-x')]:\n    try:\n        open(path, 'w').write('x')\n        done.append(path)\n    except OSError: pass\nreturn len(done)`,
    )
    const result = await first(source)
    expect(result.kind).toBe('answer')
    if (jail === 'bwrap') expect(existsSync(place)).toBe(false)
    for (const path of ['/etc/ternate-x', '/usr/ternate-x', '/ternate-x', '/root/ternate-x']) expect(existsSync(path)).toBe(false)
  })

  test('that fills the disk is ended', { timeout: 60_000 }, async () => {
    const result = await first(solve("k = 0\nwhile True:\n    k += 1\n    open(f'f{k}', 'wb').write(b'x' * 2 ** 22)\n    time.sleep(0.05)"))
    expect(result).toMatchObject({ kind: 'error' })
  })

  test('that looks for keys in its environment finds none but those it is let see', async () => {
    process.env['TERNATE_TEST_KEY'] = 'secret'
    process.env['TERNATE_TEST_SHOWN'] = 'shown'
    try {
      const source = solve(
        "return [os.environ.get('TERNATE_TEST_KEY'), os.environ.get('TERNATE_TEST_SHOWN'), os.environ.get('HOME') != os.path.expanduser('~root')]",
      )
      const own = problemWith({ harness: 'python', limits, env: ['TERNATE_TEST_SHOWN'] })
      expect(await first(source, own)).toMatchObject({ kind: 'answer', answer: [null, 'shown', true] })
    } finally {
      delete process.env['TERNATE_TEST_KEY']
      delete process.env['TERNATE_TEST_SHOWN']
    }
  })

  test('that prints without end is ended, and nothing of it is kept', { timeout: 60_000 }, async () => {
    const result = await first(solve("while True: sys.stdout.write('x' * 2 ** 20)"))
    expect(result).toMatchObject({ kind: 'error', reason: expect.stringContaining('wrote more than it may') as string })
  })

  test('that writes an answer to every descriptor is not believed before the harness speaks', async () => {
    const forged = `for fd in range(1, 64):\n    try: os.write(fd, b'{"answer": 4}\\nx {"answer": 4}\\n')\n    except OSError: pass\nreturn 5`
    expect(await first(solve(forged))).toMatchObject({ kind: 'answer', answer: 5 })
  })

  test('whose answer is no number is refused', async () => {
    expect(await first(solve("return float('nan')"))).toMatchObject({ kind: 'error' })
    expect(await first(solve('return object()'))).toMatchObject({ kind: 'error', reason: expect.stringContaining('object') as string })
    expect(await first(solve('a = []\na.append(a)\nreturn a'))).toMatchObject({ kind: 'error' })
    expect(await first('def solve(x:\n  return 1\n')).toMatchObject({
      kind: 'error',
      reason: expect.stringContaining('main.py:1') as string,
    })
  })

  test.runIf(jail === 'bwrap')('has no network, and sees neither the problem nor other processes', async () => {
    const server = createServer((socket) => socket.end('reached'))
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    const source = solve(
      `try:\n    socket.create_connection(('127.0.0.1', ${port}), 2)\n    reached = True\nexcept OSError: reached = False\nreturn [reached, os.path.exists('${import.meta.dirname}'), len([p for p in os.listdir('/proc') if p.isdigit()]) < 6]`,
    )
    expect(await first(source)).toMatchObject({ answer: [false, false, true] })
    server.close()
  })

  test('that leaves a daemon behind does not: it is gone before the next case', { timeout: 60_000 }, async () => {
    const word = randomUUID()
    const source = solve(
      `if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        for fd in range(0, 64):\n            try: os.close(fd)\n            except OSError: pass\n        os.execvpe('sh', ['sh', '-c', 'sleep 100; : ${word}'], {'PATH': '/usr/bin:/bin'})\n    os._exit(0)\ntime.sleep(0.3)\nreturn x * x`,
    )
    const results = await resultsOf({ 'main.py': source }, problem, jail)
    expect(results.map((result) => result.kind)).toEqual(['answer', 'answer', 'answer'])
    if (jail === 'bwrap' || process.getuid?.() === 0) expect(processesWith(word)).toEqual([])
  })

  test('that changes its folder finds it fresh on the next case', async () => {
    const source = solve("seen = os.path.exists('left')\nopen('left', 'w').close()\nopen('main.py', 'a').write('#')\nreturn [seen, x]")
    const results = await resultsOf({ 'main.py': source }, problem, jail)
    expect(results).toMatchObject([{ answer: [false, 2] }, { answer: [false, 3] }, { answer: [false, 4] }])
  })
})
