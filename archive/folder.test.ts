import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createRunFolder, FORMAT, isRun, readRunFile } from './folder.ts'
import type { RunFile } from './folder.ts'

const parent = mkdtempSync(join(tmpdir(), 'ternate-folder-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
const at = (name: string): string => join(parent, name)

const file: RunFile = {
  manifest: {
    format: FORMAT,
    engine: '1.0.0',
    problem: { name: 'p', content: 'c', direction: 'minimize' },
    seed: '1',
    strategy: { name: 's', islands: [], finalists: 1 },
    order: { virtualWorkers: 1, batch: 1, lookahead: 1 },
    platform: { node: '24', v8: '13', icu: '77', arch: 'x64' },
  },
  problem: 'p',
  budget: { evaluations: 5 },
}

const coded = (code: string): unknown => expect.objectContaining({ code })

describe('the folder of a run', () => {
  test('keeps what it was made with', () => {
    createRunFolder(at('new/below'), file)
    expect(readRunFile(at('new/below'))).toEqual(file)
    expect(readdirSync(at('new/below'))).toEqual(['manifest.json'])
    expect(isRun(at('new'))).toBe(false)
  })
  test('is not made where something is', () => {
    createRunFolder(at('run'), file)
    const other = { ...file, problem: 'q' }
    expect(() => createRunFolder(at('run'), other)).toThrow(
      expect.objectContaining({ code: 'OUT_TAKEN', remedy: expect.stringContaining('resume') as string }),
    )
    expect(readRunFile(at('run'))).toEqual(file)
    mkdirSync(at('mine'))
    writeFileSync(at('mine/notes'), 'mine')
    expect(() => createRunFolder(at('mine'), file)).toThrow(coded('OUT_TAKEN'))
    expect(() => createRunFolder(at('mine/notes/below'), file)).toThrow(coded('OUT_UNWRITABLE'))
    expect(readFileSync(at('mine/notes'), 'utf8')).toBe('mine')
  })
  test.each<[string, string, string]>([
    ['is no run', '', 'RUN_MISSING'],
    ['is cut short', '{"manifest":', 'ARCHIVE_CORRUPT'],
    ['is something else', '[]', 'ARCHIVE_CORRUPT'],
    ['does not say the problem', JSON.stringify({ ...file, manifest: { ...file.manifest, problem: undefined } }), 'ARCHIVE_CORRUPT'],
    ['has no budget', JSON.stringify({ ...file, budget: undefined }), 'ARCHIVE_CORRUPT'],
    ['is newer', JSON.stringify({ ...file, manifest: { ...file.manifest, format: FORMAT + 1 } }), 'ARCHIVE_FORMAT'],
  ])('that %s is refused', (name, text, code) => {
    mkdirSync(at(name))
    if (text !== '') writeFileSync(join(at(name), 'manifest.json'), text)
    expect(() => readRunFile(at(name))).toThrow(coded(code))
  })
  test('without its manifest.json is named as one that lost it', () => {
    mkdirSync(at('lost/archive'), { recursive: true })
    expect(() => readRunFile(at('lost'))).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_CORRUPT', message: expect.stringContaining('missing') as string }),
    )
    expect(() => createRunFolder(at('lost'), file)).toThrow(
      expect.objectContaining({ code: 'OUT_TAKEN', remedy: expect.stringContaining('backup') as string }),
    )
  })
})
