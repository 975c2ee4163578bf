import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { verifyChain } from './digest.ts'
import { samples } from './fixtures/samples.ts'
import { openArchive } from './lmdb.ts'

const parent = mkdtempSync(join(tmpdir(), 'ternate-neighbours-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
let count = 0
const fresh = (): string => join(parent, String(++count))
const WRITER = fileURLToPath(new URL('fixtures/writer.ts', import.meta.url))
const READER = fileURLToPath(new URL('fixtures/reader.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly errors: string
}

/** Runs a command to its end. */
async function run(command: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (errors += chunk))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, out, errors }
}

/** The last index that a writer printed. */
const acknowledged = ({ out }: Pick<Ended, 'out'>): number => Number(out.split('\n').findLast((line) => /^\d+$/.test(line)) ?? 0)

/** Opens what a writer left, sees that nothing acknowledged is missing, and goes on. */
async function goOn(folder: string, index: number): Promise<void> {
  const archive = openArchive(folder)
  const head = archive.head()
  expect(head?.index ?? 0).toBeGreaterThanOrEqual(index)
  expect(verifyChain(archive.entries())).toBe(head?.digest)
  await archive.append(samples.group(head, 10))
  expect(archive.recall((head?.index ?? 0) + 10)?.program).toEqual(samples.program((head?.index ?? 0) + 10).program)
  await archive.close()
}

describe('processes beside each other', () => {
  test('two that read everything 20 times a second see no anomaly while a third writes', async () => {
    const folder = fresh()
    const writer = spawn(process.execPath, [WRITER, folder, '3', '15'], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(writer.stdout, 'data')
    writer.stdout.resume()
    const readers = await Promise.all([1, 2].map(() => run(process.execPath, [READER, folder, '15'])))
    writer.kill('SIGKILL')
    await once(writer, 'close')
    for (const { code, out, errors } of readers) {
      expect(errors).toBe('')
      expect(code).toBe(0)
      expect((JSON.parse(out) as { records: number }).records).toBeGreaterThan(20)
    }
  })
})

describe('a writer that cannot write', () => {
  test('says so when its file may not grow, loses nothing acknowledged, and goes on when it may', async () => {
    const folder = fresh()
    const ended = await run('bash', ['-c', `trap '' XFSZ; ulimit -f 400; exec "$0" "$@"`, process.execPath, WRITER, folder, '50'])
    expect(ended.errors).toMatch(/^(mdb_.*\n|Write error: .*?(?=ARCHIVE))*ARCHIVE_(FULL|UNWRITTEN) .*\n$/)
    expect(ended).toMatchObject({ code: 1, signal: null })
    expect(acknowledged(ended)).toBeGreaterThan(100)
    await goOn(folder, acknowledged(ended))
  })

  const disk = join(parent, 'disk')
  const mounted = ((): boolean => {
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })()
  afterAll(() => {
    if (mounted) execFileSync('umount', ['--lazy', disk])
  })
  test.runIf(mounted)('says so when the disk is full, loses nothing acknowledged, and goes on when there is room', async () => {
    const folder = join(disk, 'archive')
    const ended = await run(process.execPath, [WRITER, folder, '50'])
    // LMDB itself may say a word too.
    expect(ended.errors).toMatch(/^(mdb_.*\n)*ARCHIVE_FULL .*\n$/)
    expect(ended).toMatchObject({ code: 1, signal: null })
    expect(acknowledged(ended)).toBeGreaterThan(100)
    execFileSync('mount', ['-o', 'remount,size=8m', disk])
    await goOn(folder, acknowledged(ended))
  })

  test.runIf(mounted)('says so when the folder may not be written, and reads it all the same', async () => {
    const folder = join(disk, 'archive')
    execFileSync('mount', ['-o', 'remount,ro', disk])
    try {
      expect(() => openArchive(folder)).toThrow(expect.objectContaining({ code: 'ARCHIVE_UNWRITABLE' }))
      expect(() => openArchive(join(disk, 'other'))).toThrow(expect.objectContaining({ code: 'ARCHIVE_UNWRITABLE' }))
      const archive = openArchive(folder, { readOnly: true })
      expect(verifyChain(archive.entries())).toBe(archive.head()?.digest)
      await archive.close()
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk])
    }
    await goOn(folder, 100)
  })
})
