import { heapOf } from '../evaluators/isolate/sandbox/protocol.ts'
import { createRequire } from 'node:module'
import process from 'node:process'
import { serialize } from 'node:v8'
import type Ivm from 'isolated-vm'
import { meter } from '../evaluators/isolate/metering/meter.ts'
import { code } from '../evaluators/isolate/sandbox/boot.ts'
import { createIsolate } from '../evaluators/isolate/sandbox/isolate.ts'
import { type Ended, makeDriverRealm } from '../evaluators/isolate/sandbox/driver-realm.ts'
import { FUEL_COUNTER_WORDS } from '../evaluators/isolate/sandbox/realm/fuel-counter.ts'
import { furnisher } from '../evaluators/isolate/sandbox/realm/library.ts'
import { openRealm, openTracingRealm } from '../evaluators/isolate/sandbox/realm/realm.ts'
import { type Row, sourceOf } from './operations/row.ts'

const ivm = createRequire(import.meta.url)('isolated-vm') as typeof Ivm
const entry = { name: 'solve', parameters: [{ name: 'x', type: 'unknown' }], returns: 'unknown' }
const MEMORY = 1024
const LIMIT = 2 ** 50

/** What an operation costs. */
export interface Appraisal {
  readonly row: Row
  /** Milliseconds of processor time per million fuel. */
  readonly price: number
  /** Fuel of a turn. */
  readonly fuel: number
}

const snapshot = ivm.Isolate.createSnapshot([{ code: code.realm }])

/** Runs a row in an isolate of its own: fuel, and milliseconds of processor time, of so many turns at a size. */
export function turner(row: Row): { run(size: number, turns: number): { readonly fuel: number; readonly ms: number }; close(): void } {
  const metered = meter({ 'program.js': sourceOf(row) }, entry)
  if (!metered.ok) throw new Error(`${row.name}: ${metered.reason}`)
  const cell = createIsolate(
    { ivm, serialize, makeDriverRealm, furnisher, heapOf, openRealm, openTracingRealm },
    { kind: 'setup', entry, driver: undefined, memory: MEMORY, answer: 2 ** 20, realm: 'frozen' },
    snapshot,
    new Int32Array(new SharedArrayBuffer(4 * FUEL_COUNTER_WORDS)),
  )
  let sets = 0
  return {
    run(size, turns) {
      const set = `set ${sets++}`
      cell.load(set, [[size, turns]])
      const before = process.cpuUsage()
      const ends = cell.run({ script: metered.script, set, turns: [{ input: 0, fuel: LIMIT, draws: [1, 2, 3, 4, 5, 6, 7, 8] }] }, 60, 0)
      const { user, system } = process.cpuUsage(before)
      const end: Ended | undefined = Array.isArray(ends) ? (ends[0] as Ended) : undefined
      if (end?.kind !== 'answer')
        throw new Error(
          `${row.name}: ${typeof ends === 'string' ? ends : end === undefined ? 'memory' : `${end.kind} ${JSON.stringify(end)}`}`,
        )
      return { fuel: end.fuel, ms: (user + system) / 1000 }
    },
    close: () => cell.dispose(),
  }
}

/** Measures a row: turns are doubled until they take long enough to be told from what comes before them. */
export function appraise(row: Row, enough = 6): Appraisal {
  const { run, close } = turner(row)
  try {
    const empty = run(row.size, 0)
    const base = Math.min(run(row.size, 0).ms, empty.ms)
    for (let turns = 1; ; turns *= 4) {
      let full = run(row.size, turns)
      if (full.ms - base < enough + base && turns < 2 ** 22) continue
      const again = run(row.size, turns)
      if (again.ms < full.ms) full = again
      const ms = full.ms - base
      const fuel = full.fuel - empty.fuel
      return { row, price: (Math.max(ms, 0) * 1e6) / fuel, fuel: fuel / turns }
    }
  } finally {
    close()
  }
}
