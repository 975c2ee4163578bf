/**
 * A stand-in for a language model, to try Ternate's model runs without one. See README.md.
 *
 *     node examples/stand-in/server.ts [--port 8901] [--key KEY] [--latency MILLISECONDS] [--fault NAME [--every N]] [--demand NAME]...
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { type Demand, DEMANDS } from './demands.ts'
import { type Fault, FAULTS } from './faults.ts'
import { laws } from './laws.ts'
import { createStandIn } from './stand-in.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8901' },
    key: { type: 'string' },
    latency: { type: 'string', default: '0' },
    fault: { type: 'string' },
    every: { type: 'string', default: '1' },
    demand: { type: 'string', multiple: true, default: [] },
  },
})

const isFault = (name: string): name is Fault => FAULTS.some((fault) => fault === name)
const { fault } = values
if (fault !== undefined && !isFault(fault)) {
  console.error(`There is no fault ${fault}. There are: ${FAULTS.join(', ')}.`)
  process.exit(1)
}

const isDemand = (name: string): name is Demand => DEMANDS.some((demand) => demand === name)
const demands = values.demand.filter(isDemand)
if (demands.length < values.demand.length) {
  console.error(`There is no demand ${values.demand.find((name) => !isDemand(name))}. There are: ${DEMANDS.join(', ')}.`)
  process.exit(1)
}

const standIn = await createStandIn({
  port: Number(values.port),
  latency: Number(values.latency),
  demands,
  ...(values.key === undefined ? {} : { key: values.key }),
  ...(fault === undefined ? {} : { fault: (_model, number) => (number % Number(values.every) === 0 ? fault : undefined) }),
})
console.log(`A stand-in, which is no model, answers at ${standIn.url}. Its models and their laws:`)
for (const [name, { about }] of Object.entries(laws)) console.log(`  ${name.padEnd(10)} ${about}`)
