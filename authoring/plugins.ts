import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readText } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { PluginIdentity } from '../engine/contracts/manifest.ts'
import type { Part } from '../engine/contracts/part.ts'
import type { Files } from '../engine/contracts/program.ts'
import { parse } from '../languages/javascript/parse.ts'
import { guarded } from './guarded.ts'
import { openModule } from './hooks.ts'
import { trustedModule } from './trusted.ts'

/** A module of the user's that defines parts, read and loaded. */
export interface Plugin extends PluginIdentity {
  /** Absolute path of its file. */
  readonly place: string
  /** The texts of its file and of those that it imports, by path from its folder. */
  readonly files: Files
  readonly parts: readonly Part[]
}

/** Characters of a file of a plug-in. */
const LARGEST = 1_000_000

/** Files of a plug-in. */
export const PLUGIN_FILES = 50

/** The kinds of parts, and the words in refs to them that the strategy itself reads. */
const WORDS: Readonly<Record<Part['kind'], readonly string[]>> = {
  selector: ['use', 'weight', 'count', 'role', 'island'],
  survival: ['use'],
  acceptance: ['use'],
  fuel: ['use'],
  scheduler: ['use'],
  exchange: ['use'],
  proposer: ['use', 'weight'],
  runner: ['use'],
  capability: ['use', 'limit'],
  cells: ['use'],
  grader: ['use', 'name', 'weight', 'pass'],
  detector: ['use'],
  language: [],
}

/**
 * Finds the file of a plug-in: a path from a folder, or the name of a package that is installed for that folder.
 *
 * @throws TernateError `PLUGIN_MISSING`
 */
export function findPlugin(named: string, from: string): string {
  const place = resolve(from, named)
  if (isAbsolute(named) || named.startsWith('.') || existsSync(place)) return place
  try {
    const found = createRequire(join(from, 'ternate.yaml')).resolve(named)
    if (isAbsolute(found)) return found
  } catch {
    // no such package, or one that exports nothing under this name
  }
  throw new TernateError(
    'PLUGIN_MISSING',
    `there is neither a file ${place} nor an installed package ${JSON.stringify(named.slice(0, 200))}`,
    'Name the file of a plug-in by a path, or a package whose main module is one.',
  )
}

/** The specifiers of a module's imports; types are gone. */
function importsOf(text: string, place: string): string[] {
  const parsed = parse(text, place)
  if (!parsed.ok) throw new TernateError('PLUGIN_LOAD', `${place} does not parse: ${parsed.why}`, 'Correct the module.')
  return parsed.tree.body.flatMap((node) => ('source' in node && typeof node.source?.value === 'string' ? [node.source.value] : []))
}

/** Reads a plug-in's file and all that it imports, so that a copy of them is the whole plug-in. */
export function readPlugin(place: string): Files {
  const home = dirname(place)
  const files: Record<string, string> = {}
  const left = [place]
  for (let at = left.shift(); at !== undefined; at = left.shift()) {
    const path = relative(home, at).split(sep).join('/')
    if (Object.hasOwn(files, path)) continue
    const read = readText(at, LARGEST)
    if (!read.ok) throw new TernateError('PLUGIN_MISSING', `${at} ${read.why}`, 'Name the file of a plug-in.')
    files[path] = read.content
    for (const specifier of importsOf(read.content, at)) {
      if (specifier === 'ternate' || specifier.startsWith('node:')) continue
      const target = resolve(dirname(at), specifier)
      if (!specifier.startsWith('.') || relative(home, target).startsWith('..') || Object.keys(files).length >= PLUGIN_FILES) {
        throw new TernateError(
          'PLUGIN_IMPORT',
          `${at} imports ${JSON.stringify(specifier)}, which would not go along with a run`,
          "A plug-in imports 'ternate', modules of Node, and files of its own folder.",
        )
      }
      left.push(target)
    }
  }
  return files
}

/** What a plug-in is called: the hash of its files and their paths. */
function pluginContent(files: Files): string {
  const hash = createHash('sha256')
  for (const path of Object.keys(files).sort()) hash.update(JSON.stringify([path, files[path]]))
  return hash.digest('hex').slice(0, 32)
}

