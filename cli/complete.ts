import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import yargs from 'yargs'
import { isRun } from '../archive/folder.ts'
import { strategies } from '../strategies/presets/index.ts'
import { shippedProblems } from '../authoring/load.ts'
import { RUNS } from './defaults.ts'
import { ASKS, commands } from './listing.ts'
import { callerFolder } from './paths.ts'

function runsHere(): string[] {
  try {
    return readdirSync(join(callerFolder(), RUNS))
      .filter((name) => isRun(join(callerFolder(), RUNS, name)))
      .sort()
      .map((name) => `${RUNS}/${name}`)
  } catch {
    return []
  }
}

/** What can stand where a command takes something, by how its usage calls it. */
const VALUES: Readonly<Record<string, () => readonly string[]>> = {
  problem: shippedProblems,
  problems: shippedProblems,
  run: runsHere,
  other: runsHere,
}

const BY_OPTION: Readonly<Record<string, () => readonly string[]>> = {
  '--strategy': () => Object.keys(strategies),
  '--strategies': () => Object.keys(strategies),
  '--like': shippedProblems,
  '--manifest': runsHere,
  '--cassette': runsHere,
  '--notes': runsHere,
}

/** What else than options may come next after a command and these words, the last of which is being typed. */
function values(command: string, words: readonly string[]): readonly string[] {
  const before = words.at(-2) ?? ''
  const named = Object.hasOwn(BY_OPTION, before) ? BY_OPTION[before] : undefined
  if (named !== undefined) return named()
  const names = [...(commands[command]?.usage ?? '').matchAll(/[<[](\w+)/g)].map(([, name = '']) => name)
  const given = words.slice(0, -1).filter((word) => !word.startsWith('-')).length
  // behind an option, once a command has what it takes, stand the choices of the option
  if (before.startsWith('-') && given >= names.length) return []
  const name = names[Math.min(given, names.length - 1)] ?? ''
  return Object.hasOwn(VALUES, name) ? (VALUES[name]?.() ?? []) : []
}

/** Prints, one a line, what the last of the words that were typed can become. */
export async function complete([, command = '', ...words]: readonly string[]): Promise<void> {
  const listed = Object.hasOwn(commands, command) ? commands[command] : undefined
  const current = words.at(-1) ?? command
  const found = listed === undefined ? Object.keys(commands) : words.length === 0 ? [command] : values(command, words)
  const fitting = found.filter((name) => name.startsWith(current))
  if (listed === undefined || fitting.length > 0) {
    process.stdout.write(fitting.map((name) => `${name}\n`).join(''))
    return
  }
  const parser = yargs()
    .scriptName('ternate')
    .exitProcess(false)
    .parserConfiguration({ 'boolean-negation': false, 'camel-case-expansion': false })
  await listed.addTo(parser)
  await parser.completion('completion', false as never).parseAsync([ASKS, 'ternate', command, ...words])
}
