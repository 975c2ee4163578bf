import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Evaluation } from '../contracts/evaluation.ts'
import { createKnownMemory, Known, knownBetween, openKnown, receiveKnown } from './known.ts'

const rules = { clears: false, hasSchedule: false }
const scored: Evaluation = { set: 'train', verdict: 'scored', score: 1, cases: [], metrics: {}, fuel: 1 }
const starved: Evaluation = { ...scored, verdict: 'fuel' }
/** 32 bits that are spread like those of a hash; a function of its own, since a thread has it as text. */
const spread = 'Math.imul(value + 1, 0x9e3779b1) >>> 0'
const wordOf = (value: number): number => Math.imul(value + 1, 0x9e3779b1) >>> 0
const hashOf = (value: number): string => wordOf(value).toString(16).padStart(8, '0') + '0'.repeat(24)

test('a program is known from its commit on, to those who were told so many, under its last number', () => {
  const names = fc.array(fc.record({ value: fc.nat(40), fails: fc.boolean() }), { maxLength: 120 })
  fc.assert(
    fc.property(names, fc.nat(120), (programs, most) => {
      const told = Math.min(most, programs.length)
      const memory = createKnownMemory()
      const list = new Known({ ...rules, hasSchedule: true }, memory)
      const find = openKnown(memory)
      for (const [at, { value, fails }] of programs.entries()) {
        list.add(hashOf(value), fails ? starved : scored)
        expect(list.count).toBe(at + 1)
        if (at % 7 === 0) find(hashOf(value), at + 1)
      }
      const isMeant = (value: number): number | undefined => {
        const last = programs.slice(0, told).findLastIndex((program) => program.value === value && !program.fails)
        return last === -1 ? undefined : last + 1
      }
      for (let value = 0; value <= 41; value++) expect(find(hashOf(value), told)).toBe(isMeant(value))
    }),
  )
})

test('whoever may come to more another time is known to none', () => {
  const kinds: Evaluation[] = [scored, starved, { ...scored, pruned: { why: 'race' } as never }, { ...scored, positions: [2] }]
  const knownUnder = (each: typeof rules): readonly boolean[] => {
    const memory = createKnownMemory()
    const list = new Known(each, memory)
    for (const [value, evaluation] of kinds.entries()) list.add(hashOf(value), evaluation)
    const find = openKnown(memory)
    expect(list.snapshot() ?? []).toEqual(kinds.flatMap((_, at) => (find(hashOf(at), 4) === undefined ? [at + 1] : [])))
    return kinds.map((_, at) => find(hashOf(at), 4) === at + 1)
  }
  expect(knownUnder(rules)).toEqual([true, true, true, true])
  expect(knownUnder({ ...rules, hasSchedule: true })).toEqual([true, false, true, true])
  expect(knownUnder({ ...rules, clears: true })).toEqual([true, true, false, false])
})

test('a list goes on from a snapshot as it was', () => {
  const memory = createKnownMemory()
  const list = new Known({ ...rules, hasSchedule: true }, memory)
  for (let value = 0; value < 3000; value++) list.add(hashOf(value), value % 5 === 2 ? starved : scored)
  const hashes = new Uint32Array(4 * 3000)
  for (let value = 0; value < 3000; value++) hashes[4 * value] = wordOf(value)
  const again = createKnownMemory()
  const past = { hashes, snapshot: { withheld: list.snapshot() ?? [] } }
  const gone = new Known({ ...rules, hasSchedule: true }, again, past)
  expect(gone.count).toBe(3000)
  expect(gone.snapshot()).toEqual(list.snapshot())
  for (const each of [list, gone]) each.add(hashOf(5000), scored)
  const [first, second] = [openKnown(memory), openKnown(again)]
  for (const value of [0, 2, 4, 7, 2998, 5000, 6000]) expect(second(hashOf(value), 3001)).toBe(first(hashOf(value), 3001))
  expect(second(hashOf(5000), 3000)).toBeUndefined()
})

test('a thread finds what another one adds meanwhile, as the memory grows', async () => {
  const memory = createKnownMemory()
  const list = new Known(rules, memory)
  const module = JSON.stringify(new URL('./known.ts', import.meta.url).href)
  const worker = new Worker(
    `import { parentPort, workerData } from 'node:worker_threads'
    const { openKnown } = await import(${module})
    const find = openKnown(workerData)
    const hashOf = (value) => (${spread}).toString(16).padStart(8, '0') + '0'.repeat(24)
    parentPort.on('message', (told) => {
      let wrong = 0
      for (let value = 0; value < told + 50; value++) if (find(hashOf(value), told) !== (value < told ? value + 1 : undefined)) wrong++
      parentPort.postMessage(wrong)
    })
    parentPort.postMessage('ready')`,
    { eval: true, workerData: memory },
  )
  try {
    await once(worker, 'message')
    let added = 0
    for (let told = 500; told <= 5000; told += 900) {
      while (added < told) list.add(hashOf(added++), scored)
      worker.postMessage(told)
      const answer = once(worker, 'message')
      // it looks while more is added, and only at what it was told of
      while (added < told + 400) list.add(hashOf(added++), scored)
      expect(await answer).toEqual([0])
    }
  } finally {
    await worker.terminate()
  }
})

test('what is sent to a process that shares no memory is what it lacks', () => {
  const memory = createKnownMemory()
  const list = new Known(rules, memory)
  const apart = createKnownMemory()
  const find = openKnown(apart)
  for (const [from, to] of [
    [0, 40],
    [40, 40],
    [40, 2600],
  ] as const) {
    while (list.count < to + 10) list.add(hashOf(list.count), scored)
    receiveKnown(apart, from, structuredClone(knownBetween(memory, from, to)))
    expect(find(hashOf(to - 1), to)).toBe(to)
    expect(find(hashOf(to), to)).toBeUndefined()
  }
})
