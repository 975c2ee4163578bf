import { execFile, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { lock } from '../../archive/lock.ts'
import { looksAt } from './chain.ts'
import type { Head, Look } from './chain.ts'
import { openLedger } from './ledger.ts'
import type { Ledger } from './ledger.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-ledger-'))
afterAll(() => rmSync(root, { recursive: true }))

let number = 0
let folder = ''
beforeEach(() => {
  folder = join(root, `${number++}`)
})

const CASES = 'c'.repeat(64)
const look: Look = { cases: CASES, problem: 'toy', set: 'heldOut/far', by: 'test', programs: ['a'] }

const open = (heads: readonly Head[] = []): Ledger => openLedger(folder, { now: () => '2026-12-01T00:00:00Z', lock, heads: () => heads })
const file = (): string => join(folder, 'looks.jsonl')

test('each look is an entry that follows from the one before', async () => {
  const ledger = open()
  expect(ledger.entries()).toEqual([])
  const first = await ledger.look(look)
  const second = await ledger.look({ ...look, attempt: true })
  expect([first.entry, second.entry, second.previous]).toEqual([1, 2, first.hash])
  expect(open().entries()).toEqual([first, second])
  expect(looksAt(open().entries(), CASES)).toBe(2)
})

test('a ledger that was edited is refused, and the line is named', async () => {
  for (let k = 0; k < 3; k++) await open().look(look)
  const text = readFileSync(file(), 'utf8')
  const lines = text.split('\n')
  writeFileSync(file(), [lines[0], (lines[1] ?? '').replace('"by":"test"', '"by":"nobody"'), lines[2], ''].join('\n'))
  expect(() => open().entries()).toThrow(/line 2 that was edited/)
  await expect(open().look(look)).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' })
  writeFileSync(file(), [lines[0], lines[2], ''].join('\n'))
  expect(() => open().entries()).toThrow(/line 2 that does not follow/)
  writeFileSync(file(), 'nonsense\n')
  expect(() => open().entries()).toThrow(/line 1 that is no JSON/)
})

test('a ledger that was cut is behind its own head', async () => {
  for (let k = 0; k < 3; k++) await open().look(look)
  writeFileSync(file(), readFileSync(file(), 'utf8').split('\n').slice(0, 2).join('\n') + '\n')
  expect(() => open().entries()).toThrow(/ends with entry 2, and head.json beside it has seen entry 3/)
  rmSync(file())
  expect(() => open().entries()).toThrow(/ends with entry 0/)
})

test('a ledger that was copied back is refused while somebody with a later head is at hand', async () => {
  await open().look(look)
  for (const name of ['looks.jsonl', 'head.json']) copyFileSync(join(folder, name), join(root, name))
  const { entry, hash: head } = await open().look(look)
  for (const name of ['looks.jsonl', 'head.json']) copyFileSync(join(root, name), join(folder, name))
  expect(open().entries()).toHaveLength(1)
  expect(() => open([{ entry, head, where: 'runs/seven' }]).entries()).toThrow(/runs\/seven has seen entry 2/)
  // another second look is no way out
  await open().look({ ...look, by: 'other' })
  expect(() => open([{ entry, head, where: 'runs/seven' }]).entries()).toThrow(/another entry 2 than the one that runs\/seven has seen/)
})

test('a line that was being written when its process ended is no look, and the next one takes its place', async () => {
  const first = await open().look(look)
  writeFileSync(file(), `${readFileSync(file(), 'utf8')}{"entry":2,"cas`)
  expect(open().entries()).toEqual([first])
  await open().look(look)
  expect(open().entries()).toHaveLength(2)
})

const script = (body: string): string => `
import { openLedger } from ${JSON.stringify(join(import.meta.dirname, 'ledger.ts'))}
import { lock } from ${JSON.stringify(join(import.meta.dirname, '../../archive/lock.ts'))}
const ledger = openLedger(${JSON.stringify(folder)}, { now: () => '2026-12-01T00:00:00Z', lock })
const look = ${JSON.stringify(look)}
${body}`

const node = (body: string): [string, string[]] => [process.execPath, ['--input-type=module', '-e', script(body)]]

test('a process that is killed between its look and what it makes of it has looked', async () => {
  await open().look(look)
  const child = spawn(
    ...node(`await ledger.look(look); process.stdout.write('looked'); await new Promise(() => { setInterval(() => {}, 1000) })`),
  )
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  expect(looksAt(open().entries(), CASES)).toBe(2)
})

test('two processes at once lose no look of each other', async () => {
  await open().look(look)
  const both = [1, 2].map(() => promisify(execFile)(...node(`for (let k = 0; k < 15; k++) await ledger.look(look)`)))
  await Promise.all(both)
  expect(open().entries()).toHaveLength(31)
})
