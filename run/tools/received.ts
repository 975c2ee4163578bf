import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Line } from '../../archive/export/line.ts'
import { refused } from '../../archive/export/read.ts'
import { mustBePlugin, PLUGIN_FILES, pluginCopy } from '../../authoring/plugins.ts'
import type { Manifest } from '../../engine/contracts/manifest.ts'
import type { Files } from '../../engine/contracts/program.ts'

/** Writes a file that an export brings, which must be new. */
export function writeNew(place: string, line: Extract<Line, { kind: 'file' }>): void {
  try {
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, 'text' in line ? line.text : Buffer.from(line.base64, 'base64'), { flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST' && code !== 'ENOTDIR' && code !== 'ENAMETOOLONG' && code !== 'EISDIR') throw error
    throw refused(`the file ${JSON.stringify(line.path.slice(0, 100))} cannot be beside its others`, error)
  }
}

/** Where a file of a plug-in goes; refuses every path that is not plainly inside. */
function pluginPlace(home: string, path: string): string {
  const names = path.split('/')
  // oxlint-disable-next-line no-control-regex -- control characters in a path are what is refused
  const odd = names.some((name) => name === '' || name === '.' || name === '..' || /[\\:\u0000-\u001f]/.test(name))
  if (odd) throw refused(`a plug-in has a file ${JSON.stringify(path.slice(0, 100))}, which no plug-in has`)
  return join(home, ...names)
}

/** The files of plug-ins that an export brings, written into the folder of the imported run. Their text is read, never run. */
export class ReceivedPlugins {
  readonly #folder: string
  /** Paths of the files of each plug-in. */
  readonly #paths = new Map<number, string[]>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Whether any came. */
  get found(): boolean {
    return this.#paths.size > 0
  }

  /** Takes a file in; `check` sees whether its plug-in imports it. */
  take(plugin: number, line: Extract<Line, { kind: 'file' }>, { plugins = [] }: Manifest): void {
    const named = plugins[plugin]
    if (named === undefined) throw refused(`it has a file of plug-in ${plugin + 1}, which its manifest does not name`)
    const paths = this.#paths.get(plugin) ?? []
    if (paths.length === PLUGIN_FILES) throw refused(`plug-in ${plugin + 1} has too many files`)
    const home = dirname(pluginCopy(this.#folder, plugin, named.file))
    writeNew(pluginPlace(home, line.path), line)
    paths.push(line.path)
    this.#paths.set(plugin, paths)
  }

  /** Sees that the plug-ins are those of the manifest, each with the files that it imports and no other. */
  check({ plugins = [] }: Manifest): void {
    if (!this.found) return
    for (const [plugin, { file, content }] of plugins.entries()) {
      let files: Files
      try {
        files = mustBePlugin(pluginCopy(this.#folder, plugin, file), content).files
      } catch (error) {
        throw refused(`the files of plug-in ${plugin + 1} are not what the run was made with`, error)
      }
      const odd = this.#paths.get(plugin)?.find((path) => !Object.hasOwn(files, path))
      if (odd !== undefined)
        throw refused(`plug-in ${plugin + 1} has a file ${JSON.stringify(odd.slice(0, 100))}, which it does not import`)
    }
  }
}
