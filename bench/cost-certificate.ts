/**
 * What fuel buys: milliseconds of processor time per million fuel for every operation of operations/, forms of syntax and natives alike.
 * Ends with 1 when one of them is more than a hundred times the median and gives no reason.
 *
 *     node bench/cost-certificate.ts [word in names]
 */
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fences } from '../evaluators/isolate/sandbox/process.ts'
import { appraise, type Appraisal } from './appraise.ts'
import { machine, median } from './machine.ts'
import { operations } from './operations/index.ts'
import { readWords } from './options.ts'

// isolates need flags of the process
if (!process.execArgv.includes('--no-node-snapshot')) {
  const again = spawnSync(
    process.execPath,
    [...fences.filter((flag) => !flag.includes('permission') && !flag.includes('allow-')), ...process.argv.slice(1)],
    { stdio: 'inherit' },
  )
  process.exit(again.status ?? 1)
}

/** How many times the median an operation may cost. */
const CEILING = 100

const [word = ''] = readWords(1)
console.log(machine())
const seen: Appraisal[] = []
const failed: string[] = []
for (const row of operations.filter(({ name }) => name.includes(word))) {
  try {
    seen.push(appraise(row))
  } catch (error) {
    failed.push((error as Error).message)
  }
}
const middle = median(seen.map(({ price }) => price))
console.log(`${seen.length} operations, median ${middle.toFixed(2)} ms of processor time per million fuel`)
for (const { row, price, fuel } of seen.toSorted((a, b) => b.price - a.price)) {
  const mark = price <= CEILING * middle ? '' : row.reason === undefined ? '  TOO CHEAP' : `  ${row.reason}`
  console.log(
    `${row.name.padEnd(64)} ${price.toFixed(2).padStart(12)} ${(price / middle).toFixed(2).padStart(10)}x ${fuel.toFixed(1).padStart(12)} fuel a turn${mark}`,
  )
}
const over = seen.filter(({ row, price }) => price > CEILING * middle && row.reason === undefined)
for (const line of failed) console.log(line)
if (over.length + failed.length > 0) {
  console.log(`${over.length} above ${CEILING} times the median`)
  process.exitCode = 1
}
