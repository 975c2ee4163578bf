import { expect, test } from 'vitest'
import { markersOf } from './markers.ts'

const [START, END] = ['// EVOLVE-BLOCK-START', '// EVOLVE-BLOCK-END']
const read = (...lines: string[]): ReturnType<typeof markersOf> => markersOf(lines.join('\n'), 'a.ts')

test('the blocks of a source are listed by their lines', () => {
  expect(read('let a = 1', START, 'a = 2', END, `${START} here`, '', END)).toEqual({
    blocks: [
      { from: 2, to: 4, isEmpty: false },
      { from: 5, to: 7, isEmpty: true },
    ],
    faults: [],
  })
  expect(read('let a = 1', START, '', END)?.blocks).toEqual([{ from: 2, to: 4, isEmpty: true }])
  expect(read(START, 'let a = 1')?.blocks).toEqual([{ from: 1, to: 2, isEmpty: false }])
  expect(read('let a = 1', 'const s = "EVOLVE-BLOCK-START"')).toEqual({ faults: [] })
})

test.each([
  ['decorated', '// --- EVOLVE-BLOCK-START ---'],
  ['in lower case', '// evolve-block-start'],
  ['with blanks', '// EVOLVE BLOCK END'],
  ['with underlines', '/* EVOLVE_BLOCK_START'.concat(' */')],
  ['in a list of asterisks', '/**\n * EVOLVE-BLOCK-START\n */'],
])('what looks like a marker and is none is told with its line: %s', (_, marker) => {
  expect(read('let a = 1', marker)?.faults).toEqual([expect.stringMatching(/^a\.ts line [23]: no marker/)])
})

test('markers that mark nothing are told', () => {
  expect(read('let a = 1', END)).toEqual({ blocks: [], faults: ['a.ts line 2: EVOLVE-BLOCK-END without a START before it'] })
  expect(read(START, START, END)?.faults).toEqual(['a.ts line 2: EVOLVE-BLOCK-START within a block'])
  expect(read('interface I {', START, 'a: number', END, '}', 'export const a = 1')).toEqual({
    faults: ['a.ts line 2: a marker inside a type, where none counts', 'a.ts line 4: a marker inside a type, where none counts'],
  })
})
