import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evolve, exportRun, importRun, openRun, resume, verify } from '../index.ts'
import { project, ternate } from './command.ts'
import { chained, linesOf, seal } from './fixtures/exported.ts'
import type { Line } from './fixtures/exported.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-export-'))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

let digest = ''

beforeAll(async () => {
  cpSync(join(project, 'problems/template'), at('mine'), { recursive: true })
  const run = await evolve(at('mine'), { evaluations: 40, workers: 1, out: at('a') })
  const result = await run.finished
  digest = result.digest
  await exportRun(at('a'), 'jsonl', at('a.jsonl'))
  await exportRun(at('a'), 'bundle', at('a.ternate'))
  await exportRun(at('a'), 'csv', at('a.csv'))
})

describe('an exported run', () => {
  test('is imported with an equal digest, its problem in it, and goes on there', async () => {
    for (const file of ['a.jsonl', 'a.ternate']) {
      const out = at(`from-${file}`)
      const imported = await importRun(at(file), out)
      expect(imported).toMatchObject({ digest, out, problem: join(out, 'problem/mine') })
      const { problem, archive } = openRun(out)
      await archive.close()
      expect(problem).toBe(join(out, 'problem/mine'))
      for (const mode of [{ kind: 'journal' }, { kind: 'sample', size: 5 }] as const)
        expect(await verify(out, mode)).toMatchObject({ equal: true, digest })
    }
    const more = await (await resume(at('from-a.ternate'), { evaluations: 60 })).finished
    expect(more.evaluations).toBeGreaterThanOrEqual(60)
    expect(await verify(at('from-a.ternate'), { kind: 'all', workers: 2 })).toMatchObject({ equal: true, digest: more.digest })
  })

  test('is exported again to the same bytes, and names no place on this machine', async () => {
    await exportRun(at('from-a.jsonl'), 'jsonl', at('again.jsonl'))
    const text = readFileSync(at('a.jsonl'), 'utf8')
    expect(readFileSync(at('again.jsonl'), 'utf8')).toBe(text)
    expect(text).not.toContain(root)
    expect(zstdDecompressSync(readFileSync(at('a.ternate'))).toString('utf8')).toBe(text)
  })

  test('that is unfinished ends elsewhere as it would have ended at home', { tags: 'long' }, async () => {
    const whole = await (await evolve(at('mine'), { evaluations: 400, seed: 3, workers: 1 })).finished
    const run = await evolve(at('mine'), { evaluations: 400, seed: 3, workers: 1, out: at('half') })
    while (run.status().commits < 50) await sleep(5)
    await run.pause()
    await exportRun(at('half'), 'bundle', at('half.ternate'))
    await importRun(at('half.ternate'), at('other-half'))
    expect((await (await resume(at('other-half'), { workers: 2 })).finished).digest).toBe(whole.digest)
  })

  test('has a row for each program in its table', async () => {
    const [names, ...rows] = readFileSync(at('a.csv'), 'utf8').trimEnd().split('\r\n')
    expect(names).toMatch(/^number,id,ticket,island,proposer,operator,parents,/)
    expect(rows.map((row) => Number(row.split(',')[0]))).toEqual(rows.map((_, index) => index + 1))
    expect(rows).toHaveLength(linesOf(readFileSync(at('a.jsonl'), 'utf8')).filter(({ kind }) => kind === 'program').length)
  })

  test('without its problem is refused as a bundle, and told by verify', async () => {
    writeFileSync(at('mine/notes.txt'), 'added')
    await expect(exportRun(at('a'), 'bundle', at('no.ternate'))).rejects.toMatchObject({ code: 'PROBLEM_CHANGED' })
    expect(existsSync(at('no.ternate'))).toBe(false)
    for (const mode of [{ kind: 'journal' }, { kind: 'sample', size: 1 }, { kind: 'all', workers: 1 }] as const)
      await expect(verify(at('a'), mode)).rejects.toMatchObject({
        code: 'PROBLEM_CHANGED',
        message: expect.stringContaining('has changed') as string,
      })
    rmSync(at('mine'), { recursive: true })
    expect(await exportRun(at('a'), 'jsonl', at('bare.jsonl'))).toMatchObject({ digest, files: 0, missing: expect.any(String) as string })
    const bare = await importRun(at('bare.jsonl'), at('bare'))
    expect(bare).toMatchObject({ digest })
    expect(bare.problem).toBeUndefined()
    expect(await verify(at('bare'), { kind: 'sample', size: 0 })).toMatchObject({ equal: true, digest })
    await expect(verify(at('bare'), { kind: 'journal' })).rejects.toMatchObject({ code: 'PROBLEM_CHANGED' })
    const listed = await ternate(['list', '.', '--json'], root)
    expect(listed.stdout).toContain('"run":"bare","state":"finished"')
    expect((await ternate(['show', 'bare', 'champion', '--source'], root)).stdout).toContain('export function')
  })
})

