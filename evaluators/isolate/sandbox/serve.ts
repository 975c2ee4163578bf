import type { readSync, writeSync } from 'node:fs'
import type { deserialize } from 'node:v8'
import type { Worker } from 'node:worker_threads'
import type { ProgramIsolate, createIsolate, IsolateTools } from './isolate.ts'
import type { Ended } from './driver-realm.ts'
import type { Frames } from './frames.ts'
import type { makeMailbox, InitMessage } from './watchdog.ts'
import type { Reply, Request } from './protocol.ts'
import type { fuelCounterMaker } from './realm/fuel-counter.ts'

/** What a sandbox process works with. */
export interface ServeTools extends Pick<Frames, 'frame'>, IsolateTools {
  readonly readSync: typeof readSync
  readonly writeSync: typeof writeSync
  readonly Worker: typeof Worker
  readonly deserialize: typeof deserialize
  readonly createIsolate: typeof createIsolate
  readonly fuelCounterMaker: typeof fuelCounterMaker
  readonly makeMailbox: typeof makeMailbox
  /** Script of the thread that looks on. */
  readonly watchdog: string
  readonly words: { readonly fuelCounter: number; readonly mailbox: number }
}

/**
 * What a sandbox process does: reads requests from its standard input, one at a time, and answers on its standard output. It never
 * returns to the event loop, so nothing but requests can happen in the process. It is turned into text, so it refers to nothing outside
 * itself. `realm` is the script of a hardened realm.
 */
export function serve(tools: ServeTools, realm: string): void {
  const { readSync, writeSync, Worker, ivm, frame, deserialize, createIsolate, fuelCounterMaker, makeMailbox, watchdog, words } = tools
  const sharedWords = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count))
  const init: InitMessage = { mailbox: sharedWords(words.mailbox), fuelCounter: sharedWords(words.fuelCounter), parent: process.ppid }
  const mailbox = makeMailbox(init.mailbox)
  const fuelCounter = fuelCounterMaker()(init.fuelCounter)
  new Worker(watchdog, { eval: true, workerData: init, execArgv: [], env: {}, stdout: true, stderr: true })

  /** Gives memory back at once: this thread makes so few objects that its heap is seldom collected, and answers would pile up. */
  const free = (value: unknown): void => {
    if (!ArrayBuffer.isView(value)) return
    const { buffer } = value
    if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0)
  }

  const send = (reply: Reply): void => {
    const bytes = frame(reply)
    for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
    free(bytes)
    if (reply.kind === 'ended') for (const end of reply.runs.flat()) if (end.kind === 'answer') free(end.answer)
  }

  /** Every realm is opened from this: made once, while the process waits for its set-up. */
  const snapshot = ivm.Isolate.createSnapshot([{ code: realm }])

  let isolate: ProgramIsolate | undefined
  function answer(request: Request): Reply {
    if (request.kind === 'setup') {
      try {
        isolate = createIsolate(tools, request, snapshot, init.fuelCounter)
      } catch (error) {
        return { kind: 'broken', reason: (error as Error).message.split('\n')[0] ?? '' }
      }
      return { kind: 'ready' }
    }
    if (isolate === undefined) return { kind: 'broken', reason: 'no set-up' }
    if (request.kind === 'load') {
      isolate.load(request.set, request.inputs)
      return { kind: 'ready' }
    }
    const runs: (readonly Ended[])[] = []
    let burned = 0
    for (const item of request.runs) {
      const ended = isolate.run(item, request.seconds, burned)
      if (ended === 'timeout') return { kind: 'timeout' }
      if (ended === undefined) return { kind: 'memory' }
      runs.push(ended)
      burned += ended.reduce((sum, { fuel }) => sum + fuel, 0)
    }
    return { kind: 'ended', runs }
  }

  const receive = (message: unknown): void => {
    fuelCounter.rest(0)
    mailbox.begin()
    const reply = ((): Reply => {
      try {
        return answer(message as Request)
      } catch (error) {
        return isolate?.lost === true ? { kind: 'memory' } : { kind: 'broken', reason: (error as Error).message }
      } finally {
        mailbox.end()
      }
    })()
    send(reply)
    if (reply.kind === 'memory' || reply.kind === 'timeout') process.exit(0)
  }

  /** Room for what is read, used again and again: nothing of a message outlives its answer, since inputs are copied into the isolate. */
  const room = Buffer.allocUnsafeSlow(1 << 16)
  const take = (size: number): Buffer => {
    const bytes = size > room.length ? Buffer.allocUnsafeSlow(size) : room.subarray(0, size)
    for (let at = 0; at < size;) {
      const read = readSync(0, bytes, at, size - at, null)
      if (read === 0) process.exit(0)
      at += read
    }
    return bytes
  }
  for (;;) receive(deserialize(take(take(4).readUInt32LE(0))))
}
