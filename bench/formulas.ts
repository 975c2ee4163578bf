import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { feynman } from '../problems/symbolic-regression/feynman.ts'
import { nguyen } from '../problems/symbolic-regression/nguyen.ts'

// node bench/formulas.ts FOLDER [--noise 0.01] [NAME ...]
// Makes a problem of each formula (of all of them unless some are named): copies of problems/symbolic-regression with another formula.json.

const { values, positionals } = parseArgs({ options: { noise: { type: 'string', default: '0' } }, allowPositionals: true })
const [out, ...wanted] = positionals
const all = [...nguyen, ...feynman].map(({ name }) => name)
const unknown = wanted.find((name) => !all.includes(name))
const noise = Number(values.noise)

if (out === undefined || unknown !== undefined || !(noise >= 0)) {
  console.error(
    unknown === undefined ? 'node bench/formulas.ts FOLDER [--noise 0.01] [NAME ...]' : `unknown: ${unknown}; there are ${all.join(' ')}`,
  )
  process.exitCode = 1
} else {
  const source = fileURLToPath(new URL('../problems/symbolic-regression', import.meta.url))
  const files = readdirSync(source).filter((file) => file !== 'formula.json')
  for (const formula of wanted.length === 0 ? all : wanted) {
    const folder = join(out, formula)
    mkdirSync(folder, { recursive: true })
    for (const file of files) copyFileSync(join(source, file), join(folder, file))
    writeFileSync(join(folder, 'formula.json'), `${JSON.stringify({ formula, noise })}\n`)
  }
  console.log(`${wanted.length === 0 ? all.length : wanted.length} problems in ${out}`)
}
