import type { readSync, writeSync } from 'node:fs'
import type { Worker } from 'node:worker_threads'
import type { Cell, createCell, CellTools } from './cell.ts'
import type { Ended } from './driver-realm.ts'
import type { Frames } from './frames.ts'
import type { Reply, Request } from './protocol.ts'

/** What a sandbox process works with. */
export interface ServeTools extends Frames, CellTools {
  readonly readSync: typeof readSync
  readonly writeSync: typeof writeSync
  readonly Worker: typeof Worker
  readonly createCell: typeof createCell
}

/**
 * What a sandbox process does: reads requests from its standard input, one at a time, and answers on its standard output. It never
 * returns to the event loop, so nothing but requests can happen in the process. It is turned into text, so it refers to nothing outside
 * itself. `realm` is the script of a hardened realm.
 */
export function serve(tools: ServeTools, realm: string): void {
  const { readSync, writeSync, Worker, ivm, frame, messages, createCell } = tools
  /** Milliseconds between two words of progress at least, and of what a request has taken so far the share that is. A run that is shorter says nothing before its end. */
  const silence = 1
  const silentShare = 1 / 32

  /** Ends the process when its parent is gone, also while the main thread is stuck in a built-in that nothing interrupts. */
  function watchParent(parent: number): void {
    setInterval(() => {
      if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
    }, 250)
  }
  new Worker(`(${String(watchParent)})(${process.ppid})`, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true })

  const send = (reply: Reply): void => {
    const bytes = frame(reply)
    for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
  }

  /** Every realm is opened from this: made once, while the process waits for its set-up. */
  const snapshot = ivm.Isolate.createSnapshot([{ code: realm }])

  let cell: Cell | undefined
  /** Fuel of the runs of the request at hand that have ended. */
  let burned = 0
  let began = 0
  let told = 0

  /** Tells of the fuel that the request at hand has burned: a hint, which time may rule. */
  function tell(fuel: number): void {
    const now = performance.now()
    if (now - told < silence + silentShare * (told - began)) return
    told = now
    send({ kind: 'progress', fuel: burned + fuel })
  }

  function answer(request: Request): Reply {
    if (request.kind === 'setup') {
      try {
        cell = createCell(tools, request, snapshot, tell)
      } catch (error) {
        return { kind: 'broken', reason: (error as Error).message.split('\n')[0] ?? '' }
      }
      return { kind: 'ready' }
    }
    if (cell === undefined) return { kind: 'broken', reason: 'no set-up' }
    if (request.kind === 'load') {
      cell.load(request.set, request.inputs)
      return { kind: 'ready' }
    }
    const runs: (readonly Ended[])[] = []
    burned = 0
    began = performance.now()
    told = began
    for (const item of request.runs) {
      const ended = cell.run(item, request.seconds)
      if (ended === 'timeout') return { kind: 'timeout' }
      if (ended === undefined) return { kind: 'memory' }
      runs.push(ended)
      burned += ended.reduce((sum, { fuel }) => sum + fuel, 0)
      tell(0)
    }
    return { kind: 'ended', runs }
  }

  const receive = messages((message) => {
    const reply = ((): Reply => {
      try {
        return answer(message as Request)
      } catch (error) {
        return cell?.lost === true ? { kind: 'memory' } : { kind: 'broken', reason: (error as Error).message }
      }
    })()
    send(reply)
    if (reply.kind === 'memory' || reply.kind === 'timeout') process.exit(0)
  })

  const chunk = Buffer.allocUnsafe(1 << 16)
  for (;;) {
    const read = readSync(0, chunk)
    if (read === 0) process.exit(0)
    receive(Buffer.from(chunk.subarray(0, read)))
  }
}
