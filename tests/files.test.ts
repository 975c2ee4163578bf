import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRunRegistry } from '../dashboard/server/run-registry.ts'
import { resume } from '../run/evolve.ts'
import { openRun } from '../run/folder.ts'
import { importRun } from '../run/tools/import.ts'
import { ternate } from './command.ts'
import { makeSampleRun } from './fixtures/sample-run.ts'
import { processorTime } from './processor.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-files-'))
const at = (path: string): string => join(root, path)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const edit = (file: string, change: (text: string) => string): void => writeFileSync(file, change(readFileSync(file, 'utf8')))

/** What is done to a sound run, and what is said of it by whoever goes on with it. */
const SPOILT: readonly (readonly [string, (run: string) => unknown, RegExp])[] = [
  ['a manifest that is a pipe', (run) => pipe(join(run, 'manifest.json')), /^ARCHIVE_CORRUPT .*manifest\.json is a pipe/],
  ['a manifest without end', (run) => link('/dev/zero', join(run, 'manifest.json')), /^ARCHIVE_CORRUPT .*is a device/],
  ['a manifest of brackets', (run) => writeFileSync(join(run, 'manifest.json'), '['.repeat(1e7)), /^ARCHIVE_CORRUPT .*is nested deeper/],
  ['a manifest that is huge', (run) => writeFileSync(join(run, 'manifest.json'), ' '.repeat(2e7)), /^ARCHIVE_CORRUPT .*is larger than/],
  ['a manifest of half a line', (run) => writeFileSync(join(run, 'manifest.json'), '{"manifest": {'), /^ARCHIVE_CORRUPT .*ends too early/],
  ['a database that is a folder', (run) => folder(join(run, 'archive/data.mdb')), /^ARCHIVE_CORRUPT .*data\.mdb is a folder/],
  ['a database that is a pipe', (run) => pipe(join(run, 'archive/data.mdb')), /^ARCHIVE_CORRUPT .*data\.mdb is a pipe/],
  ['a database that is empty', (run) => writeFileSync(join(run, 'archive/data.mdb'), ''), /^ARCHIVE_CORRUPT .*data\.mdb is empty/],
  ['a table of readers that is a pipe', (run) => pipe(join(run, 'archive/lock.mdb')), /^ARCHIVE_CORRUPT .*lock\.mdb is a pipe/],
  ['a note of its size that is a pipe', (run) => pipe(join(run, 'archive/writer.size')), /^ARCHIVE_CORRUPT .*writer\.size is a pipe/],
]

const pipe = (path: string): void => {
  rmSync(path, { force: true })
  execFileSync('mkfifo', [path])
}
const link = (to: string, path: string): void => {
  rmSync(path, { force: true })
  symlinkSync(to, path)
}
const folder = (path: string): void => {
  rmSync(path, { force: true })
  mkdirSync(path)
}

async function said(act: () => unknown): Promise<string> {
  try {
    await act()
    return 'done'
  } catch (error) {
    return `${(error as { code?: string }).code} ${(error as Error).message}`
  }
}

beforeAll(async () => {
  await makeSampleRun(at('runs/sound'))
  for (const [k, [, spoil]] of SPOILT.entries()) {
    cpSync(at('runs/sound'), at(`runs/spoilt-${k}`), { recursive: true })
    spoil(at(`runs/spoilt-${k}`))
  }
})

describe('the folder of a run', () => {
  test.each(SPOILT.map(([what, , words], k) => [what, k, words] as const))('with %s is refused at once', async (_, k, words) => {
    expect(await said(() => openRun(at(`runs/spoilt-${k}`)).archive.close())).toMatch(words)
    expect(await said(() => openRun(at(`runs/spoilt-${k}`), { readOnly: false }).archive.close())).toMatch(words)
  })

  test('that is spoilt keeps no other from being listed, on a terminal and on a page', async () => {
    const { code, stdout } = await ternate(['list', 'runs', '--json'], root)
    expect(code).toBe(0)
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { run: string; state: string; fault?: string })
    expect(rows).toHaveLength(SPOILT.length + 1)
    expect(rows.filter(({ state }) => state === 'finished').map(({ run }) => run)).toEqual(['runs/sound'])
    expect(rows.every(({ state, fault }) => state === 'finished' || /ARCHIVE_/.test(fault ?? ''))).toBe(true)
    const registry = createRunRegistry(at('runs'))
    const { runs } = await registry.list()
    await registry.close()
    expect(runs.map(({ state }) => state).toSorted()).toEqual(['finished', ...SPOILT.map(() => 'unreadable')])
  })

  test.each<[string, RegExp]>([
    ['"virtualWorkers": 1000000000', /manifest\.order\.virtualWorkers: a number of at most 4096/],
    ['"virtualWorkers": 0', /manifest\.order\.virtualWorkers/],
    ['"virtualWorkers": "six"', /manifest\.order\.virtualWorkers/],
  ])('that asks for %s is not gone on with', async (change, words) => {
    rmSync(at('asking'), { recursive: true, force: true })
    cpSync(at('runs/sound'), at('asking'), { recursive: true })
    edit(at('asking/manifest.json'), (text) => text.replace(/"virtualWorkers": \d+/, change))
    expect(await said(() => resume(at('asking')))).toMatch(words)
  })
})

describe('an import', () => {
  test.each<[string, (first: string) => string, RegExp]>([
    ['nested', () => `${'['.repeat(1e7)}${']'.repeat(1e7)}`, /larger than an exported run|line 2 is nested deeper than 64 levels/],
    ['nested within its room', () => `${'['.repeat(1e6)}${']'.repeat(1e6)}`, /line 2 is nested deeper than 64 levels/],
    ['wide', () => `{${Array.from({ length: 2e5 }, (_, k) => `"${k}":0`).join()}}`, /line 2 has an object of more than/],
    ['of many values', (first) => `${first.slice(0, -1)},"more":[${'0,'.repeat(1_900_000)}0]}`, /line 2: |more than/],
  ])('of a small file that holds something %s costs little', async (_, line, words) => {
    const [first = ''] = readFileSync(at('runs/sound/run.jsonl'), 'utf8').split('\n')
    writeFileSync(at('bomb.ternate'), zstdCompressSync(`${first}\n${line(first)}\n`))
    const before = processorTime()
    expect(await said(() => importRun(at('bomb.ternate'), at('bombed')))).toMatch(words)
    expect(processorTime() - before).toBeLessThan(5000)
  })

  test('takes no pipe and no folder', async () => {
    pipe(at('pipe.ternate'))
    expect(await said(() => importRun(at('pipe.ternate'), at('piped')))).toMatch(/^IMPORT_INVALID .*is a pipe/)
    expect(await said(() => importRun(root, at('piped')))).toMatch(/^IMPORT_INVALID .*is a folder/)
  })
})
