import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlain, readBytes, readText } from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-read-'))
const at = (name: string): string => join(folder, name)
const socket = createServer()

beforeAll(async () => {
  writeFileSync(at('plain'), 'four')
  mkdirSync(at('folder'))
  execFileSync('mkfifo', [at('pipe')])
  symlinkSync('plain', at('link'))
  symlinkSync('pipe', at('link-to-pipe'))
  symlinkSync('/dev/zero', at('link-to-zero'))
  symlinkSync('missing', at('dangling'))
  symlinkSync('loop', at('loop'))
  await new Promise<void>((go) => socket.listen(at('socket'), go))
})
afterAll(async () => {
  await new Promise((go) => socket.close(go))
  rmSync(folder, { recursive: true })
})

describe('a file that somebody else may have written', () => {
  test.each([
    ['folder', 'is a folder'],
    ['pipe', 'is a pipe'],
    ['socket', 'is a socket'],
    ['link-to-pipe', 'is a pipe'],
    ['link-to-zero', 'is a device'],
    ['dangling', 'cannot be read (ENOENT)'],
    ['loop', 'cannot be read (ELOOP)'],
    ['none', 'cannot be read (ENOENT)'],
    ['plain/below', 'cannot be read (ENOTDIR)'],
    ['n'.repeat(300), 'cannot be read (ENAMETOOLONG)'],
  ])('%s is refused at once', (name, why) => {
    expect(readBytes(at(name), 100)).toMatchObject({ ok: false, why })
    expect(openPlain(at(name))).toMatchObject({ ok: false, why })
  })

  test('is read to its last byte, and not if it has one more than it may', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, most) => {
        writeFileSync(at('some'), bytes)
        const read = readBytes(at('some'), most)
        if (bytes.length > most) expect(read).toMatchObject({ ok: false, why: `is larger than ${most} bytes` })
        else expect(read.ok && [...read.content]).toEqual([...bytes])
      }),
    )
  })

  test('is read to its end where the system does not know its size', () => {
    const read = readText('/proc/self/stat', 10_000)
    expect(read.ok && read.content).toMatch(/^\d+ \(/)
    expect(readText('/proc/self/stat', 5)).toMatchObject({ ok: false })
  })

  test('may be a link unless that is refused', () => {
    expect(readText(at('link'), 100)).toEqual({ ok: true, content: 'four' })
    expect(readText(at('link'), 100, { links: false })).toEqual({ ok: false, why: 'is a link', absent: false })
  })
})

/** Files that may read otherwise, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'disk/read.ts': 'the reader itself',
  'run/tools/import.ts': 'a stream over what the reader opened',
  'archive/header.ts': 'pages of what the reader opened',
  'archive/environment.ts': 'the number of the last ticket, which it writes itself',
  'authoring/folder.ts': 'the head of what the reader opened',
  'run/version.ts': 'the package says its own version',
  'dashboard/bundle.ts': 'the page is made of the package’s own files',
  'cli/view/keys.ts': '/proc/self',
  'cli/eval-run.ts': 'traces, which it writes itself',
  'run/processor.ts': '/proc of the processes of a run',
  'evaluators/command/folders.ts': 'copies of what a command left, links as links',
  'evaluators/command/prepare.ts': 'harnesses of this package',
  'evaluators/command/processes.ts': '/proc of the processes of a command',
  'evaluators/command/users.ts': 'the process that holds a user, which it writes itself',
  'evaluators/quickjs/runner.ts': 'the engine that the package brings',
  'evaluators/isolate/sandbox/serve.ts': 'the pipe of a sandbox',
  'evaluators/isolate/sandbox/process.ts': '/proc of the sandbox, many times a second',
}

/** What opens or reads a file, among the names that are imported. */
const READERS =
  /\b(?:readFile|readFileSync|createReadStream|openSync|open|read|readSync|copyFile|copyFileSync|cp|cpSync|readv|openAsBlob)\b/

/** Files that parse JSON otherwise, and why. */
const PARSING: Readonly<Record<string, string>> = {
  'disk/json.ts': 'behind its bounds',
  'run/version.ts': 'the package says its own version',
  'dashboard/bundle.ts': 'what this package wrote itself',
  'evaluators/workers/apart-process.ts': 'what the process that starts it says',
  'cli/dashboard.ts': 'what a child of this process says',
  'languages/json.ts': 'files of programs, whose depth it bounds itself',
  'conformance/capability.ts': 'a sample of its own',
  'evaluators/agent/rights.ts': 'a copy of what it wrote itself',
  'evaluators/quickjs/realm.ts': 'numbers that the host drew',
  'proposers/published/tpe.ts': 'what it wrote itself',
}

const root = fileURLToPath(new URL('../', import.meta.url))
const sources = globSync(
  '{archive,authoring,cli,conformance,dashboard,disk,engine,evaluators,experiments,languages,models,proposers,run,strategies}/**/*.{ts,tsx,js}',
  {
    cwd: root,
    exclude: ['**/*.test.ts', '**/fixtures/**', 'dashboard/page/**'],
  },
)
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

test('nothing parses JSON but behind the bounds', () => {
  const parsing = sources.filter((file) => /^(?!\s*(?:\*|\/\/)).*\bJSON\.parse\(/m.test(textOf(file)))
  expect(parsing.toSorted()).toEqual(Object.keys(PARSING).toSorted())
})

test('nothing reads files but through the reader', () => {
  const reading = sources.filter((file) =>
    [...textOf(file).matchAll(/import ([^'"]*?) from '(?:node:)?fs(?:\/promises)?'/g)].some(
      ([, names = '']) => !names.includes('{') || READERS.test(names),
    ),
  )
  expect(reading.toSorted()).toEqual(Object.keys(ELSEWHERE).toSorted())
})
