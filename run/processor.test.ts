import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { processorIn } from './log.ts'
import type { LogEntry } from './log.ts'
import { openAccount, openMeter, processesFrom } from './processor.ts'

const BURN = 0.4
const burning = `const begun = process.cpuUsage(); const spent = () => { const { user, system } = process.cpuUsage(begun); return user + system }; while (spent() < ${BURN * 1e6});`

describe.runIf(process.platform === 'linux')('a meter', () => {
  test('counts processes below this one, those that have ended and those that live', async () => {
    const meter = openMeter()
    spawnSync(process.execPath, ['-e', burning])
    const ended = meter.seconds() as number
    expect(ended).toBeGreaterThanOrEqual(0.8 * BURN)
    const living = spawn(process.execPath, ['-e', `${burning} process.stdout.write('burnt'); setInterval(() => {}, 1e6)`])
    await once(living.stdout, 'data')
    const both = meter.seconds() as number
    expect(both).toBeGreaterThanOrEqual(ended + 0.8 * BURN)
    expect(openAccount(living.pid as number).look()).toBeGreaterThanOrEqual(0.8 * BURN)
    living.kill('SIGKILL')
    await once(living, 'close')
    // what a process burned is not lost and not counted twice when it ends
    const after = meter.seconds() as number
    expect(after).toBeGreaterThanOrEqual(both)
    expect(after).toBeLessThan(both + BURN)
    meter.close()
    spawnSync(process.execPath, ['-e', burning])
    expect(meter.seconds()).toBeLessThan(after + BURN)
  })

  test('keeps what a process burned whose parent was killed before it saw its end', async () => {
    const jailer = `const { spawn } = require('node:child_process'); const prisoner = spawn(process.execPath, ['-e', ${JSON.stringify(`${burning} process.stdout.write('burnt'); setInterval(() => { if (process.ppid === 1) process.exit() }, 20)`)}], { stdio: ['ignore', 'inherit', 'inherit'] }); setInterval(() => {}, 1e6)`
    const meter = openMeter()
    const child = spawn(process.execPath, ['-e', jailer])
    await once(child.stdout, 'data')
    const before = meter.seconds() as number
    expect(before).toBeGreaterThanOrEqual(0.8 * BURN)
    child.kill('SIGKILL')
    await once(child, 'exit')
    // looks are not nearer together than a tenth of a second
    await setTimeout(150)
    const after = meter.seconds() as number
    expect(after).toBeGreaterThanOrEqual(before)
    // and what is burned from then on is counted, too
    spawnSync(process.execPath, ['-e', burning])
    expect(meter.seconds()).toBeGreaterThanOrEqual(after + 0.8 * BURN)
    meter.close()
  })

  test('shares with others that are open, from when they are', () => {
    const first = openMeter()
    spawnSync(process.execPath, ['-e', burning])
    const second = openMeter()
    spawnSync(process.execPath, ['-e', burning])
    const [long, short] = [first.seconds() as number, second.seconds() as number]
    first.close()
    second.close()
    expect(short).toBeGreaterThanOrEqual(0.4 * BURN)
    expect(long - short).toBeGreaterThanOrEqual(0.8 * BURN)
    expect(long - short).toBeLessThan(3 * BURN)
  })
})

test('a process that is not there has burned nothing that is known', () => {
  expect(openAccount(2 ** 30).look()).toBeUndefined()
  expect(processesFrom(2 ** 30)).toEqual([])
})

test('processor seconds of a run are those of all its processes, where each told', () => {
  const began: LogEntry = { type: 'process', at: 1, node: 'v24', workers: 1 }
  const rest = (processor?: number): LogEntry => ({ type: 'rest', at: 2, ...(processor === undefined ? {} : { processor }) })
  expect(processorIn([began, rest(2), began, rest(3)])).toBe(5)
  expect(processorIn([began, began, rest(3)])).toBeUndefined()
  expect(processorIn([began, rest()])).toBeUndefined()
  expect(processorIn([])).toBeUndefined()
})
