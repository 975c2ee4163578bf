#!/usr/bin/env node
// Plain JavaScript that any Node understands: runs the command line with a Node that can run it, in a clone the pinned one if need be.
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { fileURLToPath } from 'node:url'

const source = new URL('./ternate.ts', import.meta.url)
const cloned = existsSync(source)
const entry = cloned ? source : new URL('../dist/cli/ternate.js', import.meta.url)
const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))

/** The oldest Node that isolated-vm has a binary for. */
const FLOOR = 24

/** Commands that go on for minutes, with threads. */
const LONG = ['run', 'resume', 'compare']

/** Room for new objects, in MiB, of which V8 would take sixteen times as much; it can only be said when a process starts. */
const YOUNG = '--max-semi-space-size'
const flags = [`${YOUNG}=4`]

/** Pools of the C library's memory: it would make one a thread, each of which keeps what is free in it. */
const env = { ...process.env, MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2' }

const isSet = () => process.execArgv.some((flag) => flag.startsWith(YOUNG))
const isLong = () => LONG.includes(process.argv[2]) && !process.argv.some((word) => word === '--help' || word === '-h')

async function runPinned() {
  const { spawn } = await import('node:child_process')
  const child = spawn(pinned, [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit', env })
  // The terminal sends an interrupt to both processes; the other signals are passed on.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`ternate: ${pinned} does not start (${error.message}). Run \`npm install\` again. [NODE_VERSION]`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  })
}

if (Number(process.versions.node.split('.')[0]) >= FLOOR) {
  // in this process's place; where there is no such call, a run takes more memory
  if (isLong() && !isSet())
    process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...flags, ...process.argv.slice(1)], env)
  // before the entry, so that its types are stripped once, too
  module.enableCompileCache()
  await import(entry.href)
} else if (cloned && existsSync(pinned)) {
  await runPinned()
} else {
  const remedy = cloned
    ? 'Run `npm install` in the clone, which brings it along.'
    : 'Install Node 24 (https://nodejs.org), then run `npm install` again under it.'
  console.error(`ternate: Node ${FLOOR} or later is needed, and this is ${process.version}. ${remedy} [NODE_VERSION]`)
  process.exitCode = 1
}
