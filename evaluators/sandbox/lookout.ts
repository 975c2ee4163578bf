import type { writeSync } from 'node:fs'
import { makeFrames, type Frames } from './frames.ts'
import { gaugeMaker } from './realm/gauge.ts'

/** Words by which the two threads of a sandbox process take turns at its standard output. */
export const DESK_WORDS = 3

/** What the thread that runs programs says of requests to the one that looks on. */
export interface Desk {
  /** A request begins: until it ends, the other thread may tell of it. */
  begin(): void
  /** It has ended: nothing more is told of it, and standard output is free. */
  end(): void
}

/** Makes a thread's end of the desk. It is turned into text, so it refers to nothing outside itself. */
export function makeDesk(words: Int32Array): Desk {
  const [DOING, REQUESTS] = [0, 1] as const
  const [IDLE, RUNNING, TELLING] = [0, 1, 2] as const
  return {
    begin() {
      Atomics.add(words, REQUESTS, 1)
      Atomics.store(words, DOING, RUNNING)
    },
    end() {
      while (Atomics.compareExchange(words, DOING, RUNNING, IDLE) === TELLING) Atomics.wait(words, DOING, TELLING)
    },
  }
}

/** What the thread that looks on is given. */
export interface Post {
  readonly desk: Int32Array
  readonly gauge: Int32Array
  /** Process id of the engine. */
  readonly parent: number
}

interface LookoutTools extends Pick<Frames, 'frame'> {
  readonly writeSync: typeof writeSync
  readonly gaugeMaker: typeof gaugeMaker
}

/**
 * Tells now and then what the request at hand has burned, a hint, which time may rule; and ends the process when its parent is gone,
 * also while the other thread is stuck in a built-in that nothing interrupts. It never returns, and refers to nothing outside itself,
 * since it is turned into text.
 */
function lookOut({ desk, gauge: words, parent }: Post, { writeSync, frame, gaugeMaker: maker }: LookoutTools): never {
  const [DOING, REQUESTS, SLEEP] = [0, 1, 2] as const
  const [RUNNING, TELLING] = [1, 2] as const
  /** Milliseconds between two looks at least, at most where nothing is done, and of what a request has taken so far the share that is. */
  const least = 2
  const idle = 32
  const share = 1 / 32
  /** Milliseconds between two looks at the parent. */
  const parental = 250

  const end = (): void => void process.kill(process.pid, 'SIGKILL')
  const gauge = maker()(words)
  let pause = least
  let seen = performance.now()
  let request = 0
  let began = 0
  let told = 0
  for (;;) {
    Atomics.wait(desk, SLEEP, 0, pause)
    const now = performance.now()
    if (now - seen >= parental) {
      seen = now
      if (process.ppid !== parent) end()
    }
    if (Atomics.compareExchange(desk, DOING, RUNNING, TELLING) !== RUNNING) {
      pause = Math.min(idle, 2 * pause)
      continue
    }
    const current = Atomics.load(desk, REQUESTS)
    if (current !== request) {
      request = current
      began = now
      told = 0
    }
    const burned = gauge.read()
    if (burned !== undefined && burned > told) {
      told = burned
      const bytes = frame({ kind: 'progress', fuel: burned })
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
      } catch {
        // nobody reads any more
        end()
      }
    }
    Atomics.store(desk, DOING, RUNNING)
    Atomics.notify(desk, DOING)
    pause = Math.min(parental, Math.max(least, share * (now - began)))
  }
}

/** The script of the thread that looks on; its data is a post. */
export const lookout: string = `
  const { writeSync } = require('node:fs')
  const { frame } = (${String(makeFrames)})(require('node:v8'))
  ;(${String(lookOut)})(require('node:worker_threads').workerData, { writeSync, frame, gaugeMaker: ${String(gaugeMaker)} })`
