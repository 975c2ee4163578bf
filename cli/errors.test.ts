import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { TernateError } from '../engine/contracts/fault.ts'
import { printError, describeFault } from './print-error.ts'
import { EXIT } from './exit.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const sources = globSync('**/*.ts', { cwd: root, exclude: ['node_modules/**', 'runs/**', '**/*.test.ts', '**/fixtures/**'] })
const inSource = new Set(
  sources.flatMap((file) => [...readFileSync(root + file, 'utf8').matchAll(/TernateError\(\s*'([A-Z_]+)'/g)].map(([, code = '']) => code)),
)
const docs = readFileSync(`${root}docs/errors.md`, 'utf8')

describe('docs/errors.md', () => {
  test('lists the codes of the source, no more and no less', () => {
    const listed = [...docs.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = '']) => code)
    expect(listed.toSorted()).toEqual([...inSource].toSorted())
    expect(inSource.size).toBeGreaterThan(30)
  })
  test('lists the exit codes', () => {
    expect([...docs.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))).toEqual(Object.values(EXIT))
  })
})

describe('a fault', () => {
  test('is one line with the remedy, whatever its message holds', () => {
    const fault = new TernateError('X', 'it broke\n  at \u001b[31mline 3', 'mend it')
    expect(describeFault(fault)).toBe('it broke at \\u{1b}[31mline 3. Mend it. [X]')
  })
  test('and a bug have exit codes of their own', () => {
    const said: string[] = []
    const { write } = process.stderr
    process.stderr.write = (text: string | Uint8Array): boolean => said.push(String(text)) > 0
    try {
      expect(printError(new TernateError('X', 'it broke', 'mend it'))).toBe(EXIT.refused)
      expect(printError(new RangeError('oops'))).toBe(EXIT.bug)
    } finally {
      process.stderr.write = write
    }
    expect(said[0]?.split('\n')).toHaveLength(2)
    expect(said[1]).toContain('oops')
  })
})
