/**
 * Runs a script of bench/ in another checkout and in this one by turns, and prints for each row of both what it came to as median and
 * range, and this one over the other, pair by pair.
 *
 *     node bench/against.ts OLD_CHECKOUT PAIRS SCRIPT [arguments of the script]
 *
 * as in `node bench/against.ts ../old 7 sandbox.ts 1500 1`. A row is a line of a name and a median with its range.
 */
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { machine, spread } from './machine.ts'
import { countOf, readWords, refuse } from './options.ts'

const [old, pairsWord = '', script, ...args] = readWords()
if (old === undefined || script === undefined) refuse('node bench/against.ts OLD_CHECKOUT PAIRS SCRIPT [arguments of the script]')
else compare(resolve(old), countOf('pairs', pairsWord), script)

/** The rows of one run of the script. */
function measure(checkout: string, file: string): ReadonlyMap<string, number> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('bench', file), ...args], { cwd: checkout, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${file} in ${checkout} ended with ${status}: ${stderr.slice(-2000)}`)
  const rows = stdout.split('\n').map((line) => /^(\S.*?) {2,}(-?\d[\d.]*) \(/.exec(line))
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row[1] as string, Number(row[2])] as const])))
}

function compare(other: string, pairs: number, file: string): void {
  const found = new Map<string, { readonly before: number[]; readonly now: number[] }>()
  console.log(`${machine()}; ${file} ${args.join(' ')}, ${pairs} pairs`)
  for (let pair = 0; pair < pairs; pair++) {
    const before = measure(other, file)
    const now = measure(resolve(import.meta.dirname, '..'), file)
    for (const [name, value] of now) {
      const row = found.get(name) ?? { before: [], now: [] }
      found.set(name, row)
      const known = before.get(name)
      if (known === undefined) continue
      row.before.push(known)
      row.now.push(value)
    }
  }
  console.log('| row | old | new | new over old |\n|---|---|---|---|')
  for (const [name, { before, now }] of found) {
    if (before.length === 0) continue
    const digits = Math.max(...now) < 100 ? 2 : 0
    const ratios = now.map((value, pair) => value / (before[pair] ?? Number.NaN))
    console.log(`| ${name} | ${spread(before, digits)} | ${spread(now, digits)} | ${spread(ratios, 3)} |`)
  }
}
