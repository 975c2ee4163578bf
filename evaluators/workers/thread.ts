/** Where a worker thread begins. What it loads is compiled once and kept, as what the command line loads is. */
import { enableCompileCache } from 'node:module'
import type { Task, TaskResult } from './messages.ts'

enableCompileCache()
const { default: carryOut } = await import('./worker.ts')

/** Runs one batch. */
const run: (task: Task) => Promise<TaskResult> = carryOut
export default run