describe('a file that is no sound export', () => {
  let files = 0

  /** Imports bytes; nothing but the new run may be left. */
  async function take(bytes: Buffer | string): Promise<string> {
    const [file, out] = [at(`hostile/${files}`), at(`hostile/out-${files++}`)]
    writeFileSync(file, bytes)
    const before = readdirSync(at('hostile')).sort()
    try {
      return (await importRun(file, out)).digest
    } catch (error) {
      expect(readdirSync(at('hostile')).sort()).toEqual(before)
      throw error
    } finally {
      rmSync(file)
      rmSync(out, { recursive: true, force: true })
    }
  }

  const refusal = expect.objectContaining({ name: 'TernateError', code: 'IMPORT_INVALID' }) as unknown
  let text = ''
  let lines: Line[] = []

  beforeAll(() => {
    cpSync(at('a.jsonl'), at('hostile/a.jsonl'))
    text = readFileSync(at('a.jsonl'), 'utf8')
    lines = linesOf(text)
  })

  test('is refused wherever a byte of the text is another', async () => {
    const bytes = readFileSync(at('a.jsonl'))
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const flipped = Buffer.from(bytes)
        flipped[place] = (flipped[place] ?? 0) ^ change
        // The first line's format may become one that does not exist yet.
        await expect(take(flipped)).rejects.toMatchObject({ code: expect.stringMatching(/^(IMPORT_INVALID|ARCHIVE_FORMAT)$/) as string })
      }),
      { numRuns: 60 },
    )
  })

  test('is refused wherever a byte of the bundle is another, or says the same', async () => {
    const bytes = readFileSync(at('a.ternate'))
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const flipped = Buffer.from(bytes)
        flipped[place] = (flipped[place] ?? 0) ^ change
        const came: unknown = await take(flipped).catch((error: unknown) => error)
        if (came !== digest) expect(came).toEqual(refusal)
      }),
      { numRuns: 60, examples: [0, 3, 4, 5, 6, bytes.length - 1].map((place): [number, number] => [place, 1]) },
    )
  })

  test('is refused when it is cut anywhere, or goes on after its end', async () => {
    for (const file of ['a.jsonl', 'a.ternate']) {
      const bytes = readFileSync(at(file))
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
          const came: unknown = await take(bytes.subarray(0, length)).catch((error: unknown) => error)
          // Without zstd's own last bytes a bundle's text is still whole, and hashed.
          if (came !== digest || file === 'a.jsonl') expect(came).toEqual(refusal)
        }),
        { numRuns: 15, examples: [[0], [bytes.length - 1], [bytes.length >> 1]] },
      )
    }
    await expect(take(`${text}\n`)).rejects.toEqual(refusal)
    await expect(take(`${text}${text}`)).rejects.toEqual(refusal)
  })

  test('is taken when it was only sealed anew, or else the refusals below would prove nothing', async () => {
    expect(await take(seal(chained(lines)))).toBe(digest)
  })

  const change = (kind: string, edit: (line: Line) => Line): Line[] => {
    const index = lines.findIndex((line) => line['kind'] === kind)
    return lines.with(index, edit(lines[index] ?? {}))
  }
  const changeRecord = (type: string, edit: (record: Line) => Line): Line[] => {
    const index = lines.findIndex(({ record }) => (record as Line | undefined)?.['type'] === type)
    const line = lines[index] ?? {}
    return chained(lines.with(index, { ...line, record: edit(line['record'] as Line) }))
  }
  const changeRun = (edit: (run: { manifest: Line; problem: string; budget: Line }) => unknown): Line[] =>
    change('run', (line) => ({ ...line, run: edit(line['run'] as { manifest: Line; problem: string; budget: Line }) }))
  const withFile = (file: Line): Line[] => lines.toSpliced(1, 0, { kind: 'file', text: 'x', ...file })

  test.each<[string, () => Line[]]>([
    ['a file above the folder', () => withFile({ path: '../evil.ts' })],
    ['a file above the folder, further down', () => withFile({ path: 'a/../../evil.ts' })],
    ['a file with an absolute path', () => withFile({ path: '/tmp/evil.ts' })],
    ['a file on a drive', () => withFile({ path: 'c:evil.ts' })],
    ['a file with a backslash', () => withFile({ path: '..\\evil.ts' })],
    ['a hidden file, which no hash covers', () => withFile({ path: '.env' })],
    ['a module that no hash covers', () => withFile({ path: 'node_modules/x/index.js' })],
    ['an empty name', () => withFile({ path: 'a//b' })],
    ['a control character in a name', () => withFile({ path: 'a\u0000b' })],
    ['one file twice', () => lines.toSpliced(1, 0, lines[1] ?? {})],
    ['a file in the place of a folder', () => withFile({ path: 'problem.ts/x' })],
    ['one file more than the hash names', () => withFile({ path: 'more.ts' })],
    ['another problem', () => lines.map((line) => (line['path'] === 'problem.ts' ? { ...line, text: 'export default 1' } : line))],
    ['a file among the entries', () => lines.toSpliced(-2, 0, { kind: 'file', path: 'late.ts', text: '' })],
    [
      'a number that is none',
      () => changeRun((run) => ({ ...run, manifest: { ...run.manifest, order: { virtualWorkers: 1e12, batch: 1, lookahead: 1 } } })),
    ],
    ['another manifest than its journal', () => changeRun((run) => ({ ...run, manifest: { ...run.manifest, seed: 'other' } }))],
    ['an unknown field', () => changeRun((run) => ({ ...run, more: 1 }))],
    ['an unknown kind of line', () => [...lines.slice(0, 2), { kind: 'more' }, ...lines.slice(2)]],
    ['a missing program', () => lines.filter(({ number }) => number !== 7)],
    ['a program with other files', () => change('program', (line) => ({ ...line, files: { 'program.ts': 'evil' } }))],
    ['a program that no entry brought', () => lines.toSpliced(-1, 0, { ...lines.find(({ kind }) => kind === 'program'), number: 999 })],
    ['a missing entry', () => lines.filter(({ index }) => index !== 9)],
    ['entries in another order', () => lines.toSpliced(-3, 2, lines.at(-2) ?? {}, lines.at(-3) ?? {})],
    ['a record of an unknown type', () => changeRecord('champion', (record) => ({ ...record, type: 'victory' }))],
    ['a record without a field', () => changeRecord('finish', () => ({ type: 'finish' }))],
    [
      'a commit of a program that is missing',
      () =>
        changeRecord('champion', () => ({
          type: 'commit',
          ticket: { kind: 'evaluation', number: 1, program: 999, set: 'train' },
          outcome: {
            kind: 'evaluated',
            operator: 'x',
            program: { number: 999, id: '0'.repeat(32), canonicalHash: '0'.repeat(32), size: 1 },
            evaluation: { set: 'train', verdict: 'scored', cases: [], metrics: {}, fuel: 0 },
            inner: [],
          },
        })),
    ],
    ['two starts', () => changeRecord('champion', () => (lines.find(({ kind }) => kind === 'entry')?.['record'] ?? {}) as Line)],
  ])('is refused for %s, and leaves nothing behind', async (_, make) => {
    await expect(take(seal(make()))).rejects.toEqual(refusal)
  })

  test('is refused for a line that is not in the canonical form', async () => {
    const loose = text.replace('{"budget"', '{ "budget"')
    await expect(take(loose)).rejects.toEqual(refusal)
  })

  test('is refused when a newer engine wrote it', async () => {
    await expect(take(seal(change('run', (line) => ({ ...line, format: 99 }))))).rejects.toMatchObject({ code: 'ARCHIVE_FORMAT' })
  })

  test('is refused when it would unpack to far more than a run does', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(160 << 20, `${'{}'.repeat(500)}\n`))
    expect(bomb.length).toBeLessThan(1 << 20)
    await expect(take(bomb)).rejects.toEqual(refusal)
    await expect(take(zstdCompressSync(Buffer.alloc(160 << 20, 'x')))).rejects.toEqual(refusal)
  })

  test('is not taken into a folder that is in use, nor over a link', async () => {
    await expect(importRun(at('a.jsonl'), at('a'))).rejects.toMatchObject({ code: 'OUT_TAKEN' })
    symlinkSync(at('a'), at('link'))
    await expect(importRun(at('a.jsonl'), at('link'))).rejects.toMatchObject({ code: 'OUT_TAKEN' })
    await expect(importRun(at('none'), at('new'))).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
    await expect(importRun(root, at('new'))).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
    expect(existsSync(at('new'))).toBe(false)
  })
})
