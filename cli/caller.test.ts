import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { shellWord } from '../engine/contracts/fault.ts'
import { callerCommand, inCallersWords } from './caller.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate caller-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = (...names: readonly string[]): string => {
  const made = join(root, ...names)
  mkdirSync(made, { recursive: true })
  return made
}

describe('a command for the caller', () => {
  test('is by npx in a clone, where Ternate is a dependency, below either, and when npx fetched it', () => {
    writeFileSync(join(folder('clone'), 'package.json'), '{ "name": "ternate" }')
    writeFileSync(join(folder('mine/node_modules/.bin'), 'ternate'), '')
    for (const place of [folder('clone'), folder('clone/problems'), folder('mine'), folder('mine/src')])
      expect(callerCommand('/opt/ternate/cli/ternate.js', place, '')).toBe('npx ternate')
    expect(callerCommand('/home/me/.npm/_npx/12/node_modules/.bin/ternate', folder('empty'), '')).toBe('npx ternate')
  })
  test('is by name where that is on the path, else as it was called', () => {
    writeFileSync(join(folder('other'), 'package.json'), '{ "name": "another" }')
    expect(callerCommand('/usr/local/bin/ternate', folder('other'), '/bin:/usr/local/bin')).toBe('ternate')
    expect(callerCommand('/opt/my tools/ternate', folder('other'), '/bin')).toBe("'/opt/my tools/ternate'")
    expect(callerCommand('/opt/my clone/cli/ternate.js', folder('other'), '/bin')).toBe("node '/opt/my clone/cli/ternate.js'")
  })
  test('stands in a remedy in place of the bare name', () => {
    expect(inCallersWords('See `ternate --help` of ternate, or `ternate`; `npx ternated`.')).toBe(
      'See `npx ternate --help` of ternate, or `npx ternate`; `npx ternated`.',
    )
  })
})

describe('a word of a command', () => {
  test('reaches the command as it is', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom(...Array.from(` '"\\$\`*?~#!&|;<>(){}[]a/-=.é`)) }), {
      minLength: 20,
      maxLength: 60,
    })
    fc.assert(
      fc.property(words, (given) => {
        const said = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${given.map(shellWord).join(' ')}`], { encoding: 'utf8' })
        expect(said).toBe(given.map((word) => `${word}\n`).join(''))
      }),
      { numRuns: 20 },
    )
    expect(shellWord('runs/a-b_1.2')).toBe('runs/a-b_1.2')
  })
})
