import { readFileSync } from 'node:fs'
import type { ReadStream } from 'node:tty'

/** What a key does, and the word for it that is shown. */
export interface Key {
  readonly key: string
  readonly word: (paused: boolean) => string
  readonly press: () => void
}

/** Keys of a terminal that are listened to. */
export interface Keyboard {
  /** Gives the keyboard back; may be called again. */
  close(): void
}

/** Keys that a terminal turns into signals by itself, as long as nobody reads single keys from it. */
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = { '\u0003': 'SIGINT', '\u001a': 'SIGTSTP', '\u001c': 'SIGQUIT' }

/**
 * Whether this process is in the foreground of its terminal: one in the background that touches the terminal's settings is stopped. Taken
 * for granted where the system does not say.
 */
function isInForeground(): boolean {
  try {
    const text = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , , foreground] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return group === foreground
  } catch {
    return true
  }
}

/** Whether keys can be read from this stream now. */
export const canListen = (stream: ReadStream): boolean => stream.isTTY && isInForeground()

/**
 * Reads single keys, without the return key. Those that mean a signal are sent to this process as one. The terminal is as it was after
 * `close`, and on every exit that a process can see.
 */
export function listenTo(stream: ReadStream, keys: readonly Key[]): Keyboard {
  let open = true
  const hear = (bytes: Buffer): void => {
    for (const character of bytes.toString('latin1')) {
      const signal = SIGNALS[character]
      if (signal !== undefined) process.kill(process.pid, signal)
      else keys.find(({ key }) => key === character.toLowerCase())?.press()
    }
  }
  const ignore = (): void => {}
  const restore = (): void => {
    try {
      stream.setRawMode(false)
    } catch {
      // the terminal has gone
    }
  }
  stream.setRawMode(true)
  stream.on('data', hear)
  stream.on('error', ignore)
  stream.resume()
  process.on('exit', restore)
  return {
    close() {
      if (!open) return
      open = false
      restore()
      stream.off('data', hear)
      stream.pause()
      process.off('exit', restore)
    },
  }
}
