import type { writeSync } from 'node:fs'
import type * as inspector from 'node:inspector'
import { Worker } from 'node:worker_threads'
import { beforeFirst, makeLook, PATIENCE, underWay } from '../authoring/trusted.ts'
import { describeFault } from './print-error.ts'
import { EXIT } from './exit.ts'
import { TernateError } from '../engine/contracts/fault.ts'

/** What the thread that looks on is given. */
interface InitMessage {
  readonly memory: SharedArrayBuffer
  readonly patience: number
  readonly exit: number
}

interface Tools {
  readonly writeSync: typeof writeSync
  readonly inspector: typeof inspector
  readonly makeLook: typeof makeLook
}

/**
 * Looks at the main thread while it runs the problem's own code: names what does not come to an end, and in the end ends the process, since the
 * main thread can hear nothing. It is turned into text, so it refers to nothing outside itself.
 */
function oversee({ memory, patience, exit }: InitMessage, tools: Tools): void {
  const pace = 0.5
  const named = 5
  const see = tools.makeLook(memory, 2 * pace)
  let told = ''
  setInterval(() => {
    const { doing, still } = see(performance.now() / 1000)
    if (doing === '' || still < named) {
      told = ''
      return
    }
    const line = `ternate: ${doing} (${Math.round(still)} s)`
    if (told === '') tools.writeSync(2, `${line}\n`)
    told = line
    if (still < patience) return
    tools.writeSync(2, `${line}. Let it come to an end for every answer and case. [PROBLEM_HANGS]\n`)
    const session = new tools.inspector.Session()
    session.connectToMainThread()
    // the debugger's way in is the only one into a thread that loops; without standard error it does not tell of itself
    session.post('Runtime.evaluate', { expression: `process.getBuiltinModule('node:fs').closeSync(2); process.reallyExit(${exit})` })
  }, 1000 * pace)
}

const script = `
  const { writeSync } = require('node:fs')
  ;(${String(oversee)})(require('node:worker_threads').workerData, { writeSync, inspector: require('node:inspector'), makeLook: ${String(makeLook)} })`

let overseeing = false

/**
 * Has the problem's own code looked at while the main thread runs it, from its first call on; and says so when it ends the process.
 */
export function overseeMain(): void {
  if (overseeing) return
  overseeing = true
  beforeFirst((memory) => {
    const workerData: InitMessage = { memory, patience: PATIENCE, exit: EXIT.refused }
    new Worker(script, { eval: true, workerData, execArgv: [] }).unref()
  })
  process.on('exit', () => {
    const doing = underWay()
    if (doing === '') return
    const fault = new TernateError(
      'PROBLEM_EXIT',
      `${doing}: it ended the process`,
      'Let it return or throw; it may not call process.exit.',
    )
    process.stderr.write(`ternate: ${describeFault(fault)}\n`)
    process.exitCode = EXIT.refused
  })
}
