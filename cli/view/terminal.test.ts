import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { archiveFolder } from '../../archive/folder.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-terminal-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const entry = fileURLToPath(new URL('../ternate.js', import.meta.url))
const SHOW = '\u001b[?25h'
const HIDE = '\u001b[?25l'

/** A command in a terminal of its own, which is asked in the end how the command left it. */
interface Session {
  /** All that was written to the terminal so far. */
  shown(): string
  type(text: string): void
  /** Waits until a text was written since the last time. */
  see(text: string): Promise<void>
  readonly ended: Promise<string>
}

function open(...args: string[]): Session {
  const command = `stty cols 80 rows 24; '${process.execPath}' '${entry}' ${args.join(' ')}; echo "code $?"; stty -a`
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  let all = ''
  let from = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => (all += text))
  const ended = new Promise<string>((resolve) => child.on('close', () => resolve(all)))
  return {
    shown: () => all,
    type: (text) => void child.stdin.write(text),
    async see(text) {
      for (;;) {
        const at = stripVTControlCharacters(all.slice(from)).indexOf(text)
        if (at >= 0) break
        await sleep(30)
      }
      from = all.length
    },
    ended,
  }
}

/** Sees that a command ended with a code and left the terminal as it was. */
function expectRestored(shown: string, code: number): void {
  expect(stripVTControlCharacters(shown)).toContain(`code ${code}`)
  expect(shown.lastIndexOf(SHOW)).toBeGreaterThan(shown.lastIndexOf(HIDE))
  const settings = shown.slice(shown.lastIndexOf('code '))
  for (const mode of ['icanon', 'isig', 'echo', 'icrnl', 'opost']) expect(settings).toMatch(new RegExp(`[^-]\\b${mode}\\b`))
}

const writerOf = (folder: string): number =>
  (JSON.parse(readFileSync(join(archiveFolder(folder), 'writer.lock'), 'utf8')) as { pid: number }).pid

// `script` gives a process a terminal; it comes with util-linux
describe.skipIf(spawnSync('script', ['--version']).status !== 0)('in a terminal', () => {
  const out = join(root, 'run')

  test(
    'keys pause and resume a run, a second terminal watches and stops it, and both are left as they were',
    { timeout: 120_000 },
    async () => {
      const run = open('run', 'bin-packing', '--workers', '1', '--out', out)
      await run.see('p pause')
      run.type('p')
      await run.see('p resume')
      run.type('p')
      await run.see('p pause')
      const watch = open('watch', out)
      await watch.see('s stop run')
      watch.type('p')
      await run.see('p resume')
      await watch.see('p resume')
      watch.type('p')
      await run.see('p pause')
      watch.type('s')
      expectRestored(await run.ended, 3)
      const seen = await watch.ended
      expectRestored(seen, 0)
      expect(stripVTControlCharacters(seen)).toContain('the run is stopped')
    },
  )

  test.each<[string, number, (session: Session) => void]>([
    ['a second Ctrl-C', 130, ({ type }) => type('\u0003\u0003')],
    ['SIGQUIT', 130, () => process.kill(writerOf(out), 'SIGQUIT')],
    ['SIGTERM', 3, () => process.kill(writerOf(out), 'SIGTERM')],
  ])('it is left as it was after %s', { timeout: 120_000 }, async (_, code, end) => {
    const run = open('resume', out, '--workers', '1')
    await run.see('q stop safely')
    end(run)
    expectRestored(await run.ended, code)
  })

  test('a stop from the shell gives the terminal back, and the window returns', { timeout: 120_000 }, async () => {
    const run = open('resume', out, '--workers', '1')
    await run.see('q stop safely')
    const pid = writerOf(out)
    run.type('\u001a')
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') T ')) await sleep(20)
    expect(run.shown().lastIndexOf(SHOW)).toBeGreaterThan(run.shown().lastIndexOf(HIDE))
    process.kill(pid, 'SIGCONT')
    await run.see('q stop safely')
    run.type('q')
    expectRestored(await run.ended, 3)
  })
})