/**
 * Reads a plug-in's files, which must be those of that content where one is given.
 *
 * @throws TernateError `PLUGIN_MISSING`, `PLUGIN_LOAD`, `PLUGIN_IMPORT`, `PLUGIN_CHANGED`
 */
export function mustBePlugin(place: string, expected?: string): { readonly files: Files; readonly content: string } {
  const files = readPlugin(place)
  const content = pluginContent(files)
  if (content === (expected ?? content)) return { files, content }
  throw new TernateError('PLUGIN_CHANGED', `${place} is not what it was`, 'Put it back as it was, or start a new run.')
}

/** The parts that a module exports, or in a word why they are none. */
function partsIn(exported: unknown): readonly Part[] | string {
  const list: unknown[] = Array.isArray(exported) ? exported : [exported]
  if (exported === undefined || list.length === 0) return 'has no default export that is a part or a list of parts'
  for (const part of list) {
    const { kind, name, create, options } = (part ?? {}) as { readonly [key in keyof Part]?: unknown }
    if (typeof kind !== 'string' || !Object.hasOwn(WORDS, kind) || typeof name !== 'string' || typeof create !== 'function')
      return 'exports what is no part'
    if (!/^[a-z][a-z0-9-]{0,59}$/i.test(name)) return `calls a part ${JSON.stringify(name.slice(0, 60))}, which is no name`
    if (options === undefined) continue
    if (typeof options !== 'object' || options === null || !('shape' in options))
      return `gives the part ${name} options that are no object of zod`
    const reserved = WORDS[kind as Part['kind']].find((word) => Object.hasOwn((options as { shape: object }).shape, word))
    if (reserved !== undefined) return `calls an option of the part ${name} ${JSON.stringify(reserved)}, which refs use themselves`
  }
  return list as readonly Part[]
}

/** Hashes of the plug-ins that this thread has loaded, by place: a module is loaded once. */
const loaded = new Map<string, string>()

/**
 * Loads a plug-in.
 *
 * @throws TernateError `PLUGIN_MISSING`, `PLUGIN_LOAD`, `PLUGIN_IMPORT`; `PLUGIN_CHANGED` when it is not what it was
 */
export async function loadPlugin(file: string, expected?: string): Promise<Plugin> {
  const place = findPlugin(file, process.cwd())
  const { files, content } = mustBePlugin(place, expected ?? loaded.get(place))
  loaded.set(place, content)
  for (const path of Object.keys(files)) openModule(join(dirname(place), path))
  let exported: { readonly default?: unknown }
  try {
    exported = await trustedModule(
      `${place} has not loaded`,
      async () => (await import(pathToFileURL(place).href)) as { readonly default?: unknown },
    )
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const [line = ''] = reason.split('\n')
    throw new TernateError('PLUGIN_LOAD', `${place} does not load: ${line.replace(/\p{Cc}/gu, ' ').slice(0, 300)}`, 'Correct the module.')
  }
  const parts = partsIn(exported.default)
  if (typeof parts !== 'string') return { file: basename(place), content, place, files, parts: parts.map(guarded) }
  throw new TernateError('PLUGIN_LOAD', `${place} ${parts}`, 'End it with `export default defineSelector({ ... })` or one of its kind.')
}

/** Where the copies of a run's plug-ins lie. */
export const pluginsIn = (folder: string): string => join(folder, 'plugins')

/** Where the copy of a run's plug-in lies, the first one being number 0. */
export const pluginCopy = (folder: string, number: number, file: string): string => join(pluginsIn(folder), String(number + 1), file)

/** Copies plug-ins into a run's folder, and gives them as they lie there. */
export function copyPlugins<T extends Pick<Plugin, 'file' | 'files'>>(
  folder: string,
  plugins: readonly T[],
): (T & Pick<Plugin, 'place'>)[] {
  return plugins.map((plugin, number) => {
    const place = pluginCopy(folder, number, plugin.file)
    for (const [path, text] of Object.entries(plugin.files)) {
      const copy = join(dirname(place), path)
      mkdirSync(dirname(copy), { recursive: true })
      writeFileSync(copy, text)
    }
    return { ...plugin, place }
  })
}
