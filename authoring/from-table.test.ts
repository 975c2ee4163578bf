import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTable } from './comma-separated.ts'
import { problemFromTable } from './from-table.ts'
import { loadProblem } from './load.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-table-'))
afterAll(() => rmSync(root, { recursive: true }))

const write = (text: string): string => {
  const file = join(root, 'examples.csv')
  writeFileSync(file, text)
  return file
}

test('fields in quotes hold commas, quotes and line breaks; what is no table says why', () => {
  expect(readTable('a,"b ""x"", y"\r\n1,"two\nlines"\n')).toEqual({
    rows: [
      ['a', 'b "x", y'],
      ['1', 'two\nlines'],
    ],
  })
  expect(readTable('a,b\n1,')).toEqual({
    rows: [
      ['a', 'b'],
      ['1', ''],
    ],
  })
  expect(readTable('a,b\n1\n')).toEqual({ wrong: 'row 2 has 1 columns, and the first has 2' })
  expect(readTable('a,"b\n')).toEqual({ wrong: expect.stringContaining('quote') })
})

test('a table becomes a problem: types are those of its columns, and every example is in one set', async () => {
  const rows = Array.from({ length: 20 }, (_, k) => `"[${k},${k + 1}]",x${k},${k % 2 === 0},"{""sum"":${2 * k + 1}}"`)
  const files = problemFromTable(write(`The list,class,is even,total\n${rows.join('\n')}\n`), 'examples.csv')
  expect(files['initial.ts']).toContain('solve(theList: number[], class2: string, isEven: boolean): { sum: number }')
  const folder = mkdtempSync(join(root, 'problem-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const { train, validation, heldOut } = await loadProblem(folder)
  const all = [...train, ...validation, ...(heldOut[0]?.cases ?? [])]
  expect([train.length, validation.length, all.length]).toEqual([12, 4, 20])
  expect(new Set(all.map(({ input }) => JSON.stringify(input))).size).toBe(20)
  expect(
    all.every(
      ({ input, expected }) => (expected as { sum: number }).sum === ((input as number[][])[0] as number[]).reduce((a, b) => a + b, 0),
    ),
  ).toBe(true)
})

test.each([
  ['a,b\n1,2\n', 'has 1 examples'],
  [`a\n${'1\n'.repeat(20)}`, 'fewer than two columns'],
  [`a,b\n${'1,"x\n'.repeat(20)}`, 'is no table'],
])('a file that makes no problem is refused', (text, why) => {
  expect(() => problemFromTable(write(text), 'examples.csv')).toThrow(
    expect.objectContaining({ code: 'PROBLEM_CASES', message: expect.stringContaining(why) }),
  )
})
