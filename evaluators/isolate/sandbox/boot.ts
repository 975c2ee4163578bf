import { createIsolate } from './isolate.ts'
import { makeDriverRealm } from './driver-realm.ts'
import { makeFrames } from './frames.ts'
import { MAILBOX_WORDS, watchdog, makeMailbox } from './watchdog.ts'
import { heapOf } from './protocol.ts'
import { FUEL_COUNTER_WORDS, fuelCounterMaker } from './realm/fuel-counter.ts'
import { furnisher } from './realm/library.ts'
import { hardenedRealm, openRealm, openTracingRealm } from './realm/realm.ts'
import { serve } from './serve.ts'

/** Deepest nesting of a program's calls, in frames; with the stack size of process.ts the machine's own limit is not met first. */
const CALL_DEPTH = 4000

/** Fuel handed out at once, well inside what a counter holds: more than most runs burn (see `makeFuel`). */
const CHUNK = 2 ** 30

/** What a sandbox process runs: the first message it gets. */
export interface Code {
  /** Body of a function of `require` and `realm`. */
  readonly program: string
  /** Script of a hardened realm. */
  readonly realm: string
}

/** The code of every sandbox process, as text: a process that reads no file of the engine need not be let see any, and strips no types. */
export const code: Code = {
  program: `
    'use strict'
    const { readSync, writeSync } = require('node:fs')
    const { DefaultSerializer, deserialize, serialize } = require('node:v8')
    const { Worker } = require('node:worker_threads')
    const ivm = require(process.argv[1])
    const tools = {
      ...{ readSync, writeSync, Worker, ivm, serialize, deserialize },
      ...(${String(makeFrames)})({ DefaultSerializer, deserialize }),
      makeDriverRealm: ${String(makeDriverRealm)},
      furnisher: ${String(furnisher)},
      heapOf: ${String(heapOf)},
      createIsolate: ${String(createIsolate)},
      fuelCounterMaker: ${String(fuelCounterMaker)},
      makeMailbox: ${String(makeMailbox)},
      watchdog: ${JSON.stringify(watchdog)},
      words: ${JSON.stringify({ fuelCounter: FUEL_COUNTER_WORDS, mailbox: MAILBOX_WORDS })},
      openRealm: ${JSON.stringify(openRealm)},
      openTracingRealm: ${JSON.stringify(openTracingRealm)},
    }
    ;(${String(serve)})(tools, realm)`,
  realm: hardenedRealm(CALL_DEPTH, CHUNK),
}

/** The script that a sandbox process begins with; its argument is the path of isolated-vm. It reads the code, framed as other messages are, and runs it. */
export const boot = `
  const { readSync } = require('node:fs')
  const take = (size) => {
    const bytes = Buffer.allocUnsafe(size)
    for (let at = 0; at < size;) {
      const read = readSync(0, bytes, at, size - at, null)
      if (read === 0) process.exit(0)
      at += read
    }
    return bytes
  }
  const { program, realm } = require('node:v8').deserialize(take(take(4).readUInt32LE(0)))
  new Function('require', 'realm', program)(require, realm)`
