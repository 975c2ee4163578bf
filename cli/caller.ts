import { existsSync } from 'node:fs'
import { basename, delimiter, dirname, join, sep } from 'node:path'
import { parseJson } from '../disk/json.ts'
import { readText } from '../disk/read.ts'
import { shellWord } from '../engine/contracts/fault.ts'
import { callerFolder, toCaller } from './paths.ts'
import { oneLine } from './view/text.ts'

/** Bytes of a package.json that is looked into. */
const LARGEST = 1_000_000

/** Whether npx, called in a folder, finds Ternate there: as a dependency, or because it is the clone. */
function npxFinds(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules/.bin/ternate'))) return true
  const read = readText(join(folder, 'package.json'), LARGEST)
  try {
    return read.ok && (parseJson(read.content) as { name?: unknown }).name === 'ternate'
  } catch {
    return false
  }
}

function* upwards(folder: string): Generator<string> {
  yield folder
  if (dirname(folder) !== folder) yield* upwards(dirname(folder))
}

/** How the caller can call Ternate again from his folder: by npx where it finds Ternate, by its name where that is on the path, else as it was called. */
export function callerCommand(
  script: string = process.argv[1] ?? 'ternate',
  folder: string = callerFolder(),
  path: string = process.env['PATH'] ?? '',
): string {
  // npx keeps what it fetches for one call in a folder of its own
  if (script.includes(`${sep}_npx${sep}`) || upwards(folder).some(npxFinds)) return 'npx ternate'
  if (basename(script) !== 'ternate') return `node ${shellWord(oneLine(toCaller(script)))}`
  return path.split(delimiter).includes(dirname(script)) ? 'ternate' : shellWord(oneLine(script))
}

/** A command for the caller to copy: how he calls Ternate, and these words. */
export const hint = (...words: readonly string[]): string => [callerCommand(), ...words.map((word) => shellWord(oneLine(word)))].join(' ')

/** A text that names commands of Ternate between backticks, with the caller's own in their place. */
export const inCallersWords = (text: string): string => text.replace(/`ternate(?=[ `])/g, () => `\`${callerCommand()}`)
