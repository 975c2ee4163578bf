import { stripTypeScriptTypes } from 'node:module'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'

/** Why a text could not be stripped. */
export interface Refusal {
  /** Counted from 1, of both. */
  readonly line: number
  readonly column: number
  /** Types stand there that something of them remains of: enums, namespaces. */
  readonly isUnerasable: boolean
  readonly message: string
}

/** What became of a text; `broken` where the stripper itself gave way. */
type Stripped = { readonly script: string } | { readonly refusal: Refusal } | 'broken'

/** Node announces once that type stripping is experimental; the version is pinned, so the reader need not know. */
function announceQuietly(): void {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    stripTypeScriptTypes('')
  } finally {
    process.emitWarning = emitWarning
  }
}
let announced = false

/** Reads what Node says of a text that it refuses: the stack begins with the line's number, the text up to there and a row of carets. */
function refusalOf(error: SyntaxError & { code?: string }): Refusal {
  const [head = '', ...rows] = (error.stack ?? '').slice(0, 2 ** 20).split('\n')
  const carets = rows.find((row) => row.includes('^') && row.replaceAll('^', '').trim() === '')
  return {
    line: Number(head.slice(head.lastIndexOf(':') + 1)) || 1,
    column: (carets?.indexOf('^') ?? 0) + 1,
    isUnerasable: error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
    message: error.message,
  }
}

function stripHere(text: string): Stripped {
  if (!announced) announceQuietly()
  announced = true
  try {
    return { script: stripTypeScriptTypes(text) }
  } catch (error) {
    return error instanceof SyntaxError ? { refusal: refusalOf(error) } : 'broken'
  }
}

/** What a thread that strips runs. */
const THREAD = `
  const { stripTypeScriptTypes } = require('node:module')
  const { workerData: { port, turn } } = require('node:worker_threads')
  process.emitWarning = () => {}
  const strip = (text) => {
    try {
      return { script: stripTypeScriptTypes(text) }
    } catch (error) {
      return error instanceof SyntaxError ? { refusal: (${String(refusalOf)})(error) } : 'broken'
    }
  }
  port.on('message', (text) => {
    port.postMessage(strip(text))
    Atomics.store(turn, 0, 1)
    Atomics.notify(turn, 0)
  })`

/** Strips in a thread of its own, which is waited for. */
function openThread(): (text: string) => Stripped {
  const turn = new Int32Array(new SharedArrayBuffer(4))
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(THREAD, { eval: true, execArgv: [], workerData: { port: port2, turn }, transferList: [port2] })
  worker.unref()
  port1.unref()
  return (text) => {
    Atomics.store(turn, 0, 0)
    port1.postMessage(text)
    Atomics.wait(turn, 0, 0)
    const stripped: Stripped = receiveMessageOnPort(port1)?.message ?? 'broken'
    if (stripped === 'broken') void worker.terminate()
    return stripped
  }
}

let strip = stripHere

/**
 * Replaces the types of a text by blanks. A stripper that has given way, as it does on texts nested too deeply, stays unsound: it would refuse
 * what is sound. It is never used again; a thread with one of its own takes its place.
 */
export function stripTypes(text: string): Stripped {
  const stripped = strip(text)
  if (stripped === 'broken') {
    let thread: ((text: string) => Stripped) | undefined
    strip = (next) => (thread ??= openThread())(next)
  }
  return stripped
}
