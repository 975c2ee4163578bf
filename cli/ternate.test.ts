import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRunFile } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import { say } from '../tests/say.ts'
import type { Said } from '../tests/say.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => join(folder, name)

/** The command line as a process of its own, in the test's folder; `watch` sees what it has printed so far. */
async function launch(
  argv: readonly string[],
  watch: (out: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Said> {
  const entry = fileURLToPath(new URL('ternate.js', import.meta.url))
  const child = spawn(process.execPath, [entry, ...argv], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let out = ''
  let error = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
    // as a terminal does it: an interrupt goes to all that the process has started in its group
    watch(out, (signal) => process.kill(signal === 'SIGINT' ? -(child.pid ?? 0) : (child.pid ?? 0), signal))
  })
  child.stderr.on('data', (chunk) => (error += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? -1, out, error }
}

const events = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('bad input is refused in one line, with exit code 1 and nothing written', () => {
  beforeAll(() => {
    mkdirSync(at('taken'))
    writeFileSync(at('taken/mine.txt'), 'mine')
    writeFileSync(at('bad.yaml'), 'seed: 1\nevalutions: 3\n')
    writeFileSync(at('bad.ts'), 'export default { name: "x" }\n')
    writeFileSync(at('program.ts'), 'export const period = (')
    writeFileSync(at('cases.json'), '{"input":1}')
    writeFileSync(at('foreign.json'), '[{"input":"far","expected":"long"}]')
    writeFileSync(at('fractional.json'), '[{"input":{"n":2.5}}]')
    writeFileSync(at('good.ts'), 'export const period = (d: number): number => d')
  })
  test.each<[string[], string]>([
    [['--json'], 'USAGE'],
    [['frobnicate'], 'USAGE'],
    [['run', 'template', '--frobnicate', '3'], 'USAGE'],
    [['run', 'template', 'extra'], 'USAGE'],
    [['run', 'template', '--evaluations'], 'USAGE'],
    [['run', '--manifest', 'x', '--seed', '3'], 'USAGE'],
    [['show'], 'USAGE'],
    [['run', 'template', '--evaluations', '-1', '--out', at('new')], 'OPTION_INVALID'],
    [['run', 'template', '--evaluations', 'many', '--out', at('new')], 'OPTION_INVALID'],
    [['run', 'template', '--evaluations', '1.5', '--out', at('new')], 'OPTION_INVALID'],
    [['run', 'template', '--workers', '0', '--out', at('new')], 'OPTION_INVALID'],
    [['run', 'template', '--strategy', 'luck', '--out', at('new')], 'OPTION_INVALID'],
    [['run', 'template', '--strategy', at('bad.ts'), '--out', at('new')], 'STRATEGY_FILE'],
    [['run', 'template', '--strategy', at('none.ts'), '--out', at('new')], 'STRATEGY_FILE'],
    [['run', 'template', '--config', at('bad.yaml'), '--out', at('new')], 'CONFIG_INVALID'],
    [['run', 'template', '--config', at('none.yaml'), '--out', at('new')], 'CONFIG_MISSING'],
    [['run', 'template', '--out', at('taken')], 'OUT_TAKEN'],
    [['run', 'nonesuch'], 'PROBLEM_MISSING'],
    [['run', at('taken')], 'PROBLEM_MISSING'],
    [['run', '--manifest', at('taken')], 'RUN_MISSING'],
    [['resume', at('taken')], 'RUN_MISSING'],
    [['show', at('new')], 'RUN_MISSING'],
    [['diff', at('new'), at('taken')], 'RUN_MISSING'],
    [['list', at('new')], 'RUN_MISSING'],
    [['verify', at('new')], 'RUN_MISSING'],
    [['verify', at('cases.json')], 'RUN_MISSING'],
    [['verify', at('new'), '--all', '--journal'], 'USAGE'],
    [['verify', at('new'), '--sample', '-1'], 'OPTION_INVALID'],
    [['verify', at('new'), '--workers', '0'], 'OPTION_INVALID'],
    [['export', at('new'), '--to', 'csv', '--out', at('table.csv')], 'RUN_MISSING'],
    [['export', at('new'), '--to', 'xml'], 'USAGE'],
    [['export', at('new'), '--json'], 'USAGE'],
    [['import', at('none.ternate'), '--out', at('new')], 'IMPORT_INVALID'],
    [['import', at('cases.json'), '--out', at('new')], 'IMPORT_INVALID'],
    [['import', at('cases.json')], 'USAGE'],
    [['import', at('cases.json'), '--out', at('taken')], 'OUT_TAKEN'],
    [['backup', at('taken'), '--out', at('new')], 'RUN_MISSING'],
    [['note', at('taken'), 'hello'], 'RUN_MISSING'],
    [['inject', at('taken'), at('good.ts')], 'RUN_MISSING'],
    [['inject', at('taken'), at('program.ts')], 'PROGRAM_FILE'],
    [['pause', at('taken')], 'RUN_MISSING'],
    [['stop', at('new')], 'RUN_MISSING'],
    [['watch', at('taken')], 'RUN_MISSING'],
    [['schema', 'journal'], 'USAGE'],
    [['review', at('taken'), '1', 'love'], 'USAGE'],
    [['review', at('taken'), '1', 'over'], 'USAGE'],
    [['review', at('taken'), '1', 'keep', '2'], 'USAGE'],
    [['compare', 'template', '--strategies', 'random'], 'USAGE'],
    [['compare', '--out', at('new')], 'EXPERIMENT_MISSING'],
    [['compare', 'template', '--strategies', 'luck', '--out', at('new')], 'OPTION_INVALID'],
    [['compare', 'template', '--strategies', 'random', '--out', at('taken')], 'OUT_TAKEN'],
    [['init', at('taken')], 'OUT_TAKEN'],
    [['init', at('new'), '--like', 'nonesuch'], 'PROBLEM_MISSING'],
    [['evaluate', 'template', at('none.ts')], 'PROGRAM_FILE'],
    [['evaluate', 'template', at('program.ts')], 'PROGRAM_FILE'],
    [['evaluate', 'template', at('good.ts'), '--cases', at('cases.json')], 'PROBLEM_CASES'],
    [['evaluate', 'template', at('good.ts'), '--cases', at('foreign.json')], 'PROBLEM_CASES'],
    [['evaluate', 'template', at('good.ts'), '--cases', folder], 'PROBLEM_CASES'],
    [['evaluate', 'cap-set', at('good.ts'), '--cases', at('fractional.json')], 'PROBLEM_CASES'],
  ])('%j: %s', async (argv, code) => {
    const said = await say(...argv)
    expect(said.error).toMatch(new RegExp(`^(settings from .*\\n)?ternate: [^\\n]+ \\[${code}\\]\\n$`))
    expect(said.code).toBe(1)
    expect(said.out).toBe('')
    expect(existsSync(at('new'))).toBe(false)
    expect(readdirSync(at('taken'))).toEqual(['mine.txt'])
  })
  test('--help says how, for every command', async () => {
    const commands = [
      'run',
      'resume',
      'list',
      'show',
      'diff',
      'verify',
      'export',
      'import',
      'backup',
      'note',
      'review',
      'inject',
      'pause',
      'stop',
    ]
    for (const command of [...commands, 'watch', 'schema', 'compare', 'check', 'init', 'evaluate']) {
      const { code, out } = await say(command, '--help')
      expect(code).toBe(0)
      expect(out).toContain('Examples:')
    }
  })
})

describe('a run', () => {
  test('goes from init to show, and is equal to its repetition', async () => {
    const made = await launch(['init', 'mine'])
    expect(made.out).toContain(`\nnode ${fileURLToPath(new URL('ternate.js', import.meta.url))} check ./mine\n`)
    expect(readdirSync(at('mine')).length).toBeLessThanOrEqual(5)

    const ran = await launch(['run', './mine', '--evaluations', '60', '--workers', '1', '--json', '--out', 'a'])
    expect(ran.error).toBe('')
    expect(ran.code).toBe(0)
    const lines = events(ran.out)
    expect(lines[0]).toMatchObject({ type: 'started', resumed: false, workers: 1, out: at('a') })
    const last = lines.at(-1)
    expect(last).toMatchObject({ type: 'finished', problem: 'mine', seed: '1', out: at('a') })
    expect(Object.keys(last ?? {})).toEqual(expect.arrayContaining(['evaluations', 'seconds', 'digest', 'champion', 'heldOut']))
    expect(last?.champion).toMatchObject({
      id: expect.any(String) as string,
      score: expect.any(Number) as number,
      validation: expect.any(Number) as number,
    })

    const source = await say('show', at('a'), 'champion', '--source')
    expect(source.out).toContain('export function period')
    expect(source.out).toBe(`${source.out.trimEnd()}\n`)
    expect((await say('show', at('a'))).out).toContain(String(last?.digest))
    expect((await say('show', at('a'), '1')).out).toContain('made by initial')
    expect((await say('show', at('a'), '100000')).error).toContain('[PROGRAM_UNKNOWN]')
    expect((await say('list', folder)).out).toMatch(/a +mine +1 +default +finished/)

    const again = await launch(['run', '--manifest', 'a', '--workers', '2', '--out', 'b'])
    expect(again.code).toBe(0)
    expect(again.out).toContain('The champion of mine')
    expect(again.out).toContain('held out: ')
    const compared = await say('diff', at('a'), at('b'))
    expect(compared.out).toMatch(/^equal for the first \d+ commits, and that is all/)
    expect(compared.code).toBe(0)

    const other = await launch(['run', './mine', '--seed', '2', '--evaluations', '5'])
    expect(other.code).toBe(0)
    const apart = await say('diff', at('a'), at('runs/mine-1'))
    expect(apart.out).toContain('manifest.seed: "1" / "2"')
    expect(apart.code).toBe(1)

    expect((await say('run', at('mine'), '--out', at('a'))).error).toContain('[OUT_TAKEN]')
    writeFileSync(at('mine/initial.ts'), `${readFileSync(at('mine/initial.ts'), 'utf8')}\n`)
    expect((await say('run', '--manifest', at('a'), '--out', at('c'))).error).toContain('[MANIFEST_MISMATCH]')
    expect((await say('resume', at('a'), '--evaluations', '100')).error).toContain('[MANIFEST_MISMATCH]')
    expect(existsSync(at('c'))).toBe(false)
  })

  test('takes its settings from a file, and the command line before it', async () => {
    writeFileSync(at('settings.yaml'), 'problem: template\nseed: 5\nevaluations: 3\norder: { virtualWorkers: 2 }\nstrategy: sequential\n')
    const { code, out, error } = await say(
      'run',
      '--config',
      at('settings.yaml'),
      '--seed',
      '6',
      '--workers',
      '1',
      '--json',
      '--out',
      at('s'),
    )
    expect(error).toBe(`settings from ${at('settings.yaml')}\n`)
    expect(code).toBe(0)
    expect(events(out)[0]).toMatchObject({ problem: 'template', seed: '6' })
    const { manifest, budget } = readRunFile(at('s'))
    expect(manifest).toMatchObject({ seed: '6', order: { virtualWorkers: 2, batch: 1 }, strategy: { name: 'sequential' } })
    expect(budget).toEqual({ evaluations: 3 })
  })

  test('that is interrupted, killed and resumed ends like one that was left alone', { tags: 'long' }, async () => {
    const budget = ['--evaluations', '400', '--workers', '1', '--json']
    let interrupted = false
    const paused = await launch(['run', 'template', ...budget, '--out', 'p'], (out, kill) => {
      if (!interrupted && out.split('\n').length > 3) {
        interrupted = true
        kill('SIGINT')
      }
    })
    expect(paused.code).toBe(3)
    expect(events(paused.out).at(-1)).toMatchObject({ type: 'stopped', out: at('p') })

    let killed = false
    await launch(['resume', 'p', '--json'], (_, kill) => {
      if (!killed) {
        killed = true
        setTimeout(() => kill('SIGKILL'), 400)
      }
    })
    const resumed = await launch(['resume', 'p', '--workers', '1', '--json'])
    expect(resumed.code).toBe(0)
    const left = await launch(['run', 'template', ...budget, '--out', 'q'])
    expect(events(resumed.out).at(-1)).toMatchObject({ digest: events(left.out).at(-1)?.digest })
    const archive = openArchive(at('p/archive'))
    await archive.close()
  })

  test('whose problem is broken says so, names the file and leaves nothing behind', async () => {
    await say('init', at('broken'))
    writeFileSync(at('broken/initial.ts'), 'export function period(d: number): number { throw new Error("no") }\n')
    for (const argv of [
      ['check', 'broken'],
      ['run', 'broken', '--evaluations', '9', '--out', 'nothing'],
    ]) {
      const { code, error } = await launch(argv)
      expect(error).toMatch(/^ternate: broken\/initial\.ts: .*\[PROBLEM_INITIAL\]\n$/)
      expect(code).toBe(1)
    }
    expect(existsSync(at('nothing'))).toBe(false)
  })
})

describe('check and evaluate', () => {
  test('find nothing wrong with the template', async () => {
    const { code, out } = await say('check', 'template', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ ok: true, landscape: { changes: expect.any(Number) as number } })
  })
  test('judge programs of several files: a folder of them, or one after the other', async () => {
    mkdirSync(at('parts/lib'), { recursive: true })
    writeFileSync(
      at('parts/main.ts'),
      "import { power } from './lib/power.ts'\nexport function period(d: number): number { return d ** power }\n",
    )
    writeFileSync(at('parts/lib/power.ts'), 'export const power: number = 1.5\n')
    writeFileSync(at('four.json'), JSON.stringify([{ input: 4, expected: 8 }]))
    const scores: unknown[] = []
    for (const program of [[at('parts')], [at('parts/lib/power.ts'), at('parts/main.ts')]]) {
      const { code, out } = await say('evaluate', 'template', ...program, '--cases', at('four.json'), '--json')
      expect(code).toBe(0)
      scores.push((JSON.parse(out) as { score?: number }).score)
    }
    expect(scores[0]).toBeTypeOf('number')
    expect(scores).toEqual([scores[0], scores[0]])
    const without = await say('evaluate', 'template', at('parts/main.ts'))
    expect(without.code).toBe(1)
    expect(without.error).toMatch(/main\.ts: .*does not have.*PROGRAM_FILE/)
    mkdirSync(at('bare'))
    expect((await say('evaluate', 'template', at('bare'))).error).toContain('PROGRAM_FILE')
  })
  test('judge every case of a file, also after one that fails', async () => {
    writeFileSync(at('half.ts'), 'export function period(d: number): number { if (d > 2) throw new Error("\\u001b[2J"); return d }\n')
    writeFileSync(at('three.json'), JSON.stringify([1, 4, 1.5].map((input) => ({ input, expected: input ** 1.5 }))))
    const { code, out } = await say('evaluate', 'template', at('half.ts'), '--cases', at('three.json'), '--json')
    expect(code).toBe(0)
    const report = JSON.parse(out) as { score?: number; mean: number; cases: { verdict: string; fuel: number }[] }
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['scored', 'error', 'scored'])
    expect(report.score).toBeUndefined()
    expect(report.mean).toBeCloseTo((100 * (1 - 1.5 / 1.5 ** 1.5)) / 2)
  })
})
