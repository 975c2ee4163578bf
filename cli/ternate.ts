import { enableCompileCache } from 'node:module'
import { EXIT } from './exit.ts'

enableCompileCache()

// A reader such as `head` may leave early, and a terminal may be closed while a run saves itself; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EIO') return
  if (error.code !== 'EPIPE') throw error
  process.exit(EXIT.ok)
})

const { main } = await import('./main.ts')
await main(process.argv.slice(2))
