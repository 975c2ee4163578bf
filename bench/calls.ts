/**
 * Proposals a second from a model that takes half a second: prompts rendered, sent through the real client over HTTP to a stand-in in
 * another process, replies read back and applied as edits.
 *
 *     node bench/calls.ts [calls] [in flight] [latency in milliseconds] [rounds]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { makeProgram } from '../languages/index.ts'
import { createModelClient } from '../models/client.ts'
import { createSpendingLimit } from '../models/spending-limit.ts'
import { createCallQueue } from '../models/call-queue.ts'
import { readOffspring } from '../proposers/model/edits.ts'
import { showFiles } from '../proposers/model/companions.ts'
import { EDIT_FORMAT } from '../proposers/model/prompts.ts'
import { render } from '../proposers/model/render.ts'
import { loadTemplates } from '../proposers/model/templates.ts'
import { machine, spread } from './machine.ts'
import { readCounts } from './options.ts'

const { calls, inFlight, latency, rounds } = readCounts({ calls: 1000, inFlight: 64, latency: 500, rounds: 3 })

const server = spawn(process.execPath, [
  fileURLToPath(import.meta.resolve('../examples/stand-in/server.ts')),
  '--port',
  '0',
  '--latency',
  String(latency),
])
const [line] = (await once(createInterface(server.stdout), 'line')) as [string]
const baseUrl = /http:\S+\/v1/.exec(line)?.[0] ?? ''

const clock = {
  now: () => Date.now(),
  after(milliseconds: number, call: () => void) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}
const template = loadTemplates().find(({ purpose }) => purpose === 'offspring')
if (template === undefined) throw new RangeError('no template for offspring')
const filler = Array.from({ length: 60 }, (_, at) => `export const part${at} = (x: number): number => x * ${at} + Math.sqrt(x)\n`).join('')

/** Proposes once: renders, calls, reads. Whether a program came of it. */
async function propose(queue: ReturnType<typeof createCallQueue>, number: number): Promise<boolean> {
  const files = { 'program.ts': `const goal = ${number}\nexport function aim(n: number): number {\n  return goal + n\n}\n${filler}` }
  const { messages } = render(template as NonNullable<typeof template>, {
    statement: 'Raise goal.',
    parent: showFiles(files),
    format: EDIT_FORMAT,
  })
  const { outcome } = await queue.ask({ model: 'good', purpose: 'offspring', messages, parameters: {} })
  if (outcome.kind !== 'reply') return false
  return readOffspring(outcome.text, { base: files, frame: files, entry: 'aim', limit: 5000, known: new Set() }).kind === 'program'
}

/** Rate of one round in proposals a second, and processor milliseconds of this process for each. */
async function round(): Promise<{ readonly rate: number; readonly processor: number }> {
  const client = createModelClient({ model: 'good', baseUrl, clock })
  const queue = createCallQueue({ clients: [client], inFlight, spending: createSpendingLimit({}, {}, ['good']), clock })
  await queue.probe()
  const used = process.cpuUsage()
  const began = performance.now()
  const made = await Promise.all(Array.from({ length: calls }, (_, number) => propose(queue, number)))
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(used)
  await queue.close()
  if (!made.every(Boolean)) throw new Error(`${made.filter((one) => !one).length} of ${calls} calls brought no program`)
  return { rate: calls / seconds, processor: (user + system) / 1000 / calls }
}

console.log(machine())
if (!makeProgram({ 'program.ts': filler }).ok) throw new RangeError('the program does not parse')
const measured: { readonly rate: number; readonly processor: number }[] = []
for (let at = 0; at < rounds; at++) measured.push(await round())
console.log(
  `${calls} proposals a round, ${inFlight} calls in flight, ${latency} ms each, ${rounds} rounds; at most ${(inFlight * 1000) / latency}/s`,
)
console.log(`${spread(measured.map(({ rate }) => rate))} proposals/s`)
console.log(
  `${spread(
    measured.map(({ processor }) => processor),
    2,
  )} ms of processor time each`,
)
server.kill()
