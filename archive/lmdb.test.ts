import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { open } from 'lmdb'
import { afterAll, describe, expect, test } from 'vitest'
import type { Archive } from '../engine/contracts/index.ts'
import { encode } from './canonical.ts'
import { verifyChain } from './digest.ts'
import { samples } from './fixtures/samples.ts'
import { openArchive } from './lmdb.ts'

const parent = mkdtempSync(join(tmpdir(), 'ternate-lmdb-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
let count = 0
const fresh = (): string => join(parent, String(++count))

/** An archive of `commits`, closed. */
async function filled(commits: number): Promise<string> {
  const folder = fresh()
  const archive = openArchive(folder)
  await archive.append(samples.group(undefined, commits))
  await archive.close()
  return folder
}

/** Changes what is stored, behind the archive's back. */
async function tamper(
  folder: string,
  name: string,
  keyEncoding: 'uint32' | 'ordered-binary',
  change: (database: ReturnType<typeof open>) => void,
): Promise<void> {
  const root = open({ path: folder, noSubdir: false, maxDbs: 8, overlappingSync: false })
  change(root.openDB({ name, keyEncoding, encoding: 'binary' }) as ReturnType<typeof open>)
  await root.flushed
  await root.close()
}

describe('an archive on disk', () => {
  test('may be read while it is written', async () => {
    const folder = fresh()
    const writer = openArchive(folder)
    const reader = openArchive(folder, { readOnly: true })
    expect(reader.head()).toBeUndefined()
    await writer.append(samples.group(undefined, 3))
    expect(reader.head()?.index).toBe(3)
    expect(reader.program(2)).toEqual(samples.program(2).program)
    await expect(reader.append(samples.group(reader.head(), 1))).rejects.toMatchObject({ code: 'ARCHIVE_READONLY' })
    await reader.close()
    await writer.close()
  })

  test('takes few bytes a program', async () => {
    const folder = fresh()
    const archive = openArchive(folder)
    for (let i = 0; i < 4; i++) await archive.append(samples.group(archive.head(), 500))
    await archive.close()
    expect(readFileSync(join(folder, 'data.mdb')).length / 2000).toBeLessThan(1000)
  })

  test('keeps a prefix with everything acknowledged when its process is killed', async () => {
    const folder = fresh()
    let acknowledged = 0
    for (const delay of [1, 6, 17, 40]) {
      const child = spawn(process.execPath, [fileURLToPath(new URL('fixtures/writer.ts', import.meta.url)), folder, '5'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let text = ''
      let killing: NodeJS.Timeout | undefined
      child.stdout.on('data', (chunk) => {
        text += chunk
        killing ??= setTimeout(() => child.kill('SIGKILL'), delay)
      })
      await once(child, 'close')
      const printed = text.split('\n').slice(0, -1)
      acknowledged = Number(printed.at(-1))
      const archive = openArchive(folder)
      const index = archive.head()?.index ?? 0
      expect(index).toBeGreaterThanOrEqual(acknowledged)
      expect(index % 5).toBe(0)
      expect(verifyChain(archive.entries())).toBe(archive.head()?.digest)
      expect(archive.program(index)).toEqual(samples.program(index).program)
      expect(archive.program(index + 1)).toBeUndefined()
      await archive.close()
    }
    expect(acknowledged).toBeGreaterThan(20)
  })
})

describe('an archive that is being written', () => {
  const locked = (folder: string, owner: string): void => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'writer.lock'), owner)
  }
  test('cannot be opened for writing again, until it is closed', async () => {
    const folder = fresh()
    const archive = openArchive(folder)
    expect(() => openArchive(folder)).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_LOCKED', message: expect.stringContaining(`process ${process.pid} on ${hostname()}`) }),
    )
    await archive.close()
    await openArchive(folder).close()
    expect(readdirSync(folder).sort()).toEqual(['data.mdb', 'lock.mdb'])
  })
  test('by another machine stays locked', () => {
    const folder = fresh()
    locked(folder, JSON.stringify({ pid: 1, host: `not-${hostname()}`, born: '1' }))
    expect(() => openArchive(folder)).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_LOCKED', remedy: expect.stringContaining('writer.lock') }),
    )
  })
  test.each([
    ['a process that has gone', JSON.stringify({ pid: 2 ** 22 - 3, host: hostname(), born: '1' })],
    ['an earlier process with the number of a living one', JSON.stringify({ pid: process.pid, host: hostname(), born: 'long ago' })],
    ['nobody', ''],
  ])('by %s is taken over', async (_, owner) => {
    const folder = fresh()
    locked(folder, owner)
    const archive: Archive = openArchive(folder)
    await archive.close()
  })
})

