#!/usr/bin/env node
// Plain JavaScript that any Node understands: runs the command line with a Node that can run it, the pinned one if need be.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const entry = new URL('./ternate.ts', import.meta.url)
const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(entry.href)
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' })
  // The terminal sends an interrupt to both processes; the other signals are passed on.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`ternate: ${pinned} does not start (${error.message}). Run \`npm install\` again.`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  })
} else {
  console.error(`ternate: Node 24 is needed, this is ${process.version}. Run \`npm install\` in the clone, which brings it along.`)
  process.exitCode = 1
}
