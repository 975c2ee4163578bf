import type { writeSync } from 'node:fs'
import { makeFrames, type Frames } from './frames.ts'
import { fuelCounterMaker } from './realm/fuel-counter.ts'

/** Words by which the two threads of a sandbox process take turns at its standard output. */
export const MAILBOX_WORDS = 3

/** How the two threads take turns: one runs what is requested, the other tells of it. */
export interface Mailbox {
  /** A request begins: until it ends, the other thread may tell of it. */
  begin(): void
  /** It has ended: nothing more is told of it, and standard output is free. */
  end(): void
  /** Holds up the end of the request that is under way and returns its number; undefined where there is none. */
  hold(): number | undefined
  release(): void
  /** Waits for so many milliseconds. */
  rest(milliseconds: number): void
}

/** Makes a thread's end of the mailbox. It is turned into text, so it refers to nothing outside itself. */
export function makeMailbox(words: Int32Array): Mailbox {
  const [DOING, REQUESTS, NOTHING] = [0, 1, 2] as const
  const [IDLE, RUNNING, TELLING] = [0, 1, 2] as const
  return {
    begin() {
      Atomics.add(words, REQUESTS, 1)
      Atomics.store(words, DOING, RUNNING)
    },
    end() {
      while (Atomics.compareExchange(words, DOING, RUNNING, IDLE) === TELLING) Atomics.wait(words, DOING, TELLING)
    },
    hold: () => (Atomics.compareExchange(words, DOING, RUNNING, TELLING) === RUNNING ? Atomics.load(words, REQUESTS) : undefined),
    release() {
      Atomics.store(words, DOING, RUNNING)
      Atomics.notify(words, DOING)
    },
    // nobody ever wakes who waits for this word
    rest: (milliseconds) => void Atomics.wait(words, NOTHING, 0, milliseconds),
  }
}

/** What the thread that looks on is given. */
export interface InitMessage {
  readonly mailbox: Int32Array
  readonly fuelCounter: Int32Array
  /** Process id of the engine. */
  readonly parent: number
}

interface WatchdogTools extends Pick<Frames, 'frame'> {
  readonly writeSync: typeof writeSync
  readonly fuelCounterMaker: typeof fuelCounterMaker
  readonly makeMailbox: typeof makeMailbox
}

/**
 * Tells now and then what the request at hand has burned, a hint, which time may rule; and ends the process when its parent is gone,
 * also while the other thread is stuck in a built-in that nothing interrupts. It never returns, and refers to nothing outside itself,
 * since it is turned into text.
 */
function watch(init: InitMessage, { writeSync, frame, ...make }: WatchdogTools): never {
  /** Milliseconds between two looks at least, at most where nothing is done, and of what a request has taken so far the share that is. */
  const least = 4
  const idle = 32
  const share = 1 / 32
  /** Milliseconds between two looks at the parent. */
  const parental = 250

  const end = (): void => void process.kill(process.pid, 'SIGKILL')
  const fuelCounter = make.fuelCounterMaker()(init.fuelCounter)
  const mailbox = make.makeMailbox(init.mailbox)
  let pause = least
  let seen = performance.now()
  let request = 0
  let began = 0
  let told = 0
  let at = 0
  for (;;) {
    mailbox.rest(pause)
    const now = performance.now()
    if (now - seen >= parental) {
      seen = now
      if (process.ppid !== init.parent) end()
    }
    const current = mailbox.hold()
    if (current === undefined) {
      pause = Math.min(idle, 2 * pause)
      continue
    }
    if (current !== request) {
      request = current
      began = now
      told = 0
      at = 0
    }
    const burned = fuelCounter.read()
    const turn = fuelCounter.turn()
    if (burned !== undefined && (burned > told || turn !== at)) {
      told = burned
      at = turn
      const bytes = frame({ kind: 'progress', fuel: burned, turn })
      try {
        for (let sent = 0; sent < bytes.length;) sent += writeSync(1, bytes, sent)
      } catch {
        // nobody reads any more
        end()
      }
    }
    mailbox.release()
    pause = Math.min(parental, Math.max(least, share * (now - began)))
  }
}

/** The script of the thread that looks on; its data is an init message. */
export const watchdog: string = `
  const { writeSync } = require('node:fs')
  const { frame } = (${String(makeFrames)})(require('node:v8'))
  ;(${String(watch)})(require('node:worker_threads').workerData, { writeSync, frame, fuelCounterMaker: ${String(fuelCounterMaker)}, makeMailbox: ${String(makeMailbox)} })`