describe('what is not an archive', () => {
  const refused = (code: string): unknown => expect.objectContaining({ code })
  const file = (name: string, content: string | Buffer): string => {
    const folder = fresh()
    mkdirSync(folder)
    writeFileSync(join(folder, name), content)
    return folder
  }
  test.each<[string, string | Buffer]>([
    ['notes.txt', 'mine'],
    ['data.mdb', 'hello world'],
    ['data.mdb', Buffer.alloc(50_000, 7)],
  ])('is refused and left as it was: %s', (name, content) => {
    const folder = file(name, content)
    for (const readOnly of [false, true]) expect(() => openArchive(folder, { readOnly })).toThrow(refused('ARCHIVE_FOREIGN'))
    expect(readdirSync(folder)).toEqual([name])
    expect(readFileSync(join(folder, name))).toEqual(Buffer.from(content))
  })
  test('is refused when it is a database of somebody else', async () => {
    const folder = fresh()
    const root = open({ path: folder, noSubdir: false })
    await root.put('theirs', 1)
    await root.close()
    for (const readOnly of [false, true]) expect(() => openArchive(folder, { readOnly })).toThrow(refused('ARCHIVE_FOREIGN'))
  })
  test('is not made by reading', () => {
    const folder = fresh()
    expect(() => openArchive(folder, { readOnly: true })).toThrow(refused('ARCHIVE_MISSING'))
    mkdirSync(folder)
    expect(() => openArchive(folder, { readOnly: true })).toThrow(refused('ARCHIVE_MISSING'))
    expect(readdirSync(folder)).toEqual([])
  })
  test('is refused when a newer version wrote it', async () => {
    const folder = await filled(1)
    await tamper(folder, 'meta', 'ordered-binary', (meta) => meta.putSync('format', Buffer.from('99')))
    for (const readOnly of [false, true]) expect(() => openArchive(folder, { readOnly })).toThrow(refused('ARCHIVE_FORMAT'))
  })
})

describe('a damaged archive', () => {
  const corrupt = expect.objectContaining({ code: 'ARCHIVE_CORRUPT' })
  test('is refused when it is cut short', async () => {
    const folder = await filled(500)
    const file = join(folder, 'data.mdb')
    truncateSync(file, readFileSync(file).length - 16384)
    for (const readOnly of [false, true]) expect(() => openArchive(folder, { readOnly })).toThrow(corrupt)
  })
  test.each([
    ['second page', 4096, 4096],
    ['end of the first page', 88, 8],
    ['rest behind the first two pages', 8192, Infinity],
  ])('is refused when its %s is garbage', async (_, at, length) => {
    const folder = await filled(50)
    const bytes = readFileSync(join(folder, 'data.mdb'))
    bytes.fill(0x5a, at, Math.min(bytes.length, at + length))
    writeFileSync(join(folder, 'data.mdb'), bytes)
    for (const readOnly of [false, true]) expect(() => openArchive(folder, { readOnly })).toThrow(corrupt)
  })
  test.each(['entries', 'programs'])('does not give back changed bytes of %s', async (name) => {
    const folder = await filled(200)
    await tamper(folder, name, 'uint32', (database) => {
      const bytes = Buffer.from(database.get(65) as Buffer)
      bytes.writeUInt8((bytes.at(-9) ?? 0) ^ 1, bytes.length - 9)
      database.putSync(65, bytes)
    })
    const archive = openArchive(folder, { readOnly: true })
    expect(() => (name === 'entries' ? [...archive.entries()] : archive.program(70))).toThrow(corrupt)
    expect(archive.program(1)).toEqual(samples.program(1).program)
    expect(archive.head()?.index).toBe(200)
    await archive.close()
  })
  test('makes lost columns anew from the journal when it is opened for writing', async () => {
    const folder = await filled(300)
    const ids = (): Uint32Array => {
      const reader = openArchive(folder, { readOnly: true })
      try {
        return reader.column('ids')
      } finally {
        void reader.close()
      }
    }
    const before = ids()
    await tamper(folder, 'columns', 'uint32', (database) => database.clearSync())
    expect(ids).toThrow(expect.objectContaining({ code: 'ARCHIVE_STALE' }))
    const archive = openArchive(folder)
    expect(archive.column('ids')).toEqual(before)
    expect(archive.recall(300)?.program).toEqual(samples.program(300).program)
    await archive.append(samples.group(archive.head(), 300))
    expect(archive.column('entries')).toEqual(Uint32Array.from({ length: 600 }, (_, k) => k + 1))
    await archive.close()
  })
  test('does not skip entries that are missing', async () => {
    const folder = await filled(200)
    await tamper(folder, 'entries', 'uint32', (database) => void database.removeSync(65))
    const archive = openArchive(folder, { readOnly: true })
    expect(() => [...archive.entries()]).toThrow(corrupt)
    await archive.close()
  })
  test('does not believe the files of a result that waits', async () => {
    const folder = fresh()
    const archive = openArchive(folder)
    await archive.append({ entries: [], programs: [], received: [{ batch: 3, outcomes: [] }], committed: [] })
    await archive.close()
    const { program } = samples.program(1)
    const evaluation = { set: 'train', verdict: 'error', cases: [], metrics: {}, fuel: 0 }
    const forged = [{ kind: 'evaluated', operator: 'x', program: { ...program, files: { 'program.ts': 'forged' } }, evaluation, inner: [] }]
    await tamper(folder, 'received', 'uint32', (database) => database.putSync(3, Buffer.from(encode(forged))))
    const again = openArchive(folder, { readOnly: true })
    expect(() => again.received()).toThrow(corrupt)
    await again.close()
  })
})
