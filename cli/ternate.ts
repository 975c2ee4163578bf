import { enableCompileCache } from 'node:module'
import { EXIT } from './exit.ts'

enableCompileCache()

// A reader such as `head` may leave early; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(EXIT.ok)
})

const { main } = await import('./main.ts')
await main(process.argv.slice(2))
