/**
 * Tells what of the problem's own code this thread runs: `verify`, `aggregate`, `checkCase`, the generators of cases, the module itself. It is
 * trusted, and so nothing limits it; but when it does not come to an end its thread cannot say so. It is told in memory, at which others look.
 */

/** Seconds that a call of it may take unless the problem says otherwise. */
export const PATIENCE = 60

/** Seconds that work may go on for which nobody waits any more; in a thread, without getting on. */
export const UNWANTED = 5

/** Bytes of a memory: a few words, then text. */
const WORDS = 16
const TEXT = 400

/** What stands where in a memory. */
const TURNS = 0
const LENGTH = 1
const BEATS = 2

/** A memory that a thread shares with those who look at it. */
export const createMemory = (): SharedArrayBuffer => new SharedArrayBuffer(WORDS + TEXT)

const encoder = new TextEncoder()
let memory = createMemory()
let words = new Int32Array(memory, 0, WORDS / 4)
let text = new Uint8Array(memory, WORDS)
let current = ''
let first: (memory: SharedArrayBuffer) => void = () => {}

function tell(doing: string): void {
  current = doing
  Atomics.store(words, LENGTH, doing === '' ? 0 : encoder.encodeInto(doing, text).written)
  Atomics.add(words, TURNS, 1)
}

/** Tells it in this memory from now on. */
export function tellIn(another: SharedArrayBuffer): void {
  memory = another
  words = new Int32Array(another, 0, WORDS / 4)
  text = new Uint8Array(another, WORDS)
  tell(current)
}

/** What has begun and not ended, in that order; modules that are loaded side by side may end in another. */
const open: { readonly doing: string }[] = []

/** Tells that something begins; returns how to tell that it has ended. */
function enter(doing: string): () => void {
  const own = { doing }
  open.push(own)
  tell(doing)
  return () => {
    open.splice(open.lastIndexOf(own), 1)
    tell(open.at(-1)?.doing ?? '')
  }
}

/** Says that the thread gets on with whatever it does. */
export const beat = (): void => void Atomics.add(words, BEATS, 1)

/** Has this called before the problem's own code runs here for the first time, with the memory that tells of it. */
export function beforeFirst(call: (memory: SharedArrayBuffer) => void): void {
  first = (shared) => {
    first = () => {}
    call(shared)
  }
}

/** What is being done, as a sentence that says that it has not come to an end; '' outside of the problem's own code. */
export const underWay = (): string => current

/** Runs some of the problem's own code; `doing` says that it has not come to an end, for when it does not. */
export function trusted<T>(doing: string, run: () => T): T {
  first(memory)
  const leave = enter(doing)
  try {
    return run()
  } finally {
    leave()
  }
}

/** The same for a module that is loaded; the process waits for it, whatever it waits for. */
export async function trustedModule<T>(doing: string, load: () => Promise<T>): Promise<T> {
  first(memory)
  const leave = enter(doing)
  const waiting = setInterval(() => {}, 60_000)
  try {
    return await load()
  } finally {
    clearInterval(waiting)
    leave()
  }
}

/** What somebody who looks at a memory sees of its thread. */
export interface Sight {
  /** What it does in the problem's own code; '' for anything else, and before it has begun. */
  readonly doing: string
  /** Whether it has ever told anything. */
  readonly begun: boolean
  /** Seconds for which nothing has changed. */
  readonly still: number
}

/**
 * Looks at a memory again and again. Between two looks no more than `most` seconds pass, whatever the clock says: a machine that slept is not
 * stuck. It is turned into text for the thread that looks at the main one, so it refers to nothing outside itself.
 */
export function makeLook(shared: SharedArrayBuffer, most: number): (now: number) => Sight {
  const [turns, length, beats, bytes] = [0, 1, 2, 16] as const
  const state = new Int32Array(shared, 0, bytes / 4)
  const decoder = new TextDecoder()
  let last: number | undefined
  let seen = ''
  let still = 0
  return (now) => {
    const at = Atomics.load(state, length)
    const mark = `${Atomics.load(state, turns)} ${Atomics.load(state, beats)}`
    still = mark === seen ? still + Math.min(most, now - (last ?? now)) : 0
    seen = mark
    last = now
    return { doing: at === 0 ? '' : decoder.decode(new Uint8Array(shared, bytes, at).slice()), begun: mark !== '0 0', still }
  }
}
