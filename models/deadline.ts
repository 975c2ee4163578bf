import type { Clock } from '../engine/contracts/workers.ts'
import type { Phase } from './call.ts'

/** How long a call may take, in seconds. */
export interface DeadlineSeconds {
  /** Until a request's connection stands, names looked up and keys exchanged. */
  readonly connect: number
  /** From the beginning of a request to the first word of its reply. */
  readonly firstToken: number
  /** For all of a call: every request, every wait between them, the last word. */
  readonly total: number
}

/** The time of one call. Whatever happens, it ends. */
export interface Deadline {
  /** Aborts when time is up, or when the caller gives up. */
  readonly signal: AbortSignal
  /** The phase in which time ran out. */
  readonly over: Phase | undefined
  /** Resolves when `signal` aborts. */
  readonly end: Promise<void>
  /** Milliseconds that are left in total. */
  left(): number
  /** A request begins: its first word is due. */
  begin(): void
  /** The first word is here. */
  arrived(): void
  /** Waits, or resolves earlier at the end. */
  wait(milliseconds: number): Promise<void>
  /** Takes the timers back. */
  close(): void
}

/** Starts the time of a call. */
export function createDeadline(seconds: DeadlineSeconds, clock: Clock, cancel?: AbortSignal): Deadline {
  const controller = new AbortController()
  const { promise: end, resolve } = Promise.withResolvers<void>()
  const finishes = clock.now() + seconds.total * 1000
  let over: Phase | undefined
  let word: (() => void) | undefined

  function stop(): void {
    controller.abort()
    resolve()
  }
  function expire(phase: Phase): void {
    over ??= phase
    stop()
  }
  function arrived(): void {
    word?.()
    word = undefined
  }

  const whole = clock.after(seconds.total * 1000, () => expire('total'))
  if (cancel?.aborted === true) stop()
  cancel?.addEventListener('abort', stop, { once: true })

  return {
    signal: controller.signal,
    get over() {
      return over
    },
    end,
    left: () => Math.max(0, finishes - clock.now()),
    begin() {
      arrived()
      word = clock.after(seconds.firstToken * 1000, () => expire('first token'))
    },
    arrived,
    async wait(milliseconds) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const cancelTimer = clock.after(milliseconds, resolve)
      await Promise.race([promise, end])
      cancelTimer()
    },
    close() {
      arrived()
      whole()
      cancel?.removeEventListener('abort', stop)
    },
  }
}
