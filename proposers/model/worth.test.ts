import { expect, test } from 'vitest'
import type { Memory, MemoryNote } from '../../engine/contracts/model.ts'
import { stream } from '../../engine/contracts/random.ts'
import { notebookWith } from './notes.ts'
import type { Notebook } from './notes.ts'
import { settleWorth, withholdFrom } from './worth.ts'
import type { Worth } from './worth.ts'

const note = (kind: MemoryNote['kind'], text: string): Omit<MemoryNote, 'number'> => ({ kind, scope: {}, text })
const memory = (notes: readonly MemoryNote[], withheld?: readonly number[]): Memory => ({
  island: 0,
  parents: [1],
  notes,
  models: [],
  templates: [],
  ...(withheld === undefined ? {} : { withheld }),
})

interface State {
  readonly notebook: Notebook
  readonly worth?: Worth
}

/** What is left after so many tickets, of which `worseWith` and `worseWithout` of ten are worse with the first note and without it. */
function after(tickets: number, worseWith: number, worseWithout: number): State {
  let state: State = { notebook: notebookWith([note('lesson', 'one\nand more'), note('reflection', 'two')]) }
  const random = stream(`worth/${worseWith}/${worseWithout}`)
  for (let k = 0; k < tickets; k++) {
    const { notes, withheld } = withholdFrom(state.notebook.notes, random)
    const isTold = notes.some(({ number }) => number === 1)
    state = settleWorth(state, { told: memory(notes, withheld), worse: random.integer(10) < (isTold ? worseWith : worseWithout) })
  }
  return state
}

test('a note that does harm is withdrawn, and one that does none, or good, stays', () => {
  const harmed = after(200, 9, 3)
  expect(harmed.worth?.withdrawn).toMatchObject([{ note: 1, text: 'one' }])
  expect(harmed.notebook.notes.map(({ number }) => number)).toEqual([2])
  expect(after(200, 5, 5).worth?.withdrawn).toEqual([])
  expect(after(200, 2, 8).worth?.withdrawn).toEqual([])
})

test('notes of no case and of no earlier run are never withheld, nor counted', () => {
  const own: MemoryNote[] = [{ number: 1, kind: 'lesson', scope: { parent: 3 }, text: 'x' }]
  for (let k = 0; k < 50; k++) expect(withholdFrom(own, stream(`${k}`))).toEqual({ notes: own })
  const state: State = { notebook: { next: 2, notes: own, waiting: [] } }
  expect(settleWorth(state, { told: memory(own), worse: true })).toBe(state)
})
