import { enableCompileCache } from 'node:module'
import { printError } from './print-error.ts'
import { EXIT } from './exit.ts'

enableCompileCache()

// A reader such as `head` may leave early, and a terminal may be closed while a run saves itself; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EIO') return
  if (error.code !== 'EPIPE') throw error
  process.exit(EXIT.ok)
})

// What nobody caught is a bug of ours; the cursor comes back on the way out.
process.on('uncaughtException', (error) => process.exit(printError(error)))

const { main } = await import('./main.ts')
await main(process.argv.slice(2))
